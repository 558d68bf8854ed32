import type { Files } from '../../core/kernel/context.ts';
import { Failure, toFailure } from '../../core/kernel/failure.ts';
import { insideRoot, type RepoPath } from '../../core/kernel/path.ts';
import { sha256 } from '../../core/kernel/sha256.ts';
import { addBlock, removeBlock } from './block-file.ts';
import { addEntries, type Changed, isBare, removeEntries } from './json-file.ts';
import { type TextEdit, undoOf, withEdit } from './layout.ts';
import type { FileRecord } from './record.ts';
import type { Target } from './target.ts';

/** What is to happen to one file. `before` and `after` are absent where there is no file. */
export interface FilePlan {
  readonly target: Target;
  readonly path: RepoPath;
  readonly before?: string;
  readonly after?: string;
  /** What stays as it is, though it is about us. */
  readonly kept: readonly string[];
  readonly undo: readonly TextEdit[];
}

const mostBytes = 5_000_000;
const mark = '\uFEFF';

/** Plans what to add to a file. Throws Failure naming the file where it cannot be read, is a link or is not what its name says. */
export function planAdding(files: Files, target: Target, record: FileRecord | undefined): FilePlan {
  return planned(files, target, (before) => {
    const isOurs = before !== undefined && record?.after === sha256(before);
    return stepsFrom(before, (text) => added(text, before !== undefined, { target, isOurs }));
  });
}

/** Plans how to undo that: byte for byte where the file is as we left it, else only what is as we wrote it. */
export function planRemoving(files: Files, target: Target, record: FileRecord | undefined): FilePlan {
  return planned(files, target, (before) => {
    if (before === undefined) return gone;
    if (record?.after === sha256(before)) return record.created ? gone : { after: record.undo.toReversed().reduce(withEdit, before), kept: [], undo: [] };
    return target.content.kind === 'whole' ? wholeRemoved(before, target.content.lines) : partRemoved(before, target);
  });
}

const gone: Planned = { kept: [], undo: [] };

function wholeRemoved(before: string, lines: readonly string[]): Planned {
  return linesIn(before) === lines.join('\n') ? gone : { after: before, kept: ['it was changed; delete it by hand'], undo: [] };
}

function partRemoved(before: string, { content }: Target): Planned {
  if (content.kind === 'whole') return { after: before, kept: [], undo: [] };
  const prefix = before.startsWith(mark) ? mark : '';
  const text = before.slice(prefix.length);
  const { steps, kept } = content.kind === 'json' ? removeEntries(text, content.entries) : removeBlock(text, content);
  const last = steps.at(-1);
  if (last === undefined) return { after: before, kept, undo: [] };
  const isEmpty = content.kind === 'json' ? isBare(last, content.entries) : last.trim() === '';
  return isEmpty ? { kept, undo: [] } : { after: prefix + last, kept, undo: [] };
}

type Planned = Pick<FilePlan, 'after' | 'kept' | 'undo'>;

function planned(files: Files, target: Target, plan: (before: string | undefined) => Planned): FilePlan {
  const path = insideRoot(files.root, target.file);
  try {
    const before = readText(files, path);
    return { target, path, ...(before === undefined ? {} : { before }), ...plan(before) };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.code === 'internal') throw failure;
    throw new Failure(failure.code, `${target.file} was left as it is and nothing was written: ${failure.message}`);
  }
}

function readText(files: Files, path: RepoPath): string | undefined {
  const stat = files.stat(path);
  if (stat === undefined) return undefined;
  if (stat.kind !== 'file') throw new Failure('unsupported', stat.kind === 'link' ? 'it is a link' : 'it is no file');
  if (stat.size > mostBytes) throw new Failure('too_large', 'it is larger than 5 MB');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(files.read(path));
  } catch (thrown) {
    if (thrown instanceof Failure) throw thrown;
    throw new Failure('unsupported', 'it is no UTF-8 text');
  }
}

/** Each step is undone for itself, so that what lies between two of them is in no record. */
function stepsFrom(before: string | undefined, change: (text: string) => Changed): Planned {
  const start = before ?? '';
  const prefix = start.startsWith(mark) ? mark : '';
  const { steps, kept } = change(start.slice(prefix.length));
  const texts = steps.map((step) => prefix + step);
  const undo = texts.map((text, index) => undoOf(texts[index - 1] ?? start, text));
  const after = texts.at(-1) ?? before;
  return { kept, undo, ...(after === undefined ? {} : { after }) };
}

function added(text: string, exists: boolean, { target: { content }, isOurs }: { readonly target: Target; readonly isOurs: boolean }): Changed {
  switch (content.kind) {
    case 'json':
      return addEntries(text, content.entries, isOurs);
    case 'block':
      return addBlock(text, content, isOurs);
    case 'whole': {
      const isSame = linesIn(text) === content.lines.join('\n');
      if (exists && isSame) return { steps: [], kept: [] };
      return exists && !isOurs ? { steps: [], kept: ['a file of this name is there already'] } : { steps: [`${content.lines.join('\n')}\n`], kept: [] };
    }
    default:
      return content satisfies never;
  }
}

function linesIn(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\n$/, '');
}
