import type { Files } from '../../kernel/context.ts';
import { toFailure } from '../../kernel/failure.ts';
import { extensionOf, type RepoPath } from '../../kernel/path.ts';
import { decodeText } from '../decode.ts';
import { type FileResult, type Finding, type LanguageId, languageIds, type RuleProblem, type Skip } from '../model.ts';
import type { Scanner } from '../scanner.ts';
import { isMediaExtension } from './ignored.ts';

/** What scanning some files gave; plain data, so that a thread can send it. */
export interface ShardResult {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly skips: readonly Skip[];
  readonly filesScanned: number;
  readonly linesScanned: number;
  /** `generic` where no language is known. */
  readonly filesByLanguage: Readonly<Partial<Record<LanguageId, number>>>;
  /** Rules that had at least one file to look at. */
  readonly evaluated: readonly string[];
  /** Rules that failed at their first use. */
  readonly problems: readonly RuleProblem[];
}

/** The text of a path, from the disk or given inline; or why there is none. */
export type Loaded = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'skip'; readonly skip: Skip } | { readonly kind: 'media' };

/** Gathers the results of files one by one. */
export interface Tally {
  add(path: RepoPath, loaded: Loaded): void;
  result(): ShardResult;
}

/** Reads a file of the disk as text within the size limit. */
export function loadFile(files: Files, path: RepoPath, maxBytes: number): Loaded {
  if (isMediaExtension(extensionOf(path))) return { kind: 'media' };
  try {
    const size = files.stat(path)?.size ?? 0;
    return size > maxBytes ? tooLarge(path, size, maxBytes) : decodeLoaded(path, files.read(path));
  } catch (thrown) {
    const { code } = toFailure(thrown);
    if (code === 'outside_root') return skipped(path, 'outside-root', `${path} is a link that leads outside the project`);
    return skipped(path, 'unreadable', `${path} cannot be read`);
  }
}

/** Takes bytes that do not come from the disk as the file of a path. */
export function loadBytes(path: RepoPath, bytes: Uint8Array, maxBytes: number): Loaded {
  if (isMediaExtension(extensionOf(path))) return { kind: 'media' };
  return bytes.length > maxBytes ? tooLarge(path, bytes.length, maxBytes) : decodeLoaded(path, bytes);
}

/** Starts an empty tally for a scanner. */
export function openTally(scanner: Scanner): Tally {
  const findings: Finding[] = [];
  const suppressed: Finding[] = [];
  const skips: Skip[] = [];
  const filesByLanguage: Partial<Record<LanguageId, number>> = {};
  const evaluated = new Set<string>();
  let filesScanned = 0;
  let linesScanned = 0;
  const keep = (result: FileResult) => {
    findings.push(...result.findings);
    suppressed.push(...result.suppressed);
    skips.push(...result.skips);
  };
  return {
    add(path, loaded) {
      if (loaded.kind !== 'text') {
        if (loaded.kind === 'skip') skips.push(loaded.skip);
        keep(scanner.checkPath(path));
        return;
      }
      const source = { path, text: loaded.text };
      const language = scanner.languageOf(source)?.id ?? 'generic';
      filesByLanguage[language] = (filesByLanguage[language] ?? 0) + 1;
      filesScanned += 1;
      linesScanned += countLines(loaded.text);
      for (const rule of scanner.rulesFor(path, undefined, loaded.text)) evaluated.add(rule.id);
      keep(scanner.check(source));
    },
    result: () => ({ findings, suppressed, skips, filesScanned, linesScanned, filesByLanguage, evaluated: [...evaluated], problems: [...scanner.problems] }),
  };
}

/** One result of several; findings are put in order by `orderFindings`. */
export function mergeShards(shards: readonly ShardResult[]): ShardResult {
  const filesByLanguage: Partial<Record<LanguageId, number>> = {};
  for (const shard of shards) {
    for (const language of languageIds) {
      const files = shard.filesByLanguage[language];
      if (files !== undefined) filesByLanguage[language] = (filesByLanguage[language] ?? 0) + files;
    }
  }
  return {
    findings: shards.flatMap((shard) => shard.findings),
    suppressed: shards.flatMap((shard) => shard.suppressed),
    skips: distinct(
      shards.flatMap((shard) => shard.skips),
      (skip) => (skip.reason === 'rule-error' ? skip.message : `${skip.path}\n${skip.message}`),
    ),
    filesScanned: shards.reduce((sum, shard) => sum + shard.filesScanned, 0),
    linesScanned: shards.reduce((sum, shard) => sum + shard.linesScanned, 0),
    filesByLanguage,
    evaluated: [...new Set(shards.flatMap((shard) => shard.evaluated))],
    problems: distinct(
      shards.flatMap((shard) => shard.problems),
      (problem) => JSON.stringify(problem),
    ),
  };
}

/** Each thread tells a failing rule once: the merged result tells it once. */
function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()].reverse();
}

function tooLarge(path: RepoPath, size: number, maxBytes: number): Loaded {
  return skipped(path, 'too-large', `${path} is ${size} bytes; the limit is ${maxBytes}`);
}

function decodeLoaded(path: RepoPath, bytes: Uint8Array): Loaded {
  const decoded = decodeText(bytes);
  if (decoded.kind === 'text') return decoded;
  return skipped(path, decoded.kind, decoded.kind === 'binary' ? `${path} is not text` : `${path} is not UTF-8 or UTF-16 text`);
}

function skipped(path: string, reason: Skip['reason'], message: string): Loaded {
  return { kind: 'skip', skip: { path, reason, message } };
}

function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}
