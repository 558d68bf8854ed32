import { describe, expect, test } from 'vitest';
import type { Condition, Formula } from '../../../../core/scan/model.ts';
import { interpolate } from '../../../../core/scan/pattern/interpolate.ts';
import { all, bound, found, matches, pattern, tryCompile } from './support.ts';

const regex = (text: string): Formula => ({ kind: 'regex', regex: text });
const not = (of: Formula): Formula => ({ kind: 'not', of });
const inside = (of: Formula): Formula => ({ kind: 'inside', of });
const any = (...of: readonly Formula[]): Formula => ({ kind: 'any', of });
const where = (of: readonly Formula[], ...conditions: readonly Condition[]): Formula => ({ kind: 'all', of, where: conditions, focus: [] });
const focus = (of: readonly Formula[], ...names: readonly string[]): Formula => ({ kind: 'all', of, where: [], focus: [names] });
const compare = (comparison: string): Condition => ({ kind: 'metavariable-comparison', comparison });

describe('formulas', () => {
  test('all keeps ranges where every pattern holds', () => {
    expect(found('javascript', all(pattern('foo(...)'), pattern('foo(..., 1, ...)')), 'foo(1); foo(2)')).toEqual(['foo(1)']);
  });

  test('metavariables of several patterns must agree', () => {
    const formula = all(pattern('foo($X)'), inside(pattern('function $F($X) {...}')));
    expect(found('javascript', formula, 'function a(b) { foo(b); foo(c) }')).toEqual(['foo(b)']);
  });

  test('inside keeps what lies in it', () => {
    const formula = all(pattern('foo()'), inside(pattern('function bar() {...}')));
    expect(found('javascript', formula, 'foo(); function bar() { x(foo()) }')).toEqual(['foo()']);
  });

  test('inside with a trailing ellipsis reaches to the end of the block', () => {
    const formula = all(pattern('$A.get()'), inside(pattern("$A = require('x');\n...")));
    expect(found('javascript', formula, "b.get(); const a = require('x'); f(() => a.get()); b.get()")).toEqual(['a.get()']);
  });

  test('not inside drops what lies in it', () => {
    const formula = all(pattern('foo()'), not(inside(pattern('try {...} catch ($E) {...}'))));
    expect(found('javascript', formula, 'foo(1); foo(); try { foo() } catch (e) {}')).toEqual(['foo()']);
  });

  test('not drops equal ranges', () => {
    expect(found('javascript', all(pattern('foo($X)'), not(pattern('foo("...")'))), 'foo("a"); foo(b)')).toEqual(['foo(b)']);
  });

  test('not compares metavariables', () => {
    expect(found('javascript', all(pattern('foo($X, $Y)'), not(pattern('foo($X, $X)'))), 'foo(a, a); foo(a, b)')).toEqual(['foo(a, b)']);
  });

  test('any takes each alternative', () => {
    expect(found('python', any(pattern('eval(...)'), pattern('exec(...)')), 'eval(a)\nexec(b)\nopen(c)')).toEqual(['eval(a)', 'exec(b)']);
  });

  test('nested all and any compose', () => {
    const formula = any(all(pattern('a($X)'), not(pattern('a(1)'))), all(pattern('b($X)'), inside(pattern('c(...)'))));
    expect(found('javascript', formula, 'a(1); a(2); b(3); c(b(4))')).toEqual(['a(2)', 'b(4)']);
  });

  test('regex finds text and binds its groups', () => {
    expect(found('generic', regex('(?i)secret_(\\w+)'), 'SECRET_a\nx')).toEqual(['SECRET_a']);
    expect(bound('generic', regex('(?i)secret_(\\w+)'), 'SECRET_a\nx', '$1')).toEqual(['a']);
  });

  test('a regex restricts a pattern to ranges that contain or lie in its matches', () => {
    expect(found('javascript', all(pattern('foo($X)'), regex('bad')), 'foo(bad); foo(good)')).toEqual(['bad']);
  });

  test('a negated regex drops what it overlaps', () => {
    expect(found('javascript', all(pattern('foo($X)'), not(regex('good'))), 'foo(bad); foo(good)')).toEqual(['foo(bad)']);
  });

  test('focus reports the metavariable', () => {
    expect(found('javascript', focus([pattern('foo($X, $Y)')], '$Y'), 'foo(a, b)')).toEqual(['b']);
  });

  test('focus on a parameter reports its name', () => {
    expect(found('typescript', focus([pattern('function (..., $P, ...) {...}')], '$P'), 'f((a: string, b) => {})')).toEqual(['a', 'b']);
  });

  test('only inside, without another pattern, reports what is inside-matched', () => {
    expect(found('javascript', all(inside(pattern('foo(...)'))), 'foo(1)')).toEqual(['foo(1)']);
  });
});

describe('conditions', () => {
  const regexOn = (text: string): Condition => ({ kind: 'metavariable-regex', metavariable: '$X', regex: text });

  test.each([
    ['a.*', ['foo(abc)']],
    ['b', []],
    ['.*b', ['foo(abc)']],
    ['(?i)ABC$', ['foo(abc)']],
    ['(?!abc)', ['foo("https://x")', 'foo(4)']],
    ['https', ['foo("https://x")']],
    ['"https', ['foo("https://x")']],
    ['^4$', ['foo(4)']],
  ])('metavariable-regex %s is anchored at the left', (text, expected) => {
    expect(found('javascript', where([pattern('foo($X)')], regexOn(text)), 'foo(abc); foo("https://x"); foo(4)')).toEqual(expected);
  });

  test('metavariable-regex sees the constant a variable stands for', () => {
    expect(found('javascript', where([pattern('foo($X)')], regexOn('md5')), 'const a = "md5"; foo(a); foo(md5x)')).toEqual(['foo(a)', 'foo(md5x)']);
  });

  test('metavariable-regex tries every way an ellipsis can match', () => {
    expect(found('javascript', where([pattern('foo(..., $X, ...)')], regexOn('bad')), 'foo(a, bad, c); foo(a)')).toEqual(['foo(a, bad, c)']);
  });

  test.each<[string, readonly string[]]>([
    ['$X < 2048', ['foo(1024)', 'foo(0x10)']],
    ['$X >= 2048', ['foo(4096)']],
    ['int($X) % 1024 == 0', ['foo(1024)', 'foo(4096)']],
    ['$X == 16 or $X == 4096', ['foo(4096)', 'foo(0x10)']],
    ['not ($X < 2048)', ['foo(4096)']],
    ['$X in [1024, 16]', ['foo(1024)', 'foo(0x10)']],
    ['len(str($X)) > 3 and $X > 2 ** 11', ['foo(4096)']],
    ['re.match("^b", str($X))', ['foo(bar)']],
    ['$X not in (1024, 4096)', ['foo(bar)', 'foo(0x10)']],
  ])('metavariable-comparison %s', (comparison, expected) => {
    expect(found('javascript', where([pattern('foo($X)')], compare(comparison)), 'foo(1024); foo(4096); foo(bar); foo(0x10)')).toEqual(expected);
  });

  test('a comparison with something unknown does not hold', () => {
    expect(found('javascript', where([pattern('foo($X)')], compare('$Y < 3')), 'foo(1)')).toEqual([]);
  });

  test('metavariable-pattern looks into what the metavariable stands for', () => {
    const condition: Condition = { kind: 'metavariable-pattern', metavariable: '$X', formula: pattern('req.$Y') };
    expect(found('javascript', where([pattern('foo($X)')], condition), 'foo(a + req.b); foo(c); req.d')).toEqual(['foo(a + req.b)']);
  });

  test('metavariable-pattern with only a negation is about the whole of it', () => {
    const condition: Condition = { kind: 'metavariable-pattern', metavariable: '$X', formula: all(not(pattern('"..."'))) };
    expect(found('javascript', where([pattern('foo($X)')], condition), 'foo("a"); foo(b + "a")')).toEqual(['foo(b + "a")']);
  });

  test('a negation in metavariable-pattern is about what other metavariables stand for', () => {
    const formula = all(pattern('...'), not(pattern('$A')));
    const condition: Condition = { kind: 'metavariable-pattern', metavariable: '$B', formula };
    expect(found('javascript', where([pattern('$A + $B')], condition), 'a + b; a + a')).toEqual(['a + b']);
  });

  test('metavariable-pattern in another language reads the text of a string', () => {
    const condition: Condition = { kind: 'metavariable-pattern', metavariable: '$X', formula: regex('SELECT'), language: 'generic' };
    expect(found('javascript', where([pattern('foo("$X")')], condition), 'foo("SELECT a"); foo("b")')).toEqual(['foo("SELECT a")']);
  });
});

describe('problems', () => {
  const message = (formula: Formula) => {
    const result = tryCompile('javascript', formula);
    return result.kind === 'problem' ? result.problem : undefined;
  };

  test('a pattern that parses nowhere names itself and its line', () => {
    expect(message({ kind: 'pattern', pattern: 'foo(((', line: 7 })).toMatchInlineSnapshot(`
      {
        "file": "",
        "line": 7,
        "message": "pattern \`foo(((\`: does not parse as javascript, whole or as a fragment",
      }
    `);
  });

  test('a regex that cannot run says why', () => {
    expect(message(regex('(?>a)'))?.message).toContain('regex `(?>a)`');
  });

  test('a comparison that cannot be read says why', () => {
    expect(message(where([pattern('a')], compare('$X < ')))?.message).toMatchInlineSnapshot(`"comparison \`$X <\`: the comparison ends too early"`);
    expect(message(where([pattern('a')], compare('open("x")')))?.message).toMatchInlineSnapshot(`"comparison \`open("x")\`: open is not known"`);
  });

  test('a formula of negations alone is refused', () => {
    expect(message(all(not(pattern('a'))))?.message).toContain('not negated');
  });

  test('endless nesting is refused, not followed', () => {
    expect(message(pattern(`${'('.repeat(3000)}a${')'.repeat(3000)}`.replaceAll('(', 'f(')))?.message).toContain('deep');
  });
});

describe('interpolate', () => {
  test('replaces metavariables by their text and keeps unknown ones', () => {
    const code = 'foo(a.b, 1, 2)';
    const [match] = matches('javascript', pattern('foo($X, $...REST)'), code);
    expect(interpolate('bar($X) [$...REST] $Y', match?.bindings ?? new Map(), code)).toBe('bar(a.b) [1, 2] $Y');
  });
});
