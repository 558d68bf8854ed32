import type { Prepared } from '../flow/run.ts';

/** Ids of the function around a node and of those in it: a match may be a whole function, such as one whose parameters are sources. */
export function functionsAt({ source, flow }: Prepared, node: number): readonly number[] {
  const { tree } = source;
  let around = node;
  while (around > 0 && !flow.functionAt.has(around)) around = tree.parent[around] ?? 0;
  const found = [flow.functionAt.get(around) ?? 0];
  const end = tree.skip[node] ?? 0;
  for (let at = node; at < end; at += 1) {
    const id = flow.functionAt.get(at);
    if (id !== undefined && at !== around) found.push(id);
  }
  return found;
}
