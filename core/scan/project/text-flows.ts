import { z } from 'zod';
import type { Context, Workers } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import type { FileResult } from '../model.ts';
import type { Scanner, ScannerSettings } from '../scanner.ts';
import type { KnownFile } from '../scanner/link-plans.ts';
import { unpackResult } from './file-record.ts';
import { parallelFiles } from './shards.ts';
import { openTextLinker, type TextAnswer, type TextQuestion } from './text-linker.ts';
import { settingsJson } from './worker-shard.ts';
import type { TextLinkAnswer, TextLinkRequest } from './worker-text-link.ts';

/** Finds what flows from other files give in texts that are open in an editor, after a scan of the whole project. */
export interface TextFlows {
  /** Results in place of those of the texts alone, by path; none for a text in which no such flow ends. Undefined when the work was ended on the way. */
  follow(question: TextQuestion, signal: AbortSignal): Promise<ReadonlyMap<string, FileResult> | undefined>;
}

export interface TextFlowsOptions {
  readonly context: Context;
  readonly scanner: Scanner;
  readonly settings: ScannerSettings;
  /** What the scan gathered of each file, in the order of the paths. */
  readonly known: readonly KnownFile[];
}

/** Milliseconds on the thread that also answers the editor. */
const budget = { plan: 500, total: 3000 };

type Ask = (question: TextQuestion, signal: AbortSignal) => Promise<TextAnswer | undefined>;

/** In a thread of its own where the project is one whose scans use threads, else on this one, with rests. */
export function openTextFlows(options: TextFlowsOptions): TextFlows {
  const { context, scanner, known } = options;
  const { workers } = context;
  const ask = workers === undefined || workers.size === 0 || known.length <= parallelFiles ? askHere(options) : askThread(options, workers);
  return {
    async follow(question, signal) {
      const answer = await ask(question, signal);
      if (answer === undefined || signal.aborted) return undefined;
      const results = new Map<string, FileResult>();
      for (const [path, body] of answer.bodies) {
        const raw = unpackResult({ path, body, language: undefined, lines: 0 }, scanner.steps.rulesById);
        results.set(path, scanner.steps.settle(path, raw));
      }
      for (const path of answer.late) results.set(path, withSkip(path, results.get(path)));
      return results;
    },
  };
}

function withSkip(path: string, result: FileResult = { findings: [], suppressed: [], skips: [] }): FileResult {
  const message = 'Not all data flows from other files were followed: there was not time enough. A check of the workspace has more.';
  return { ...result, skips: [...result.skips, { path, reason: 'budget', message }] };
}

function askHere({ context, scanner, settings, known }: TextFlowsOptions): Ask {
  const linker = openTextLinker({ scanner, files: context.files, maxBytes: settings.maxFileSize, budget }, known);
  return (question, signal) =>
    linker.answer(question, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return signal.aborted;
    });
}

const linkAnswer = z.custom<TextLinkAnswer>((value) => typeof value === 'object' && value !== null && 'kind' in value);
let scans = 0;

function askThread(options: TextFlowsOptions, workers: Workers): Ask {
  const { context, scanner, settings, known } = options;
  let here: Ask | undefined;
  scans += 1;
  const scan = `${process.pid}-${scans}`;
  // Not cancelled from here: a thread ends with its task, and what it knows with it.
  const run = async (question: TextQuestion, whole: boolean) => {
    const request: TextLinkRequest = { root: context.files.root, stamp: scanner.stamp, scan, question };
    return linkAnswer.parse(await workers.run('text-link', whole ? { ...request, settings: settingsJson(settings), project: known } : request));
  };
  return async (question, signal) => {
    if (here !== undefined) return here(question, signal);
    try {
      const first = await run(question, false);
      const answer = first.kind === 'unknown' ? await run(question, true) : first;
      return answer.kind === 'answer' ? answer.answer : undefined;
    } catch (thrown) {
      context.log.warn('a thread that looked for data flows failed; the main thread goes on', { error: toFailure(thrown).message });
      here = askHere(options);
      return here(question, signal);
    }
  };
}
