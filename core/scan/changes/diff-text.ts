import { applyPatch, parsePatch, reversePatch, type StructuredPatch } from 'diff';
import { Failure } from '../../kernel/failure.ts';

/** What a unified diff says about one file. Paths are as the diff spells them, without `a/` and `b/`. */
export interface FileDiff {
  /** `unchanged`: at most its name or mode is another. */
  readonly kind: 'text' | 'deleted' | 'binary' | 'unchanged';
  readonly path: string;
  /** Undefined for a new file. */
  readonly oldPath: string | undefined;
  readonly patch: StructuredPatch;
}

/** A file's text on both sides of a diff. */
export interface TwoSides {
  readonly before: string;
  readonly after: string;
}

const nowhere = '/dev/null';

/** Reads a unified diff, as of git or GNU diff. Throws `invalid_input` where it is none. */
export function readDiff(text: string): readonly FileDiff[] {
  const patches = parse(text).filter(({ newFileName }) => newFileName !== undefined);
  if (patches.length === 0) throw notADiff();
  return patches.map(toFileDiff);
}

/**
 * The texts on both sides of a file's diff: where it is in `now` already, that is the text after it; else it is applied to the first of `now` and
 * `committed` that it fits. Undefined where it fits neither. A file that is not there is undefined, too.
 */
export function sidesOf({ patch, oldPath }: FileDiff, now: string | undefined, committed: string | undefined) {
  return (now === undefined ? undefined : (undone(patch, now) ?? done(patch, now))) ?? applied(patch, oldPath === undefined ? '' : committed);
}

/** The text before a file's diff where `now`, undefined where there is no file, is the text after it; else undefined. */
export function textBefore({ patch }: FileDiff, now: string | undefined): string | undefined {
  return undone(patch, now ?? '')?.before;
}

function applied(patch: StructuredPatch, before: string | undefined): TwoSides | undefined {
  return before === undefined ? undefined : done(patch, before);
}

function done(patch: StructuredPatch, before: string): TwoSides | undefined {
  const after = applyPatch(before, patch);
  return after === false ? undefined : { before, after };
}

function undone(patch: StructuredPatch, after: string): TwoSides | undefined {
  const before = applyPatch(after, reversePatch(patch));
  return before === false ? undefined : { before, after };
}

function toFileDiff(patch: StructuredPatch): FileDiff {
  const { oldFileName = '', newFileName = '' } = patch;
  const hasPrefixes = [oldFileName, newFileName].every((name) => name === nowhere || /^[a-z]\//.test(name));
  const plain = (name: string) => (hasPrefixes && name !== nowhere ? name.slice(2) : name);
  const oldPath = oldFileName === nowhere || patch.isCreate === true ? undefined : plain(oldFileName);
  if (newFileName === nowhere || patch.isDelete === true) return { kind: 'deleted', path: plain(oldFileName), oldPath, patch };
  const names = { path: plain(newFileName), oldPath, patch };
  if (patch.isBinary === true) return { kind: 'binary', ...names };
  return { kind: patch.hunks.length === 0 ? 'unchanged' : 'text', ...names };
}

function parse(text: string): readonly StructuredPatch[] {
  try {
    return parsePatch(text);
  } catch {
    throw notADiff();
  }
}

function notADiff(): Failure {
  return new Failure('invalid_input', 'diff: this is no unified diff with the names of its files');
}
