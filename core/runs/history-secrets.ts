import { createHash } from 'node:crypto';
import type { Context, HistoricFile } from '../kernel/context.ts';
import { decodeText } from '../scan/decode.ts';
import type { Finding } from '../scan/model.ts';
import { secretRuleIds } from '../scan/scanner/secrets.ts';
import type { Workspace } from '../scan/workspace.ts';

/** A secret in the history: where it was first seen, and whether a checked-out file still has it. */
export interface HistoricSecret {
  readonly finding: Finding;
  readonly commit: string;
  readonly committedAt: string;
  readonly isCurrent: boolean;
  /** Contents of files that have it. */
  readonly versions: number;
}

export interface HistoryLimits {
  readonly range?: string;
  /** Milliseconds after which the search ends with what it has. */
  readonly maxTime?: number;
}

export interface HistoryResult {
  readonly secrets: readonly HistoricSecret[];
  readonly suppressed: number;
  readonly commits: number;
  readonly isShallow: boolean;
  /** Contents of files: in the history, looked at, and passed over because they are too large or no text. */
  readonly contents: { readonly total: number; readonly checked: number; readonly tooLarge: number; readonly noText: number };
  /** Contents of which a part was not checked. */
  readonly incomplete: number;
  readonly problems: number;
  readonly isCut: boolean;
}

interface Tally {
  readonly secrets: Map<string, HistoricSecret>;
  suppressed: number;
  checked: number;
  tooLarge: number;
  noText: number;
  incomplete: number;
}

const progressEvery = 200;

/**
 * Looks for secrets in every content that a file ever had, each content once, with the rules that the project has on. The same secret in
 * several contents is told once, at the oldest of them. Nothing about authors is read.
 */
export async function searchHistory(context: Context, { scanner, config }: Workspace, limits: HistoryLimits): Promise<HistoryResult> {
  const ruleIds = secretRuleIds(scanner.rules);
  const start = context.clock.elapsed();
  const request = { maxBytes: config.max_file_size, signal: context.signal, ...(limits.range === undefined ? {} : { range: limits.range }) };
  const { commits, isShallow, total, files } = await context.git.history(request);
  const tally: Tally = { secrets: new Map(), suppressed: 0, checked: 0, tooLarge: 0, noText: 0, incomplete: 0 };
  let done = 0;
  let isCut = false;
  for await (const file of files) {
    context.signal.throwIfAborted();
    if (limits.maxTime !== undefined && context.clock.elapsed() - start > limits.maxTime) {
      isCut = true;
      break;
    }
    checkContent(scanner, ruleIds, file, tally);
    done += 1;
    if (done % progressEvery === 0) context.progress({ phase: 'history', done, total });
  }
  const { secrets, suppressed, checked, tooLarge, noText, incomplete } = tally;
  return {
    ...{ secrets: [...secrets.values()], suppressed, commits, isShallow, incomplete, isCut },
    contents: { total, checked, tooLarge, noText },
    problems: scanner.problems.length,
  };
}

function checkContent(scanner: Workspace['scanner'], ruleIds: ReadonlySet<string>, file: HistoricFile, tally: Tally): void {
  const { bytes, path } = file;
  if (bytes === undefined) {
    tally.tooLarge += 1;
    return;
  }
  const language = scanner.languageOf({ path });
  const decoded = decodeText(bytes);
  if (decoded.kind !== 'text') {
    tally.noText += 1;
    return;
  }
  tally.checked += 1;
  const candidates = scanner.steps.candidates(path, language, bytes).filter(({ id }) => ruleIds.has(id));
  if (candidates.length === 0) return;
  const { findings, suppressed, skips } = scanner.check({ path, text: decoded.text }, { ruleIds });
  tally.suppressed += suppressed.length;
  if (skips.some(({ reason }) => reason !== 'parse-errors')) tally.incomplete += 1;
  for (const finding of findings) note(tally.secrets, finding, { ...file, text: decoded.text });
}

/** The secret itself is only kept as a digest. */
function note(
  secrets: Map<string, HistoricSecret>,
  finding: Finding,
  { commit, committedAt, isCurrent, text }: HistoricFile & { readonly text: string },
): void {
  const secret = text.slice(finding.span.start, finding.span.end);
  const key = createHash('sha256').update(`${finding.ruleId}\0${secret}`).digest('hex');
  const known = secrets.get(key);
  if (known === undefined) secrets.set(key, { finding, commit, committedAt, isCurrent, versions: 1 });
  else secrets.set(key, { ...known, isCurrent: known.isCurrent || isCurrent, versions: known.versions + 1 });
}
