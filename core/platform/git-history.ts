import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { HistoricFile, History, HistoryRequest } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';

/** A content of a file, and the first commit that had it. */
interface Version {
  readonly blob: string;
  readonly path: string;
  readonly commit: string;
  readonly committedAt: string;
}

const commitMark = '\u0001';
const ordinaryFile = /^100/;

/** Lists what the commits brought, each content once, and reads the contents one after another while they are asked for. */
export async function readHistory(root: string, request: HistoryRequest, ask: (...words: readonly string[]) => Promise<string>): Promise<History> {
  const isShallow = (await ask('rev-parse', '--is-shallow-repository')).trim() === 'true';
  const { commits, versions } = await listVersions(root, request);
  const current = commits === 0 ? new Set<string>() : await currentBlobs(ask);
  return { commits, isShallow, total: versions.length, files: readVersions(root, versions, { ...request, current }) };
}

/** Blobs of the files that are checked out; none where HEAD has no commit yet. */
async function currentBlobs(ask: (...words: readonly string[]) => Promise<string>): Promise<ReadonlySet<string>> {
  const listing = await ask('ls-tree', '-r', '-z', 'HEAD').catch(() => '');
  return new Set(listing.split('\0').map((line) => /^\d+ blob ([0-9a-f]+)\t/.exec(line)?.[1] ?? ''));
}

/** The commits from the oldest on. Of a merge only what it does not share with one of its parents is listed, so that edits made while merging are seen. */
async function listVersions(root: string, { range, signal }: HistoryRequest): Promise<{ readonly commits: number; readonly versions: readonly Version[] }> {
  const format = '--format=%x01%H %cI';
  const wanted = range === undefined ? ['--all'] : [range];
  const git = spawn(
    'git',
    ['--no-optional-locks', 'log', '-c', '--reverse', '--no-renames', '--raw', '-z', '--no-abbrev', '--relative', format, ...wanted, '--', '.'],
    { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], ...(signal === undefined ? {} : { signal }) },
  );
  const ended = endOf(git);
  const versions = new Map<string, Version>();
  let commits = 0;
  let commit = { commit: '', committedAt: '' };
  let blob: string | undefined;
  for await (const field of fieldsOf(git.stdout)) {
    if (field.startsWith(commitMark)) {
      const [id = '', committedAt = ''] = field.slice(1).split(' ');
      commit = { commit: id, committedAt };
      commits += 1;
    } else if (field.startsWith(':') && blob === undefined) blob = newBlob(field);
    else if (blob !== undefined) {
      if (blob !== '' && !versions.has(blob)) versions.set(blob, { blob, path: field, ...commit });
      blob = undefined;
    }
  }
  await ended;
  return { commits, versions: [...versions.values()] };
}

/** `:<modes> <ids> <status>`, with a colon, a mode and an id more for each further parent. '' for what is no file: deleted, a link, a submodule. */
function newBlob(field: string): string {
  const colons = /^:+/.exec(field)?.[0].length ?? 1;
  const words = field.slice(colons).split(' ');
  const id = words[2 * colons + 1] ?? '';
  return ordinaryFile.test(words[colons] ?? '') && !/^0+$/.test(id) ? id : '';
}

async function* fieldsOf(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const fields = (rest + String(chunk)).split('\0');
    rest = fields.pop() ?? '';
    for (const field of fields) if (field !== '') yield field.replace(/^\n+/, '');
  }
  if (rest !== '') yield rest;
}

interface Reading extends HistoryRequest {
  readonly current: ReadonlySet<string>;
}

async function* readVersions(root: string, versions: readonly Version[], { maxBytes, signal, current }: Reading): AsyncGenerator<HistoricFile> {
  if (versions.length === 0) return;
  const git = spawn('git', ['--no-optional-locks', 'cat-file', '--batch'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'ignore'],
    ...(signal === undefined ? {} : { signal }),
  });
  const ended = endOf(git);
  // A git that ends early closes the pipe; its exit code tells.
  git.stdin.on('error', () => undefined);
  git.stdin.end(versions.map(({ blob }) => `${blob}\n`).join(''));
  const bytes = openBytes(git.stdout);
  try {
    for (const { blob, ...version } of versions) {
      const content = await readBlob(bytes, maxBytes);
      yield { ...version, isCurrent: current.has(blob), ...(content === undefined ? {} : { bytes: content }) };
    }
    await ended;
  } catch (thrown) {
    // A git that was stopped may first be seen as one that ends too early.
    throw signal?.aborted === true ? cancelled() : thrown;
  } finally {
    git.kill();
    await ended.catch(() => undefined);
  }
}

/** The next object; undefined where it is no file, too large or not there. */
async function readBlob(bytes: Bytes, maxBytes: number): Promise<Uint8Array | undefined> {
  const [, kind, length] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(await bytes.line()) ?? [];
  if (length === undefined) return undefined;
  const size = Number(length);
  const content = await bytes.take(size, size <= maxBytes);
  await bytes.take(1, false);
  return kind === 'blob' ? content : undefined;
}

/** Settles when the process has ended; rejects as a failure where git did not do what it was asked. */
function endOf(git: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    git.on('error', (thrown) => reject('code' in thrown && thrown.code === 'ENOENT' ? new Failure('unavailable', 'git is not installed') : cancelled()));
    git.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Failure('bad_request', 'git could not read this history; check the names of its commits and branches'));
    });
  });
  // Whoever stops in the middle does not wait for the end.
  ended.catch(() => undefined);
  return ended;
}

function cancelled(): Failure {
  return new Failure('cancelled', 'The work was cancelled');
}

interface Bytes {
  /** Up to the next line break, without it. */
  line(): Promise<string>;
  /** So many bytes; passed over where they are not kept. */
  take(count: number, isKept: boolean): Promise<Uint8Array | undefined>;
}

function openBytes(stream: Readable): Bytes {
  const chunks: AsyncIterator<unknown, unknown> = stream[Symbol.asyncIterator]();
  let buffer: Buffer = Buffer.alloc(0);
  const more = async (): Promise<Buffer> => {
    const { value, done } = await chunks.next();
    if (done === true || !Buffer.isBuffer(value)) throw new Failure('unavailable', 'git ended before all contents were read');
    return value;
  };
  return {
    async line() {
      let end = buffer.indexOf(10);
      while (end < 0) {
        buffer = Buffer.concat([buffer, await more()]);
        end = buffer.indexOf(10);
      }
      const line = buffer.toString('latin1', 0, end);
      buffer = buffer.subarray(end + 1);
      return line;
    },
    async take(count, isKept) {
      const parts: Buffer[] = [];
      let left = count;
      while (left > 0) {
        if (buffer.length === 0) buffer = await more();
        const part = buffer.subarray(0, left);
        if (isKept) parts.push(part);
        buffer = buffer.subarray(part.length);
        left -= part.length;
      }
      return isKept ? Buffer.concat(parts) : undefined;
    },
  };
}
