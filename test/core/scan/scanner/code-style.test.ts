import { expect, test } from 'vitest';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { breakLike, indentLike, quoteLike, styleOf } from '../../../../core/scan/scanner/code-style.ts';
import { scannerOf } from '../../../support/scanning.ts';

test('the style of a file is read off its text', () => {
  expect(styleOf('if (a) {\r\n\tb("x");\r\n}\r\n')).toEqual({ lineEnd: '\r\n', indent: '\t', quote: '"' });
  expect(styleOf("def f():\n    g('x')\n\n\ndef h():\n    pass\n")).toEqual({ lineEnd: '\n', indent: '    ', quote: "'" });
  expect(styleOf('a = 1\n')).toEqual({ lineEnd: '\n', indent: undefined, quote: undefined });
});

test('lines of a template are indented by the steps of the file', () => {
  const tabs = styleOf('f {\n\tg\n}');
  expect(indentLike('if x:\n  a\n    b\nc', '\t', tabs)).toBe('if x:\n\t\ta\n\t\t\tb\n\tc');
  expect(indentLike('if x:\n  a', '', styleOf('a'))).toBe('if x:\n  a');
});

test('plain strings take the quotes of the file, others do not', () => {
  expect(quoteLike('g("data", "it\'s", "a\\n")', "'")).toBe('g(\'data\', "it\'s", "a\\n")');
});

test('a string inside a string takes the other quotes', async () => {
  expect(await repaired('fix: "good(\\"x\\")"', "a('b', 'c')\nd = f'{bad(1)}'\n", 'a.py')).toBe("a('b', 'c')\nd = f'{good(\"x\")}'\n");
});

test('line breaks are those of the file', () => {
  expect(breakLike('a\nb\r\nc', styleOf('x\r\ny'))).toBe('a\r\nb\r\nc');
});

async function repaired(fix: string, text: string, path: string) {
  const scanner = await scannerOf(`{id: r, message: m, severity: low, languages: [javascript, python], pattern: bad($...XS), ${fix}}`);
  return applyEdits(text, scanner.fixAll({ path, text }, scanner.check({ path, text }).findings));
}

test('a fix over several lines is written as the file is', async () => {
  expect(await repaired('fix: "if (ok) {\\n  good($...XS, \\"x\\");\\n}"', "f('a');\r\n{\r\n\tbad(1)\r\n}", 'a.js')).toBe(
    "f('a');\r\n{\r\n\tif (ok) {\r\n\t\tgood(1, 'x');\r\n\t}\r\n}",
  );
});

test('a list that is empty leaves no comma behind', async () => {
  expect(await repaired('fix: "good($...XS, limit=1)"', 'bad()\n', 'a.py')).toBe('good(limit=1)\n');
  expect(await repaired('fix: "good(1, $...XS)"', 'bad()\n', 'a.py')).toBe('good(1)\n');
  expect(await repaired('fix: "good(1, $...XS, 2)"', 'bad()\n', 'a.py')).toBe('good(1, 2)\n');
});

test('anchors of a regex mean the ends of what was found, too', async () => {
  expect(await repaired("fix-regex: {regex: '^bad', replacement: good}", 'x = bad(1)\n', 'a.py')).toBe('x = good(1)\n');
  expect(await repaired("fix-regex: {regex: '^bad(.*)$', replacement: 'good\\1'}", 'x = bad(1) + 2\n', 'a.py')).toBe('x = good(1) + 2\n');
});
