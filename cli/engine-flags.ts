import { setFlagsFromString } from 'node:v8';

/** Node versions whose V8 is known to have the flag; another one would complain on standard error. */
const knownVersions = { first: 20, last: 24 } as const;

/**
 * Lets functions run ten times as long before V8 optimises them. A process that serves one call spends a quarter of its processor time on
 * optimising code that it leaves soon after; one that stays gets its money back, so servers keep V8's own measure. A worker does not: where
 * several share a machine, what each optimises on threads beside its own is taken from the others. Holds for all threads.
 */
export function optimiseLater(): void {
  const version = Number.parseInt(process.versions.node, 10);
  if (version >= knownVersions.first && version <= knownVersions.last) setFlagsFromString('--interrupt-budget=700000');
}
