import type { Weaknesses } from './source.ts';

/** Direct parents by the number of a weakness. */
export function parentsOf(weaknesses: Weaknesses): ReadonlyMap<number, readonly number[]> {
  return new Map(weaknesses.map(({ id, parents = [] }) => [id, parents]));
}

/** Direct children by the number of a weakness. */
export function childrenOf(weaknesses: Weaknesses): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const { id, parents = [] } of weaknesses) for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), id]);
  return children;
}

/** The weaknesses and all kinds of them. */
export function withDescendants(roots: readonly number[], children: ReadonlyMap<number, readonly number[]>): ReadonlySet<number> {
  const found = new Set<number>();
  const left = [...roots];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    left.push(...(children.get(id) ?? []));
  }
  return found;
}
