import type { FileTree } from './file-tree.ts';
import type { Bindings } from './match.ts';
import { equalBindings } from './node-equality.ts';

/** Every regex numbers its groups anew. */
const regexGroup = /^\$\d+$/;

/** The bindings of both, or undefined when they contradict. */
export function unify(file: FileTree, a: Bindings, b: Bindings): Bindings | undefined {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  const joined = new Map(a);
  for (const [name, binding] of b) {
    const known = joined.get(name);
    if (known === undefined) joined.set(name, binding);
    else if (!regexGroup.test(name) && !equalBindings(file, known, binding)) return undefined;
  }
  return joined;
}
