import { flowTables } from '../../../../core/scan/languages/flow/index.ts';
import { analyzeTaint, type TaintResults } from '../../../../core/scan/flow/analysis.ts';
import type { PropagatorMatch, TaintMatch, TaintMatches } from '../../../../core/scan/flow/marks.ts';
import { namedChildrenOf, textOf, type FlatTree } from '../../../../core/scan/tree/flat-tree.ts';
import type { Grammar } from '../../../../core/scan/tree/grammar.ts';

/**
 * Test rule: `source()`, `req.query` and the first `untrusted` are sources, `fill(x)` taints `x`, `sink(…)` is the sink, `clean(…)` cleans its
 * result and `validate(x)` cleans `x`, `transfer(a, b)` carries taint from `a` to `b`. Lines that end in `!!` in a comment are expected.
 */
export function checkTaint(grammar: Grammar, code: string): { found: number[]; expected: number[]; results: TaintResults } {
  const tree = grammar.parse(code);
  const table = flowTables[grammar.name];
  if (tree === undefined || table === undefined) throw new Error('cannot check this');
  const results = analyzeTaint({ tree, grammar, table }, testMatches(tree, grammar));
  const lines = code.split('\n');
  const found = new Set(results.results.map((result) => code.slice(0, result.start).split('\n').length));
  const expected = lines.flatMap((line, index) => (/(\/\/|#|\/\*|--)\s*!!/.test(line) ? [index + 1] : []));
  return { found: [...found].sort((a, b) => a - b), expected, results };
}

const callKinds = new Set([
  'call_expression',
  'call',
  'method_invocation',
  'invocation_expression',
  'function_call_expression',
  'member_call_expression',
  'scoped_call_expression',
  'function_call',
  'command',
]);

function testMatches(tree: FlatTree, grammar: Grammar): TaintMatches {
  const found: Found = { sources: [], sinks: [], sanitizers: [], propagators: [] };
  let untrusted = false;
  for (let node = 0; node < tree.count; node += 1) {
    const kind = grammar.kinds[tree.kind[node] ?? 0] ?? '';
    if (callKinds.has(kind)) addCall(found, tree, node, kind === 'command');
    const text = textOf(tree, node);
    if ((text === 'req.query' || text === '$req->query') && textOf(tree, tree.parent[node] ?? 0) !== text) found.sources.push(match(tree, node));
    if (text.replace(/^\$/, '') !== 'untrusted' || untrusted || !/identifier|variable_name/.test(kind)) continue;
    untrusted = true;
    found.sources.push(match(tree, node));
  }
  return found;
}

interface Found {
  readonly sources: TaintMatch[];
  readonly sinks: TaintMatch[];
  readonly sanitizers: TaintMatch[];
  readonly propagators: PropagatorMatch[];
}

function addCall(found: Found, tree: FlatTree, node: number, isCommand: boolean): void {
  const children = [...namedChildrenOf(tree, node)];
  const list = (isCommand ? children[1] : children.at(-1)) ?? node;
  const head = /(\w+)\s*$/.exec(tree.text.slice(tree.start[node], tree.start[list])) ?? /^(\w+)$/.exec(textOf(tree, children[0] ?? node));
  const name = head?.[1] ?? '';
  const plain = match(tree, node);
  if (name === 'source') found.sources.push(plain);
  if (name === 'fill') found.sources.push({ ...plain, bySideEffect: true });
  if (name === 'sink') found.sinks.push(plain);
  if (name === 'clean') found.sanitizers.push(plain);
  if (name === 'validate') found.sanitizers.push({ ...plain, bySideEffect: true });
  if (name === 'transfer') found.propagators.push({ ...plain, bySideEffect: true, ...between(tree, node) });
}

function match(tree: FlatTree, node: number): TaintMatch {
  return { node, start: tree.start[node] ?? 0, end: tree.end[node] ?? 0, bindings: new Map(), bySideEffect: false, exact: false };
}

function between(tree: FlatTree, node: number): Pick<PropagatorMatch, 'from' | 'to' | 'bindings'> {
  const children = [...namedChildrenOf(tree, node)];
  const [from = 0, to = 0] = children.length > 2 ? children.slice(1) : [...namedChildrenOf(tree, children.at(-1) ?? 0)];
  const binding = (at: number) => ({ start: tree.start[at] ?? 0, end: tree.end[at] ?? 0, nodes: [at] });
  return {
    from: '$FROM',
    to: '$TO',
    bindings: new Map([
      ['$FROM', binding(from)],
      ['$TO', binding(to)],
    ]),
  };
}
