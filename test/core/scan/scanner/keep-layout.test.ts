import { expect, test } from 'vitest';
import { languageById } from '../../../../core/scan/languages/index.ts';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { layoutEdits } from '../../../../core/scan/scanner/keep-layout.ts';

function laidOut(text: string, after: string, language: Parameters<typeof languageById>[0] = 'python') {
  return applyEdits(text, layoutEdits({ text, start: 0, end: text.length, after, language: languageById(language) }));
}

test('arguments on the lines below stay there', () => {
  expect(laidOut('post(\n    url, json=x)', 'post(url, json=x, timeout=10)')).toBe('post(\n    url, json=x, timeout=10)');
  expect(laidOut('post(url,\n     verify=False,\n     json=x)', 'post(url, verify=True, json=x)')).toBe('post(url,\n     verify=True,\n     json=x)');
});

test('an argument added to a list with a line for each gets its own line', () => {
  expect(laidOut('post(\n    url,\n    json=x\n)', 'post(url,\n    json=x, timeout=10)')).toBe('post(\n    url,\n    json=x,\n    timeout=10\n)');
  expect(laidOut('post(url,\n     json=x)', 'post(url,\n     json=x, timeout=10)')).toBe('post(url,\n     json=x,\n     timeout=10)');
  expect(laidOut('post(\n    url,\n    json={\n        1: 2,\n    }\n)', 'post(url,\n    json={\n        1: 2,\n    }, timeout=10)')).toBe(
    'post(\n    url,\n    json={\n        1: 2,\n    },\n    timeout=10\n)',
  );
});

test('a trailing comma of a list with a line for each is kept', () => {
  expect(laidOut('post(\n    url,\n    json=x,\n)', 'post(url,\n    json=x, timeout=10)')).toBe('post(\n    url,\n    json=x,\n    timeout=10,\n)');
  expect(laidOut('post(\r\n\turl,\r\n\tjson=x,\r\n)', 'post(url,\r\n\tjson=x, timeout=10)')).toBe('post(\r\n\turl,\r\n\tjson=x,\r\n\ttimeout=10,\r\n)');
});

test('comments beside arguments stay where they are', () => {
  expect(laidOut("post(\n    url,  # it's slow\n    json=x  # all\n)", "post(url,  # it's slow\n    json=x, timeout=10)")).toBe(
    "post(\n    url,  # it's slow\n    json=x,  # all\n    timeout=10\n)",
  );
  expect(laidOut("get(a, // don't\n  b)", "take(a, // don't\n  b)", 'javascript')).toBe("take(a, // don't\n  b)");
});

test('what is aligned stays aligned', () => {
  expect(laidOut('encrypted         = false', 'encrypted = true', 'hcl')).toBe('encrypted         = true');
});

test('what is removed takes its line along', () => {
  expect(laidOut('f(\n  a,\n  b,\n  c\n)', 'f(a, c)')).toBe('f(\n  a,\n  c\n)');
  expect(laidOut('f(a, b, c)', 'f(a, c)')).toBe('f(a, c)');
});

test('another order of signs is spaced as the replacement says', () => {
  expect(laidOut('given == expected', 'same(given, expected)')).toBe('same(given, expected)');
  expect(laidOut("f('<b>%s</b>' % name)", "f('<b>{}</b>', name)")).toBe("f('<b>{}</b>', name)");
});

test('only white space that differs is replaced as it stands', () => {
  expect(laidOut('a  =  1', 'a = 1')).toBe('a = 1');
});

test('edits leave what is equal alone', () => {
  const text = 'call(first, verify=False, last)';
  expect(layoutEdits({ text, start: 0, end: text.length, after: 'call(first, verify=True, last)', language: languageById('python') })).toEqual([
    { start: 19, end: 24, text: 'True' },
  ]);
});

test('a word at the edge is exchanged without what stands beside it', () => {
  expect(laidOut('sprintf (name, "%s", a)', 'snprintf(name, sizeof(name), "%s", a)', 'c')).toBe('snprintf (name, sizeof(name), "%s", a)');
  expect(laidOut(' --trusted', '')).toBe('');
});
