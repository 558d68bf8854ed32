import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';
import { scannerOf } from '../../../support/scanning.ts';

/** The texts that a rule finds, written as the body of an ast-grep rule for TypeScript. */
async function found(rule: string, text: string): Promise<readonly string[]> {
  const scanner = await scannerOf(`id: r\nlanguage: TypeScript\nseverity: error\nmessage: m\n${rule}`);
  const { findings } = scanner.check({ path: 'a.ts', text });
  expect(scanner.problems).toEqual([]);
  return findings.map(({ span }) => text.slice(span.start, span.end));
}

async function fixed(rule: string, text: string): Promise<string> {
  const scanner = await scannerOf(`id: r\nlanguage: TypeScript\nseverity: error\n${rule}`);
  const { findings } = scanner.check({ path: 'a.ts', text });
  return applyEdits(
    text,
    findings.flatMap((finding) => finding.fix?.edits ?? []),
  );
}

describe('patterns of ast-grep', () => {
  it('bind one node, any number, or anything', async () => {
    expect(await found('rule: {pattern: f($A)}', 'f(1); f(1, 2); f();')).toEqual(['f(1)']);
    expect(await found('rule: {pattern: f($$$ARGS)}', 'f(1); f(1, 2); f();')).toEqual(['f(1)', 'f(1, 2)', 'f()']);
    expect(await found('rule: {pattern: "f($A, $$$)"}', 'f(1); f(1, 2); f();')).toEqual(['f(1, 2)']);
    expect(await found('rule: {pattern: $A == $A}', 'a == a; a == b; a . b == a.b')).toEqual(['a == a', 'a . b == a.b']);
    expect(await found('rule: {pattern: $_ == $_}', 'a == a; a == b')).toEqual(['a == a', 'a == b']);
  });

  it('take part of a text that parses only in a context', async () => {
    expect(await found('rule: {pattern: {context: "class A { $F = 1 }", selector: public_field_definition}}', 'class X { a = 1; b = 2 }')).toEqual(['a = 1']);
  });

  it.each([
    ['cst', ["f('a', 1)"]],
    ['smart', ["f('a', 1)", "f('a', /* x */ 1)"]],
    ['ast', ["f('a', 1)", 'f("a", 1)']],
    ['relaxed', ["f('a', 1)", 'f("a", 1)', "f('a', /* x */ 1)"]],
    ['signature', ["f('a', 1)", 'f("a", 1)', "f('a', /* x */ 1)", "g('b', 2)"]],
  ] as const)('of the strictness %s match %j', async (strictness, texts) => {
    const pattern = `rule: {pattern: {context: "f('a', 1)", strictness: ${strictness}}}`;
    expect(await found(pattern, `f('a', 1); f("a", 1); f('a', /* x */ 1); g('b', 2)`)).toEqual(texts);
  });
});

describe('rule objects of ast-grep', () => {
  it('look at kind, text and position', async () => {
    expect(await found('rule: {kind: number, regex: "^4"}', 'f(41, 5, 42)')).toEqual(['41', '42']);
    expect(await found('rule: {kind: number, nthChild: 2n+1}', 'f(1, 2, 3)')).toEqual(['1', '3']);
    expect(await found('rule: {kind: number, nthChild: {position: 1, reverse: true, ofRule: {kind: number}}}', 'f(1, 2, x)')).toEqual(['2']);
    expect(await found('rule: {range: {start: {line: 0, column: 2}, end: {line: 0, column: 3}}}', 'f(1, 2)')).toEqual(['1']);
    expect(await found('rule: {kind: "arguments > number"}', 'f(1); [2]')).toEqual(['1']);
  });

  it('relate a node to those around, in, before and after it', async () => {
    const text = 'async function a() { await x(); } function b() { g(() => { await1(); }) }';
    expect(await found('rule: {pattern: await $X, inside: {kind: function_declaration, stopBy: end}}', text)).toEqual(['await x()']);
    expect(await found('rule: {kind: number, inside: {kind: function_declaration}}', 'function f() { return 1 }')).toEqual([]);
    expect(
      await found('rule: {kind: number, inside: {kind: function_declaration, stopBy: {kind: statement_block}}}', 'function f(a = 1) { return 2 }'),
    ).toEqual(['1']);
    expect(await found('rule: {kind: call_expression, has: {field: arguments, has: {kind: number}}}', 'f(1); g(x)')).toEqual(['f(1)']);
    expect(await found('rule: {kind: number, inside: {field: value, kind: pair}}', '({a: 1, [2]: b})')).toEqual(['1']);
    expect(await found('rule: {pattern: a(), precedes: {pattern: b()}}', '[a(), b()]')).toEqual([]);
    expect(await found('rule: {pattern: a(), precedes: {pattern: b(), stopBy: end}}', '[a(), x, b()]; [b(), a()]')).toEqual(['a()']);
    expect(await found('rule: {pattern: a(), follows: {pattern: b(), stopBy: end}}', '[a(), x, b()]; [b(), a()]')).toEqual(['a()']);
  });

  it('combine, negate and name rules, and constrain metavariables', async () => {
    expect(await found('rule: {any: [{pattern: f($X)}, {pattern: g($X)}], not: {pattern: f(1)}}', 'f(1); f(2); g(1)')).toEqual(['f(2)', 'g(1)']);
    expect(await found('utils: {num: {kind: number}}\nrule: {pattern: f($X), has: {matches: num, stopBy: end}}', 'f(1); f(x)')).toEqual(['f(1)']);
    expect(await found('rule: {pattern: f($X)}\nconstraints: {X: {regex: "^a"}}', 'f(ab); f(b)')).toEqual(['f(ab)']);
    expect(await found('rule: {pattern: $A, kind: identifier, inside: {pattern: "$A = $B"}}', 'x = y')).toEqual(['x']);
  });

  it('may refer to themselves', async () => {
    const utils = 'utils: {list: {kind: array, not: {has: {kind: array, not: {matches: list}}}}}';
    expect(await found(`${utils}\nrule: {matches: list, inside: {kind: expression_statement}}`, '[[1], 2];')).toEqual(['[[1], 2]']);
  });
});

describe('fixes of ast-grep', () => {
  it('put metavariables in their place; those that nothing bound are empty', async () => {
    expect(await fixed('rule: {pattern: log($$$ARGS)}\nfix: print($$$ARGS)', 'log(1, 2)')).toBe('print(1, 2)');
    expect(await fixed('rule: {any: [{pattern: f($A)}, {pattern: g()}]}\nfix: h($A)', 'f(1); g()')).toBe('h(1); h()');
  });

  it('transform text', async () => {
    const transform = (body: string) => `rule: {kind: identifier, pattern: $X}\ntransform: {NEW: ${body}}\nfix: $NEW`;
    expect(await fixed(transform('{convert: {source: $X, toCase: kebabCase}}'), 'userName')).toBe('user-name');
    expect(await fixed(transform('"convert($X, toCase=pascalCase, separatedBy=[underscore])"'), 'my_NAME')).toBe('MyName');
    expect(await fixed(transform('{substring: {source: $X, startChar: 1, endChar: -1}}'), 'abcd')).toBe('bc');
    expect(await fixed(transform('{replace: {source: $X, replace: "^(?P<first>.)(.*)", by: "${2}_${first}"}}'), 'abc')).toBe('bc_a');
  });

  it('rewrite nodes inside a metavariable', async () => {
    const rule = `rule: {pattern: "import {$$$IDS} from './barrel'"}
rewriters: [{id: each, rule: {pattern: $ID, kind: identifier}, fix: "import $ID from './barrel/$ID'"}]
transform: {ALL: {rewrite: {source: $$$IDS, rewriters: [each], joinBy: "; "}}}
fix: $ALL`;
    expect(await fixed(rule, "import {a, b} from './barrel'")).toBe("import a from './barrel/a'; import b from './barrel/b'");
  });

  it('take a neighbour along', async () => {
    const rule = 'rule: {kind: pair, has: {field: key, regex: gone}}\nfix: {template: "", expandEnd: {regex: ","}}';
    expect(await fixed(rule, 'x = {gone: 1, kept: 2}')).toBe('x = { kept: 2}');
  });
});

describe('rule files of ast-grep', () => {
  it('hold several documents and tell each problem with its line', () => {
    const text = 'id: a\nlanguage: ts\nrule: {pattern: f()}\n---\nid: b\nlanguage: ts\nrule: {patern: f()}\n---\nid: c\nlanguage: nothing\nrule: {kind: x}\n';
    const { rules, problems } = loadRuleText(text, 'r.yml');
    expect(rules.map(({ id, severity }) => [id, severity])).toEqual([['a', 'info']]);
    expect(problems.map(({ line, ruleId, message }) => [line, ruleId, message])).toEqual([
      [7, 'b', 'The rule key "patern" is not supported'],
      [10, 'c', 'The language "nothing" is not supported yet'],
    ]);
  });

  it('name kinds, fields and utility rules that are not there', async () => {
    for (const [rule, message] of [
      ['rule: {kind: nothing}', 'The grammar of typescript has no node kind nothing'],
      ['rule: {kind: number, inside: {kind: pair, field: nothing}}', 'The grammar of typescript has no field nothing'],
      ['rule: {matches: nothing}', 'There is no utility rule named nothing'],
      ['rule: {pattern: "f(1"}', 'pattern `f(1`: the pattern does not parse'],
    ]) {
      const scanner = await scannerOf(`id: r\nlanguage: TypeScript\nseverity: error\n${rule}`);
      expect(scanner.lint().map((problem) => problem.message)).toEqual([expect.stringContaining(message ?? '')]);
    }
  });

  it('filter by path', async () => {
    const scanner = await scannerOf('id: r\nlanguage: TypeScript\nrule: {pattern: f()}\nfiles: ["src/**"]\nignores: ["src/gen/**"]');
    const counts = ['src/a.ts', 'src/gen/a.ts', 'a.ts'].map((path) => scanner.check({ path, text: 'f()' }).findings.length);
    expect(counts).toEqual([1, 0, 0]);
  });
});
