import { describe, expect, test } from 'vitest';
import { languageById } from '../../../../core/scan/languages/index.ts';
import { BudgetError } from '../../../../core/scan/pattern/budget.ts';
import { matchFormula } from '../../../../core/scan/pattern/evaluate.ts';
import { openTextFile } from '../../../../core/scan/pattern/file-tree.ts';
import { compileFormula } from '../../../../core/scan/pattern/formula.ts';
import type { RuleOptions } from '../../../../core/scan/rule-options.ts';
import { compile, openCode, pattern } from './support.ts';
import { cpuTimeOf } from '../../../support/cpu-time.ts';

const generic = languageById('generic');

function texts(pattern: string, code: string, options?: RuleOptions): readonly string[] {
  const compiled = compileFormula({ kind: 'pattern', pattern }, { language: generic, grammar: undefined }, options === undefined ? {} : { options });
  if (compiled.kind === 'problem') throw new Error(compiled.problem.message);
  return matchFormula(compiled, openTextFile(code, generic)).map(({ start, end }) => code.slice(start, end));
}

const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index}`).join('\n');

/** Pattern, text, what it matches. */
const rows: readonly (readonly [string, string, readonly string[]])[] = [
  ['user', 'user users user_1 user', ['user', 'user']],
  ['a b', 'a  b\na\nb', ['a  b', 'a\nb']],
  ['exec(...)', 'exec("x")\nexec (\n  y\n)\nexecute(z)\n', ['exec("x")', 'exec (\n  y\n)']],
  ['exec(...)', 'exec(f(1), 2)', ['exec(f(1), 2)']],
  ['$X = $X', 'a = a\nb = c\n', ['a = a']],
  ['proxy_pass $$SCHEME:// ...;', 'proxy_pass $scheme://x/y;\nproxy_pass http://x;\n', ['proxy_pass $scheme://x/y;']],
  ['0 ... 10', lines(12), ['0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10']],
  ['0 ... 11', lines(13), []],
  ['0 ... ... 11', lines(13), ['0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11']],
  ['begin ... end', 'begin begin end', ['begin end']],
  ['[system]\n  ...\n  name = ...', '[system]\n  size = 2\n  name = "a"\n[user]\n  name = "b"\n', ['[system]\n  size = 2\n  name = "a"']],
  ['[system]\n  ...\n  name = ...', '[system]\n  size = 2\n[user]\n  name = "b"\n', []],
  ['{\n  a: 1\n  ...\n  b: 2\n}', '[ { a: 1, x: 3, b: 2 }, { a: 1 }, { b: 2 } ]', ['{ a: 1, x: 3, b: 2 }']],
  ['a\n  b\nc', 'a b c', []],
  ['f(1, 2)', 'f(1,\n    2)', ['f(1,\n    2)']],
  ['pass = ...', 'x\npass = a b\n', ['pass = a b']],
];

describe('patterns for text without a grammar', () => {
  test.each(rows)('%j in %j', (pattern, code, expected) => expect(texts(pattern, code)).toEqual(expected));

  test('the span of an ellipsis, comments and word characters follow the options', () => {
    expect(texts('password = $...P', 'password = p@$$\nserver = x\n', { generic_ellipsis_max_span: 0 })).toEqual(['password = p@$$']);
    expect(texts('color: blue', 'color: /* my favourite */ blue;', { generic_comment_style: 'c' })).toEqual(['color: /* my favourite */ blue']);
    expect(texts('key = $K ;', 'key = ab+/= ;', { generic_extra_word_characters: ['+', '/', '='] })).toEqual(['key = ab+/= ;']);
    expect(texts('host: x', 'Host: X', { generic_caseless: true })).toEqual(['Host: X']);
  });

  test('aliengrep reads brackets over lines and ends of the text as ends of an ellipsis', () => {
    const alien: RuleOptions = { generic_engine: 'aliengrep' };
    expect(texts('a ... z', `a ${lines(30)} z`, alien)).toHaveLength(1);
    expect(texts('f(...) end', 'f(\n(1)\n, 2)\nend', alien)).toEqual(['f(\n(1)\n, 2)\nend']);
    expect(texts('password: ...', 'x\npassword: a b\nc', { ...alien, generic_multiline: false })).toEqual(['password: a b']);
  });

  test('aliengrep takes braces from the options', () => {
    const alien: RuleOptions = { generic_engine: 'aliengrep' };
    expect(texts('x ... x', 'a x <x> x a', alien)).toEqual(['x <x', 'x> x']);
    expect(texts('x ... x', 'a x <x> x a', { ...alien, generic_extra_braces: [['<', '>']] })).toEqual(['x <x> x']);
    expect(texts('f( ... )', 'f( ( ) )', { ...alien, generic_braces: [['<', '>']] })).toEqual(['f( ( )']);
    expect(texts('x ... x', 'x "x" x', { ...alien, generic_multiline: false })).toEqual(['x "x" x']);
  });

  test('a search given up at one place is told, and the matches elsewhere stay', () => {
    const file = openCode('generic', `${'a $ '.repeat(60)}\n\n\nz b`);
    const found = matchFormula(compile('generic', { kind: 'any', of: [pattern('a ... a ... a ... a ... a ... a ... $X ... $Y q'), pattern('z b')] }), file);
    expect([found.length, file.exhausted.size]).toEqual([1, 1]);
  });

  test('many ellipses over much text stop within bounds and say so', () => {
    const search = () => texts('a ... b ... c ... d ... e ... f', 'a b c d e '.repeat(2000));
    expect(cpuTimeOf(() => expect(search).toThrow(BudgetError))).toBeLessThan(5000);
  });
});
