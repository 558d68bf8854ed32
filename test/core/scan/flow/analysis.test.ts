import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeTaint } from '../../../../core/scan/flow/analysis.ts';
import type { TaintMatch, TaintMatches } from '../../../../core/scan/flow/marks.ts';
import { flowTables } from '../../../../core/scan/languages/flow/index.ts';
import { type FlatTree, textOf } from '../../../../core/scan/tree/flat-tree.ts';
import { type GrammarName, type Grammars, grammarNames, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

describe('traces', () => {
  it('lead from the source over assignments and calls to the sink', () => {
    const code = 'function run(cmd) {\n  sink(cmd);\n}\nfunction f() {\n  const x = source();\n  const o = { y: x };\n  run(o.y + "a");\n}';
    const { results } = checkTaint(grammars.get('javascript'), code);
    const steps = results.results.flatMap((result) => result.trace.map(({ kind, message, start, end }) => `${kind}: ${message} (${code.slice(start, end)})`));
    expect(steps).toMatchInlineSnapshot(`
      [
        "source: untrusted data comes in (source())",
        "step: assigned to \`x\` (x)",
        "step: passed to \`run\` (run(o.y + "a"))",
        "step: assigned to \`cmd\` (cmd)",
        "sink: reaches the sink (sink(cmd))",
      ]
    `);
  });

  it('start at the nearest of several sources', () => {
    const code = 'const a = source();\nconst b = a;\nconst c = b;\nsink(c + source());';
    const [result] = checkTaint(grammars.get('javascript'), code).results.results;
    expect(result?.trace.map(({ start }) => code.slice(0, start).split('\n').length)).toEqual([4, 4]);
  });

  it('are capped and keep both ends', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `const x${index + 1} = x${index};`);
    const code = `const x0 = source();\n${lines.join('\n')}\nsink(x30);`;
    const [result] = checkTaint(grammars.get('javascript'), code).results.results;
    expect(result?.trace).toHaveLength(12);
    expect(result?.trace.map(({ message }) => message)).toContain('assigned to `x0`');
    expect(result?.trace.map(({ message }) => message)).toContain('assigned to `x30`');
  });
});

describe('matches', () => {
  const code = 'const a = get(req.body, 1);\nrun("x", a);\nrun(a, "x");\nlog(run(quote(a)));';

  it('of a sink with a focus look at that expression only', () => {
    expect(linesOf(code, (tree) => ({ ...plain(tree, 'req.body'), sinks: calls(tree, 'run').map((call) => focused(tree, call, 0)) }))).toEqual([3, 4]);
  });

  it('of a focused sink that is a call see what the call returns', () => {
    const matches = (tree: FlatTree) => ({
      ...plain(tree, 'req.body'),
      sinks: calls(tree, 'run').map((call) => focused(tree, call, 0)),
      sanitizers: calls(tree, 'quote'),
    });
    expect(linesOf(code, matches)).toEqual([3]);
  });

  it('that are exact leave out what is inside', () => {
    const inside = 'sink(source(x));\nsource(sink(x));';
    const both = (exact: boolean) => (tree: FlatTree) => ({
      sources: calls(tree, 'source').map((match) => ({ ...match, exact })),
      sinks: calls(tree, 'sink'),
      sanitizers: [],
      propagators: [],
    });
    expect(linesOf(inside, both(false))).toEqual([1, 2]);
    expect(linesOf(inside, both(true))).toEqual([1]);
  });

  it('of a source on the left of an assignment taint what is assigned', () => {
    expect(linesOf('secret = "a";\nrun(secret);', (tree) => ({ ...plain(tree, 'secret'), sinks: calls(tree, 'run') }))).toEqual([2]);
  });

  it('of a sink that is an assignment look at its right side', () => {
    const assigned = 'a.html = req.body;\nreq.body = "x";';
    const matches = (tree: FlatTree) => ({ ...plain(tree, 'req.body'), sinks: ofKind(tree, 'assignment_expression') });
    expect(linesOf(assigned, matches)).toEqual([1]);
  });

  it('give the metavariables of source and sink', () => {
    const tree = parse('run(req.body);');
    const bound = new Map([['$X', { start: 0, end: 3, nodes: [1] }]]);
    const matches = { ...plain(tree, 'req.body'), sinks: calls(tree, 'run').map((match) => ({ ...match, bindings: bound })) };
    expect([...(analyze(tree, matches).results[0]?.bindings.keys() ?? [])]).toEqual(['$X']);
  });
});

describe('rules that share a file', () => {
  it('do not see the marks of one another', () => {
    const tree = parse('const a = req.body;\nconst b = esc(a);\nrun(b);\nrun(a);');
    const strict = { ...plain(tree, 'req.body'), sinks: calls(tree, 'run') };
    const lenient = { ...strict, sanitizers: calls(tree, 'esc') };
    const lines = (matches: TaintMatches) => analyze(tree, matches).results.map(({ start }) => tree.text.slice(0, start).split('\n').length);
    expect([lines(lenient), lines(strict), lines(lenient)]).toEqual([[4], [3, 4], [4]]);
  });

  it('find nothing where sources or sinks have no match', () => {
    const tree = parse('run(req.body);');
    expect(analyze(tree, { ...plain(tree, 'req.body'), sinks: [] })).toEqual({ results: [], cutOff: false, cuts: [] });
    expect(analyze(tree, { sources: [], sinks: calls(tree, 'run'), sanitizers: [], propagators: [] })).toEqual({ results: [], cutOff: false, cuts: [] });
  });
});

describe('budgets', () => {
  it('cut a function off that takes too many steps, and say so', () => {
    const body =
      Array.from({ length: 40 }, (_, index) => `while (c${index}()) {`).join('') +
      Array.from({ length: 8000 }, (_, index) => `a${index} = b${index} + 1;`).join('') +
      '}'.repeat(40);
    const { results } = checkTaint(grammars.get('javascript'), `const x = source();\n${body}\nsink(x);`);
    expect(results.cutOff).toBe(true);
  });

  it('cut expressions off that are nested too deeply, and say so', () => {
    const { results, found } = checkTaint(grammars.get('javascript'), `sink(source());\nf(${'['.repeat(2000)}${']'.repeat(2000)});`);
    expect(results.cutOff).toBe(true);
    expect(found).toEqual([1]);
  });

  it('do not cut long chains of concatenation off', () => {
    const { results, found } = checkTaint(grammars.get('javascript'), `sink(${Array.from({ length: 800 }, () => '"a"').join(' + ')} + source());`);
    expect(results.cutOff).toBe(false);
    expect(found).toEqual([1]);
  });
});

describe('flow tables', () => {
  it('name only kinds that a grammar of their language has', () => {
    const scripts: readonly GrammarName[] = ['javascript', 'typescript', 'tsx'];
    for (const name of grammarNames) {
      const table = flowTables[name];
      if (table === undefined) continue;
      const kinds = new Set((scripts.includes(name) ? scripts : [name]).flatMap((grammar) => grammars.get(grammar).kinds));
      expect(Object.keys(table.roles).filter((kind) => !kinds.has(kind))).toEqual([]);
    }
  });

  it('name only fields that their grammar has', () => {
    for (const name of grammarNames) {
      const grammar = grammars.get(name);
      const unknown = Object.entries(flowTables[name]?.roles ?? {})
        .filter(([kind]) => grammar.kindIds(kind).length > 0)
        .flatMap(([kind, role]) =>
          fieldsOf(role)
            .filter((field) => grammar.fieldId(field) === 0)
            .map((field) => `${kind}.${field}`),
        );
      expect(unknown).toEqual([]);
    }
  });
});

const fieldKeys = new Set([
  'of',
  'object',
  'name',
  'index',
  'callee',
  'arguments',
  'value',
  'left',
  'right',
  'operand',
  'condition',
  'then',
  'otherwise',
  'key',
  'target',
  'names',
  'body',
  'parameters',
  'parameter',
  'receiver',
  'initializer',
  'update',
  'alias',
  'resources',
  'guard',
  'declaredBy',
]);

function fieldsOf(role: object): string[] {
  return Object.entries(role).flatMap(([key, value]) =>
    fieldKeys.has(key) && typeof value === 'string' && value !== '' && !('kind' in role && role.kind === 'literal') ? [value] : [],
  );
}

function parse(code: string): FlatTree {
  const tree = grammars.get('javascript').parse(code);
  if (tree === undefined) throw new Error('not parsed');
  return tree;
}

function analyze(tree: FlatTree, matches: TaintMatches) {
  const table = flowTables.javascript;
  if (table === undefined) throw new Error('no table');
  return analyzeTaint({ tree, grammar: grammars.get('javascript'), table }, matches);
}

function linesOf(code: string, matches: (tree: FlatTree) => TaintMatches): number[] {
  const tree = parse(code);
  return analyze(tree, matches(tree)).results.map(({ start }) => code.slice(0, start).split('\n').length);
}

function plain(tree: FlatTree, source: string): TaintMatches {
  return {
    sources: nodesWhere(tree, (node) => textOf(tree, node) === source && textOf(tree, tree.parent[node] ?? 0) !== source),
    sinks: [],
    sanitizers: [],
    propagators: [],
  };
}

function calls(tree: FlatTree, name: string): TaintMatch[] {
  return ofKind(tree, 'call_expression').filter((match) => textOf(tree, match.node).startsWith(`${name}(`));
}

function ofKind(tree: FlatTree, kind: string): TaintMatch[] {
  const ids = grammars.get('javascript').kindIds(kind);
  return nodesWhere(tree, (node) => ids.includes(tree.kind[node] ?? 0));
}

function nodesWhere(tree: FlatTree, wanted: (node: number) => boolean): TaintMatch[] {
  const found: TaintMatch[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (wanted(node)) found.push({ node, start: tree.start[node] ?? 0, end: tree.end[node] ?? 0, bindings: new Map(), bySideEffect: false, exact: false });
  }
  return found;
}

/** A match whose metavariable `$ARG` is an argument of the call. */
function focused(tree: FlatTree, match: TaintMatch, index: number): TaintMatch {
  const list = tree.skip[match.node + 1] ?? 0;
  const named: number[] = [];
  for (let node = list + 1; node < (tree.skip[list] ?? 0); node = tree.skip[node] ?? tree.count) if (((tree.flags[node] ?? 0) & 1) === 1) named.push(node);
  const node = named[index] ?? 0;
  return { ...match, focus: '$ARG', bindings: new Map([['$ARG', { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0, nodes: [node] }]]) };
}
