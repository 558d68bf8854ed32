import { childrenOf, type FlatTree, isNamed } from './flat-tree.ts';
import type { Grammar } from './grammar.ts';
import type { Refinement } from './refinements/refinement.ts';

/** Makes the function that turns `(!f)(x)` into `!(f(x))`, in place: the nodes keep their order, since both begin with the operator. */
export function openPrefixes({ inner, outer, named = [] }: NonNullable<Refinement['prefixes']>, grammar: Pick<Grammar, 'kindIds'>): (tree: FlatTree) => void {
  const prefixes = new Set(grammar.kindIds(inner));
  const calls = new Set(outer.flatMap((kind) => grammar.kindIds(kind)));
  const operators = new Set(named.flatMap((kind) => grammar.kindIds(kind)));
  const isOperator = (tree: FlatTree, node: number) => !isNamed(tree, node) || operators.has(tree.kind[node] ?? 0);
  return (tree) => {
    // Inner ones first: each turn brings the operator one node further out.
    for (let node = tree.count - 4; node >= 0; node -= 1) {
      const isTurned = calls.has(tree.kind[node] ?? 0) && prefixes.has(tree.kind[node + 1] ?? 0) && tree.parent[node + 1] === node;
      if (isTurned && tree.parent[node + 2] === node + 1 && isOperator(tree, node + 2) && tree.skip[node + 2] === node + 3) turn(tree, node);
    }
  };
}

/** `call(prefix(token, operand), rest…)` becomes `prefix(token, call(operand, rest…))`. */
function turn(tree: FlatTree, node: number): void {
  const { kind, start, end, parent, skip, field, flags } = tree;
  const [prefix, token, operand] = [node + 1, node + 2, node + 3];
  const rest = [...childrenOf(tree, node)].slice(1);
  const own = [kind[node] ?? 0, flags[node] ?? 0] as const;
  const operandField = field[operand] ?? 0;
  const operandFieldInCall = field[prefix] ?? 0;
  kind[node] = kind[prefix] ?? 0;
  flags[node] = flags[prefix] ?? 0;
  for (const column of [kind, start, end, field, flags]) column[prefix] = column[token] ?? 0;
  skip[prefix] = token;
  kind[token] = own[0];
  flags[token] = own[1];
  start[token] = start[operand] ?? 0;
  end[token] = end[node] ?? 0;
  skip[token] = skip[node] ?? 0;
  parent[token] = node;
  field[token] = operandField;
  field[operand] = operandFieldInCall;
  for (const child of [operand, ...rest]) parent[child] = token;
}
