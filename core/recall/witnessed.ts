import { blobId } from '../kernel/blob-id.ts';
import type { Context, Files, FileStat, Git } from '../kernel/context.ts';
import type { RepoPath } from '../kernel/path.ts';
import { listingId } from './sighting.ts';
import { type Ledger, openBook, type SightingBook } from './sighting-book.ts';

/** The same context, and a ledger of everything that is read through it; what is written counts as seen, too. */
export function witnessContext(context: Context): { readonly context: Context; readonly ledger: Ledger } {
  // Everything is read after this moment: what has not changed since is what was read.
  const book = openBook(context.clock.now().getTime());
  const witness = {
    saw: (path: RepoPath, stat: FileStat, content: string) => book.noteFile(path, stat, () => content),
    doubt: () => book.doubt(),
    cutShort: () => book.cutShort(),
  };
  return { context: { ...context, files: witnessFiles(context.files, book), git: witnessGit(context.git, witness.doubt), witness }, ledger: book };
}

function witnessFiles(files: Files, book: SightingBook): Files {
  return { root: files.root, ...readers(files, book), ...writers(files, book) };
}

/** What fails is not known to fail again. */
function seeing<T>(book: SightingBook, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    book.doubt();
    throw thrown;
  }
}

function readers(files: Files, book: SightingBook): Pick<Files, 'read' | 'load' | 'stat' | 'list'> {
  return {
    read: (path) =>
      seeing(book, () => {
        const stat = files.stat(path);
        const bytes = files.read(path);
        if (stat === undefined) book.doubt();
        else book.noteFile(path, stat, () => blobId(bytes));
        return bytes;
      }),
    load: (path, limit) =>
      seeing(book, () => {
        const loaded = files.load(path, limit);
        const { stat, bytes } = loaded;
        book.noteFile(path, stat, bytes === undefined ? undefined : () => blobId(bytes));
        return loaded;
      }),
    stat(path) {
      const stat = files.stat(path);
      if (stat === undefined) book.note(path, { kind: 'absent' });
      else if (stat.kind === 'folder') book.note(path, { kind: 'there' });
      else book.noteFile(path, stat);
      return stat;
    },
    list: (path) =>
      seeing(book, () => {
        const stat = files.stat(path);
        const entries = files.list(path);
        if (stat === undefined) book.doubt();
        else book.noteFolder(path, stat, () => listingId(entries));
        return entries;
      }),
  };
}

/** A file that was read before it is written is not as it was. */
function writers(files: Files, book: SightingBook): Pick<Files, 'write' | 'remove' | 'replaceFolder'> {
  return {
    write: (path, content) =>
      seeing(book, () => {
        book.forget(path);
        files.write(path, content);
        const stat = files.stat(path);
        const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
        if (stat === undefined) book.doubt();
        else book.noteFile(path, stat, () => blobId(bytes));
      }),
    remove: (path) =>
      seeing(book, () => {
        book.forget(path);
        files.remove(path);
      }),
    replaceFolder(folder, content) {
      book.doubt();
      files.replaceFolder(folder, content);
    },
  };
}

/** What git says depends on more than the files of the project. */
function witnessGit(git: Git, doubt: () => void): Git {
  const doubting = <T>(answer: T): T => {
    doubt();
    return answer;
  };
  return {
    changedFiles: (range) => doubting(git.changedFiles(range)),
    stagedFiles: () => doubting(git.stagedFiles()),
    endsOf: (range) => doubting(git.endsOf(range)),
    contents: (at, paths) => doubting(git.contents(at, paths)),
    committed: (path, commit) => doubting(git.committed(path, commit)),
    filesBelow: (commit, folder) => doubting(git.filesBelow(commit, folder)),
    renames: (from, to) => doubting(git.renames(from, to)),
    history: (request) => doubting(git.history(request)),
  };
}
