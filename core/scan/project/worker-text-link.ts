import type { Files } from '../../kernel/context.ts';
import type { KnownFile } from '../scanner/link-plans.ts';
import { openTextLinker, type TextAnswer, type TextLinker, type TextQuestion } from './text-linker.ts';
import type { ScannerKeeper } from './worker-shard.ts';

/** What a worker thread gets for the task `text-link`. */
export interface TextLinkRequest {
  readonly root: string;
  /** As in `ShardRequest`. */
  readonly stamp: string;
  readonly settings?: string;
  /** Tells scans apart; `project` is what the scan gathered, and absent where the thread should know it by now. */
  readonly scan: string;
  readonly project?: readonly KnownFile[];
  readonly question: TextQuestion;
}

/** The answer, or that the thread does not know the settings or the project. */
export type TextLinkAnswer = { readonly kind: 'answer'; readonly answer: TextAnswer } | { readonly kind: 'unknown' };

export type TextLinkWorker = (files: Files, request: TextLinkRequest) => Promise<TextLinkAnswer>;

/** Milliseconds in a thread of its own, which nobody waits for. */
const budget = { plan: 5000, total: 20_000 };
const nothing: TextAnswer = { bodies: [], late: [] };

/** Follows flows into open texts in a thread of its own; keeps the last project. */
export function createTextLinkWorker(scannerFor: ScannerKeeper): TextLinkWorker {
  let last: { readonly scan: string; readonly linker: TextLinker } | undefined;
  return async (files, { stamp, settings, scan, project, question }) => {
    const known = scannerFor(stamp, settings);
    if (known === undefined || (last?.scan !== scan && project === undefined)) return { kind: 'unknown' };
    const scanner = await known.scanner;
    if (last?.scan !== scan) last = { scan, linker: openTextLinker({ scanner, files, maxBytes: known.maxBytes, budget }, project ?? []) };
    return { kind: 'answer', answer: (await last.linker.answer(question, () => Promise.resolve(false))) ?? nothing };
  };
}
