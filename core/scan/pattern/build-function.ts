import { childByField, childrenOf, none } from '../tree/flat-tree.ts';
import type { PatternPlace } from './pattern-form.ts';
import type { FunctionPattern, PatternNode } from './pattern-node.ts';

/** The pattern of a function in any notation; `build` makes the patterns of its parts. */
export function buildFunction(
  { syntax, tree, node }: PatternPlace,
  base: Pick<PatternNode, 'field' | 'kind' | 'group'>,
  build: (node: number) => PatternNode,
): FunctionPattern {
  const kind = tree.kind[node] ?? 0;
  const part = (id: number | undefined): PatternNode | undefined => {
    const child = id === undefined || id === 0 ? none : childByField(tree, node, id);
    return child === none ? undefined : build(child);
  };
  const name = part(syntax.fieldA[kind]);
  const parameters = part(syntax.fieldB[kind]) ?? part(syntax.fieldD[kind]);
  const body = part(syntax.fieldC[kind]);
  const anyOrFunction = name === undefined ? 'expression' : 'any';
  const kindOf = (child: number) => syntax.grammar.kinds[tree.kind[child] ?? 0];
  return {
    op: 'function',
    ...base,
    ...(name === undefined || name.op === 'ellipsis' ? {} : { name }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(body === undefined ? {} : { body }),
    ...(name?.op === 'meta' && syntax.grammar.kinds[kind] === 'function_expression' ? { nameless: true } : {}),
    keywords: [...childrenOf(tree, node)].filter((child) => kindOf(child) === 'async').map((child) => tree.kind[child] ?? 0),
    accepts: syntax.grammar.kinds[kind] === 'method_definition' ? 'method' : anyOrFunction,
  };
}
