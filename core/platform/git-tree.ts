import { Failure } from '../kernel/failure.ts';
import type { SourceFile, SourceLimits, TakenSource } from '../kernel/sources.ts';
import type { ArchiveEntry } from './archives/entry.ts';
import { openJudge } from './archives/judge.ts';
import type { TakeOptions } from './archives/take.ts';
import { type IsolatedCall, startGit } from './git-isolated.ts';
import { readObjects } from './git-objects.ts';

interface ListedFile {
  readonly path: string;
  readonly object: string;
  readonly size: number;
  readonly mode: SourceFile['mode'];
}

const listed = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t/;
const batchBytes = 16_000_000;
const batchFiles = 500;
const sideBySide = 8;

/** The files of a commit in a repository on disk. The whole tree is judged by its listing before the first file is read. */
export async function takeCommit(commit: string, call: IsolatedCall, { blobs, limits, signal }: TakeOptions): Promise<TakenSource> {
  const { files, skipped } = await judgeTree(commit, call, limits);
  const taken: SourceFile[] = [];
  for (const batch of batchesOf(files)) {
    if (signal.aborted) throw new Failure('cancelled', 'Taking the source in was cancelled');
    const contents = await readObjects(
      call.folder,
      batch.map(({ path, object }) => ({ path, name: object })),
    );
    for (let at = 0; at < batch.length; at += sideBySide) {
      const written = batch.slice(at, at + sideBySide).map(async ({ path, mode, size }) => {
        const bytes = contents.get(path);
        if (bytes === undefined || bytes.length !== size) throw new Failure('invalid_input', 'The repository lacks files of its commit');
        return { path, mode, size, blob: (await blobs.write(bytes)).id };
      });
      taken.push(...(await Promise.all(written)));
    }
  }
  return { files: taken.sort((a, b) => (a.path < b.path ? -1 : 1)), skipped, commit };
}

async function judgeTree(
  commit: string,
  call: IsolatedCall,
  limits: SourceLimits,
): Promise<{ readonly files: readonly ListedFile[] } & Pick<TakenSource, 'skipped'>> {
  const judge = openJudge({ limits, isStrict: false, sourceBytes: Number.POSITIVE_INFINITY, allowsRepeats: false });
  const files: ListedFile[] = [];
  // Folders are listed as well, so that a tree of nothing but folders has an end.
  const git = startGit(['ls-tree', '-r', '-t', '-z', '-l', '--full-tree', commit], call);
  try {
    for await (const line of linesOf(git.output)) {
      const [, mode = '', kind = '', object = '', size = ''] = listed.exec(line) ?? [];
      const name = line.slice(line.indexOf('\t') + 1);
      const entry = { name, kind: kindOf(mode, kind), size: Number(size) || 0, executable: mode === '100755' };
      const verdict = judge.judge(entry);
      if (verdict.kind !== 'take') continue;
      judge.count(entry.size);
      files.push({ path: verdict.path, object, size: entry.size, mode: entry.executable ? '100755' : '100644' });
    }
  } finally {
    git.kill();
  }
  const { code } = await git.ended;
  if (call.signal.aborted) throw new Failure('cancelled', 'Taking the source in was cancelled');
  if (code !== 0) throw new Failure('invalid_input', 'The commit cannot be read');
  return { files, skipped: judge.skipped };
}

function kindOf(mode: string, kind: string): ArchiveEntry['kind'] {
  if (kind === 'tree') return 'folder';
  if (kind === 'commit') return 'submodule';
  if (mode === '120000') return 'link';
  return kind === 'blob' ? 'file' : 'other';
}

async function* linesOf(output: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of output) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\0');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function* batchesOf(files: readonly ListedFile[]): Generator<readonly ListedFile[]> {
  let batch: ListedFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length > 0 && (batch.length === batchFiles || bytes + file.size > batchBytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) yield batch;
}
