import type { Files } from '../../kernel/context.ts';
import { insideRoot } from '../../kernel/path.ts';
import type { LinkPlan } from '../link/link-plan.ts';
import type { Scanner } from '../scanner.ts';
import type { Linker, LinkTexts, PlanOutcome } from '../scanner/link-files.ts';
import type { LinkFile } from '../scanner/link-units.ts';
import { loadFile } from './load-file.ts';

/** What a worker thread gets for the task `link`. */
export interface LinkRequest {
  readonly root: string;
  /** As in `ShardRequest`. */
  readonly stamp: string;
  readonly settings?: string;
  /** Tells scans apart; `project` is what the plans are about, and absent where the thread should know it by now. */
  readonly scan: string;
  readonly project?: readonly LinkFile[];
  readonly plan: LinkPlan;
  /** Milliseconds. */
  readonly budget: number;
}

/** The outcome of the plan, or that the thread does not know the settings or the project. */
export type LinkAnswer = { readonly kind: 'outcome'; readonly outcome: PlanOutcome } | { readonly kind: 'unknown' };

/** Follows plans in a thread of its own, with the scanner that it has. */
export type LinkWorker = (files: Files, request: LinkRequest) => Promise<LinkAnswer>;

/** The scanner of a thread and the limit on its files, when it is that of the stamp. */
export interface ThreadScanner {
  readonly scanner: Promise<Scanner>;
  readonly maxBytes: number;
}

/** Keeps the trees of the last scan's files: the plans of one scan share many. */
export function createLinkWorker(scannerFor: (stamp: string, settings: string | undefined) => ThreadScanner | undefined): LinkWorker {
  let last: { readonly scan: string; readonly linker: Linker } | undefined;
  return async (files, { root, stamp, settings, scan, project, plan, budget }) => {
    const known = scannerFor(stamp, settings);
    if (known === undefined || (last?.scan !== scan && project === undefined)) return { kind: 'unknown' };
    const scanner = await known.scanner;
    if (last?.scan !== scan) last = { scan, linker: scanner.steps.linker(project ?? [], diskTexts(files, root, known.maxBytes)) };
    return { kind: 'outcome', outcome: last.linker.follow(plan, budget) };
  };
}

/** Texts of the disk by path. */
export function diskTexts(files: Files, root: string, maxBytes: number): LinkTexts {
  const textOf = (path: string): string | undefined => {
    const inside = insideRoot(root, path);
    const file = files.stat(inside)?.kind === 'file' ? loadFile(files, inside, maxBytes) : undefined;
    return file?.kind === 'text' ? file.text : undefined;
  };
  return { textOf, settingsText: textOf };
}
