import { none } from '../tree/flat-tree.ts';

/** A place that gives a name a value, in the scope of a node. */
export interface ScopedWrite {
  readonly scope: number;
  readonly declares: boolean;
}

/** The writes of one name by the scope that declares it, and those scopes, innermost last. */
export interface Variables<W extends ScopedWrite> {
  readonly scopes: readonly number[];
  readonly writes: ReadonlyMap<number, readonly W[]>;
}

/** Sorts the writes of one name by the scope that declares it. `skip`: of the tree that the scopes are nodes of. */
export function resolveWrites<W extends ScopedWrite>(skip: Int32Array, all: readonly W[]): Variables<W> {
  const scopes = [...new Set(all.filter(({ declares }) => declares).map(({ scope }) => scope))].sort((a, b) => a - b);
  const writes = new Map<number, W[]>();
  for (const write of all) {
    const owner = innermost(skip, scopes, write.scope);
    const known = writes.get(owner);
    if (known === undefined) writes.set(owner, [write]);
    else known.push(write);
  }
  return { scopes, writes };
}

/** The last of the scopes that contains the node; `none` when none does. */
export function innermost(skip: Int32Array, scopes: readonly number[], node: number): number {
  for (let index = scopes.length - 1; index >= 0; index -= 1) {
    const scope = scopes[index] ?? 0;
    if (scope === 0 || (scope <= node && node < (skip[scope] ?? 0))) return scope;
  }
  return none;
}
