import { describe, expect, test } from 'vitest';
import { compileFormula } from '../../../../core/scan/pattern/formula.ts';
import { bound, compile, found, openCode } from './support.ts';
import { matchFormula } from '../../../../core/scan/pattern/evaluate.ts';

describe('a pattern of a return means what functions give without it', () => {
  test.each([
    ['ruby', 'def f(x)\n a\n b(x)\nend', ['b(x)']],
    ['ruby', 'def f(x)\n return a if x\n b\nend', ['a', 'b']],
    ['ruby', 'def f(x)\n if x\n  a\n elsif y\n  b\n else\n  c\n end\nend', ['a', 'b', 'c']],
    ['ruby', 'def f(x)\n if x\n  a\n end\n b\nend', ['b']],
    ['ruby', 'def f(x)\n case x\n when 1 then a\n else\n  b\n end\nend', ['a', 'b']],
    ['ruby', 'def f\n a\nrescue E\n b\nend', ['a', 'b']],
    ['ruby', 'def f\n a\nrescue E\n b\nensure\n c\nend', ['c']],
    ['ruby', 'a\nb\n', []],
    ['rust', 'fn f() -> i32 { a; b }', ['b']],
    ['rust', 'fn f() -> i32 { if x { a } else { return b; } }', ['a', 'b']],
    ['rust', 'fn f() -> i32 { match x { 1 => a, _ => { b; c } } }', ['a', 'c']],
    ['rust', 'fn f() { let g = |x| a; }', ['a']],
    ['scala', 'def f(x: Int) = a', ['a']],
    ['scala', 'def f(x: Int) = {\n a\n b\n}', ['b']],
    ['scala', 'def f(x: Int) = if (x) a else b', ['a', 'b']],
    ['scala', 'def f(x: Int) = x match { case 1 => a\n case _ => b }', ['a', 'b']],
    ['scala', 'def f(x: Int) = try { a } catch { case e: E => b }', ['a', 'b']],
  ] as const)('in %s: %s', (language, code, expected) => {
    expect(bound(language, 'return $X', code, '$X')).toEqual(expected);
  });

  test('the value may have any shape, and only such values are meant', () => {
    expect(found('ruby', 'return redirect_to($X)', 'def f\n redirect_to(a)\n b\nend\ndef g\n redirect_to(c)\nend')).toEqual(['redirect_to(c)']);
  });

  test('a rule may turn it off', () => {
    const code = openCode('ruby', 'def f\n a\nend\ndef g\n return b\nend');
    const strict = compileFormula({ kind: 'pattern', pattern: 'return $X' }, code, { options: { implicit_return: false } });
    if (strict.kind === 'problem') throw new Error(strict.problem.message);
    expect(matchFormula(compile('ruby', 'return $X'), code)).toHaveLength(2);
    expect(matchFormula(strict, code)).toHaveLength(1);
  });

  test('where functions need the word, it is asked for', () => {
    expect(bound('javascript', 'return $X', 'const f = () => a; function g() { return b; }', '$X')).toEqual(['b']);
  });
});
