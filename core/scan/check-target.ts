import type { Context } from '../kernel/context.ts';
import { Failure, type FailureCode, toFailure } from '../kernel/failure.ts';
import { insideRoot, type RepoPath } from '../kernel/path.ts';
import { type FileDiff, readDiff, sidesOf } from './changes/diff-text.ts';
import { type Changes, changesBetween, changesSince, committedText } from './changes/earlier-text.ts';
import type { Skip } from './model.ts';
import { loadFile } from './project/load-file.ts';

/** What to check: a text under a name, a file of the project, or the files of a diff. */
export interface CheckRequest {
  readonly code?: string | undefined;
  readonly filename?: string | undefined;
  readonly path?: string | undefined;
  readonly diff?: string | undefined;
  /** A commit to compare with. */
  readonly base?: string | undefined;
  /** `changed`: what changed in each text is to be known. */
  readonly lines: 'all' | 'changed';
}

/** A text to check. `changes` is absent where all of it counts. */
export interface CheckTarget {
  readonly path: RepoPath;
  readonly text: string;
  readonly changes?: Changes;
}

export interface CheckTargets {
  readonly targets: readonly CheckTarget[];
  /** Files of a diff that cannot be checked, with why. */
  readonly missed: readonly string[];
}

/** Files of one diff; the gate is there for larger changes. */
export const maxDiffFiles = 200;

/** The texts that a request means. Throws where a single file cannot be checked as text; files of a diff are told in `missed` then. */
export async function targetsOf(context: Context, request: CheckRequest, maxBytes: number): Promise<CheckTargets> {
  if (request.diff !== undefined) return await diffTargets(context, request.diff, request, maxBytes);
  const source = sourceOf(context, request, maxBytes);
  const changes = request.lines === 'all' ? undefined : await changesSince(context, source, request.base);
  return { targets: [{ ...source, ...(changes === undefined ? {} : { changes }) }], missed: [] };
}

function sourceOf(context: Context, { code, filename, path }: CheckRequest, maxBytes: number): CheckTarget {
  if (path === undefined) return { path: insideRoot(context.files.root, filename ?? ''), text: code ?? '' };
  const place = insideRoot(context.files.root, path);
  if (context.files.stat(place) === undefined) throw new Failure('not_found', 'path: there is no such file in the project');
  const loaded = loadFile(context.files, place, maxBytes);
  if (loaded.kind === 'text') return { path: place, text: loaded.text };
  if (loaded.kind === 'media') throw new Failure('unsupported', 'path: this kind of file is not checked as text');
  throw new Failure(skipCodes[loaded.skip.reason] ?? 'unsupported', `path: ${loaded.skip.message}`);
}

const skipCodes: Readonly<Partial<Record<Skip['reason'], FailureCode>>> = { 'too-large': 'too_large', 'outside-root': 'outside_root', unreadable: 'forbidden' };

async function diffTargets(context: Context, diff: string, { base, lines }: CheckRequest, maxBytes: number): Promise<CheckTargets> {
  const targets: CheckTarget[] = [];
  const missed: string[] = [];
  const files = readDiff(diff);
  if (files.length > maxDiffFiles) missed.push(`${files.length - maxDiffFiles} files of the diff: only the first ${maxDiffFiles} are checked; use the gate`);
  for (const file of files.slice(0, maxDiffFiles)) {
    context.signal.throwIfAborted();
    const target = await diffTarget(context, file, { base, maxBytes });
    if (typeof target === 'string') missed.push(target);
    else if (target !== undefined) targets.push(lines === 'all' ? { path: target.path, text: target.text } : target);
  }
  return { targets, missed };
}

/** The text after a file's diff; a sentence where that cannot be told, nothing where no text is left. */
async function diffTarget(context: Context, file: FileDiff, { base, maxBytes }: { readonly base: string | undefined; readonly maxBytes: number }) {
  if (file.kind === 'binary') return `${file.path}: not text`;
  if (file.kind !== 'text') return undefined;
  try {
    const path = insideRoot(context.files.root, file.path);
    const now = textOnDisk(context, path, maxBytes);
    if (typeof now === 'object') return `${file.path}: ${now.problem}`;
    const earlier = file.oldPath === undefined ? undefined : await committedText(context, insideRoot(context.files.root, file.oldPath), base);
    const sides = sidesOf(file, now, earlier?.text);
    if (sides === undefined) return `${file.path}: the diff fits neither the file as it is nor ${base ?? 'its last commit'}`;
    return { path, text: sides.after, changes: changesBetween(sides.before, sides.after) };
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    if (code === 'internal') throw thrown;
    return `${file.path}: ${message}`;
  }
}

function textOnDisk(context: Context, path: RepoPath, maxBytes: number): string | undefined | { readonly problem: string } {
  if (context.files.stat(path) === undefined) return undefined;
  const loaded = loadFile(context.files, path, maxBytes);
  if (loaded.kind === 'text') return loaded.text;
  return { problem: loaded.kind === 'media' ? 'this kind of file is not checked as text' : loaded.skip.reason };
}
