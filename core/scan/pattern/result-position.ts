import { childByField, type FlatTree, namedChildrenOf, none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import type { NodePattern, PatternNode } from './pattern-node.ts';
import type { ResultShape } from '../languages/language.ts';
import { role, type Syntax } from './syntax.ts';

/** What a `return` in a pattern returns, in languages where functions give their last value without it; undefined for other nodes. */
export function returnedValue({ source, grammar }: Syntax, kind: number, children: readonly PatternNode[]): PatternNode | undefined {
  if (source.results?.returns !== grammar.kinds[kind]) return undefined;
  const values = children.filter(({ op, kind: part }) => op !== 'leaf' || grammar.kinds[part] !== 'return');
  const [value] = values;
  if (value === undefined || values.length !== 1 || value.op === 'ellipsis') return undefined;
  return value.op === 'node' && value.form === 'arguments' ? soleArgument(value) : value;
}

function soleArgument({ children }: NodePattern): PatternNode | undefined {
  const [only] = children;
  return children.length === 1 && only?.op !== 'ellipsis' ? only : undefined;
}

/** Whether an expression may be what a function evaluates last: it stands at the end of one, or of a branch that does. */
export function isResult({ tree, syntax, grammar }: FileTree, node: number): boolean {
  const { results } = syntax.source;
  if (results === undefined) return false;
  const kindOf = (at: number) => grammar.kinds[tree.kind[at] ?? 0] ?? '';
  if (Object.hasOwn(results.passes, kindOf(node)) || kindOf(node) === results.returns) return false;
  if (((syntax.role[tree.kind[node] ?? 0] ?? 0) & role.declares) !== 0) return false;
  for (let at = node; ; ) {
    const parent = tree.parent[at] ?? none;
    if (parent === none) return false;
    const kind = kindOf(parent);
    const body = results.functions[kind];
    if (body !== undefined) return childByField(tree, parent, grammar.fieldId(body)) === at;
    if (!passesOn({ tree, syntax, results }, parent, at)) return false;
    at = parent;
  }
}

interface Passing {
  readonly tree: FlatTree;
  readonly syntax: Syntax;
  readonly results: ResultShape;
}

/** Whether the value of a node is that of its parent. */
function passesOn({ tree, syntax: { grammar }, results }: Passing, parent: number, node: number): boolean {
  const kindOf = (at: number) => grammar.kinds[tree.kind[at] ?? 0] ?? '';
  const way = results.passes[kindOf(parent)];
  if (way === undefined) return false;
  if (way === 'each') return Object.hasOwn(results.passes, kindOf(node));
  if (way !== 'last') return way.some((field) => tree.field[node] === grammar.fieldId(field));
  const children = [...namedChildrenOf(tree, parent)];
  const final = children.find((child) => results.finals.includes(kindOf(child)));
  if (final !== undefined) return final === node;
  const isHandler = (child: number) => results.handlers.includes(kindOf(child));
  return isHandler(node) || children.slice(children.indexOf(node) + 1).every(isHandler);
}
