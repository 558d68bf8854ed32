import { childByField, namedChildrenOf, none, textOf } from '../tree/flat-tree.ts';
import type { PatternPlace } from './pattern-form.ts';
import type { DeepPattern, PatternNode } from './pattern-node.ts';
import { deepName } from './placeholder.ts';
import { role, rolesOf } from './syntax.ts';

type Base = Pick<DeepPattern, 'field' | 'kind' | 'group'>;

/** The pattern of `<... x ...>`; undefined for other nodes. `build` makes the patterns of its parts. */
export function buildDeep(place: PatternPlace, base: Base, build: (part: number) => PatternNode): DeepPattern | undefined {
  const { syntax, tree, node } = place;
  if (syntax.source.style !== 'code' || syntax.source.bareStrings === true) return deepInWords(place, base, build);
  if ((rolesOf(syntax, tree, node) & role.call) === 0) return undefined;
  const callee = childByField(tree, node, syntax.fieldA[tree.kind[node] ?? 0] ?? 0);
  if (callee === none || textOf(tree, callee) !== deepName) return undefined;
  for (const list of namedChildrenOf(tree, node)) {
    const [argument] = list === callee ? [] : namedChildrenOf(tree, list);
    if (argument !== undefined) return { op: 'deep', ...base, inner: build(argument) };
  }
  return undefined;
}

/** In languages of data and of commands `<... x ...>` is a list that starts with the name for it. */
function deepInWords({ tree, node }: PatternPlace, base: Base, build: (part: number) => PatternNode): DeepPattern | undefined {
  const [first, second] = namedChildrenOf(tree, node);
  const isDeep = first !== undefined && textOf(tree, first).replaceAll('"', '') === deepName;
  if (!isDeep || second === undefined) return undefined;
  const inner = build(second);
  return { op: 'deep', ...base, inner: inner.op === 'node' && inner.children.length === 1 ? (inner.children[0] ?? inner) : inner };
}
