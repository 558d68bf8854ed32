import type { RepoPath } from '../../kernel/path.ts';
import type { Scanner } from '../scanner.ts';
import type { LinkWork } from './link-scan.ts';
import type { Loaded } from './load-file.ts';
import { scanLoaded } from './scan-batch.ts';
import { openTally, type ScanTotal } from './tally.ts';

/** What looking at the files of a scan one by one gave. */
export type Scanned = ScanTotal & { readonly threads: number; readonly unchanged: number } & Pick<LinkWork, 'contentOf' | 'factsOf'>;

/** Looks at texts that were given instead of the disk. */
export function scanTexts(
  scanner: Scanner,
  loaded: ReadonlyMap<RepoPath, Loaded>,
  { measures, gathersFacts }: { readonly measures: boolean; readonly gathersFacts: boolean },
): Scanned {
  const tally = openTally(scanner);
  const facts = new Map<string, string>();
  for (const [path, each] of loaded) {
    const record = scanner.steps.measure(measures, () => scanLoaded(scanner, path, each, gathersFacts && loaded.size > 1));
    tally.add(record);
    if (record.facts !== undefined && record.facts !== '') facts.set(path, record.facts);
  }
  tally.addProblems(scanner.problems);
  return { ...tally.total(), threads: 1, unchanged: 0, contentOf: () => undefined, factsOf: (path) => facts.get(path) };
}

/** The texts by path; of those that are none, nothing. */
export function textsOf(loaded: ReadonlyMap<RepoPath, Loaded>): Readonly<Record<string, string>> {
  return Object.fromEntries([...loaded].flatMap(([path, each]) => (each.kind === 'text' ? [[path, each.text] as const] : [])));
}
