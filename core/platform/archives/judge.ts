import { Failure } from '../../kernel/failure.ts';
import { quoted } from '../../kernel/quoted.ts';
import type { SkippedSource, SourceLimits } from '../../kernel/sources.ts';
import type { ArchiveEntry } from './entry.ts';
import { type NameProblem, readName, staysInside } from './names.ts';

export type Verdict =
  | { readonly kind: 'take'; readonly path: string }
  | { readonly kind: 'skip'; readonly skipped: SkippedSource }
  | { readonly kind: 'nothing' };

export interface JudgeOptions {
  readonly limits: SourceLimits;
  /** What a person packed is refused as a whole; a commit is what it is, so that only the part that cannot be taken is skipped. */
  readonly isStrict: boolean;
  /** Bytes that all of it came from. */
  readonly sourceBytes: number;
  /** Whether a name may come twice: in a tar archive the later one counts. */
  readonly allowsRepeats: boolean;
}

/** Counts the entries of one source and says what becomes of each. */
export interface Judge {
  /** Throws `too_large` or `invalid_input` where the source is refused. */
  judge(entry: Omit<ArchiveEntry, 'read'>): Verdict;
  /** Counts bytes of files as they come. Throws `too_large`. */
  count(bytes: number): void;
  readonly skipped: readonly SkippedSource[];
}

const ratioFrom = 50_000_000;
const maxSkipped = 1000;
const shownName = 120;
const gitFolder = /(^|\/)\.git(\/|$)/i;

/** A judge for one reading of a source. */
export function openJudge(options: JudgeOptions): Judge {
  const { limits, sourceBytes } = options;
  const names = new NameBook(options.allowsRepeats);
  const skipped: SkippedSource[] = [];
  let [entries, total] = [0, 0];
  return {
    skipped,
    judge(entry) {
      entries += 1;
      requireFewEntries(entries, limits.entries);
      const verdict = verdictOf(entry, options);
      if (verdict.kind === 'skip' && skipped.length < maxSkipped) skipped.push(verdict.skipped);
      if (verdict.kind === 'take') names.add(verdict.path);
      return verdict;
    },
    count(bytes) {
      total += bytes;
      if (total > limits.unpackedBytes) throw new Failure('too_large', `The files are larger than ${limits.unpackedBytes} bytes together`);
      if (total > ratioFrom && total > sourceBytes * limits.ratio) {
        throw new Failure('too_large', `The files are more than ${limits.ratio} times larger than the archive`);
      }
    },
  };
}

/** Throws `too_large` for more entries than a source may have. */
export function requireFewEntries(count: number, most: number): void {
  if (count > most) throw new Failure('too_large', `The source has more than ${most} entries`);
}

function verdictOf(entry: Omit<ArchiveEntry, 'read'>, options: JudgeOptions): Verdict {
  const named = readName(entry.name);
  if (named.kind === 'wrong') return options.isStrict ? refuse(nameProblems[named.problem], entry.name) : skip(quoted(entry.name, shownName), 'name');
  const { path } = named;
  if (entry.kind === 'folder' || path === '') return { kind: 'nothing' };
  switch (entry.kind) {
    case 'other':
      return refuse('is a device or another special file', entry.name);
    case 'submodule':
      return skip(path, 'submodule');
    case 'link':
      return linkVerdict(entry, path, options);
    case 'file':
      return gitFolder.test(path) ? skip(path, 'repository_data') : fileVerdict(entry.size, path, options);
    default:
      return entry.kind satisfies never;
  }
}

function linkVerdict({ target = '', targetFrom = 'folder' }: Pick<ArchiveEntry, 'target' | 'targetFrom'>, path: string, { isStrict }: JudgeOptions): Verdict {
  return !isStrict || staysInside(path, target, targetFrom) ? skip(path, 'link') : refuse('is a link that leads outside', path);
}

function fileVerdict(size: number, path: string, { limits, isStrict }: JudgeOptions): Verdict {
  if (size <= limits.fileBytes) return { kind: 'take', path };
  if (!isStrict) return skip(path, 'too_large');
  throw new Failure('too_large', `${quoted(path, shownName)} is larger than ${limits.fileBytes} bytes`);
}

function skip(path: string, reason: SkippedSource['reason']): Verdict {
  return { kind: 'skip', skipped: { path, reason } };
}

const nameProblems: Readonly<Record<NameProblem, string>> = {
  absolute: 'is an absolute path',
  outside: 'leads outside of the archive',
  unreadable: 'has a backslash or a control character',
  'too long': 'is too long',
};

function refuse(problem: string, name: string): never {
  throw new Failure('invalid_input', `The name ${quoted(name, shownName)} ${problem}`);
}

/** The paths of files so far. A file cannot be a folder of another one as well. */
class NameBook {
  private readonly files = new Set<string>();
  private readonly folders = new Set<string>();
  private readonly allowsRepeats: boolean;

  constructor(allowsRepeats: boolean) {
    this.allowsRepeats = allowsRepeats;
  }

  add(path: string): void {
    if (this.files.has(path) && !this.allowsRepeats) refuse('stands in the archive twice', path);
    if (this.folders.has(path)) refuse('is both a file and a folder', path);
    this.files.add(path);
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const folder = path.slice(0, cut);
      if (this.files.has(folder)) refuse('is both a file and a folder', folder);
      if (this.folders.has(folder)) return;
      this.folders.add(folder);
    }
  }
}
