import { type FlatTree, nodeFlags } from './flat-tree.ts';
import type { GrammarName } from './grammar.ts';

/** Kinds that mean one name although the grammar splits them: PHP's `$x` is a sign and a name. */
export const atomKinds: Readonly<Partial<Record<GrammarName, readonly string[]>>> = {
  php: ['variable_name', 'qualified_name', 'namespace_name'],
};

/** Makes the parts of such nodes count as little as comments do, so that a name inside a name is never met. Changes the tree. */
export function sealAtoms(tree: FlatTree, atoms: ReadonlySet<number>): FlatTree {
  if (atoms.size === 0) return tree;
  const { count, kind, skip, flags } = tree;
  for (let node = 0; node < count; node += 1) {
    if (!atoms.has(kind[node] ?? 0)) continue;
    const end = skip[node] ?? 0;
    for (node += 1; node < end; node += 1) flags[node] = (flags[node] ?? 0) | nodeFlags.extra;
    node -= 1;
  }
  return tree;
}
