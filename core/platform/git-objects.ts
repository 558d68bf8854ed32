import { spawn } from 'node:child_process';
import { Failure } from '../kernel/failure.ts';

/** A file to read from git's objects: its path for the answer, and what git calls the object, such as `HEAD:./src/a.ts`. */
export interface ObjectName {
  readonly path: string;
  readonly name: string;
}

/** Reads objects with one `git cat-file --batch`; those that are not there, and names with a line break, are left out. */
export function readObjects(root: string, wanted: readonly ObjectName[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const asked = wanted.filter(({ name }) => !name.includes('\n'));
  if (asked.length === 0) return Promise.resolve(new Map());
  return new Promise((resolve, reject) => {
    const git = spawn('git', ['--no-optional-locks', 'cat-file', '--batch'], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    git.on('error', () => reject(new Failure('unavailable', 'git is not installed')));
    git.on('close', (code) => {
      if (code === 0) resolve(parseBatch(Buffer.concat(chunks), asked));
      else reject(new Failure('unavailable', 'git could not read the files of this commit'));
    });
    // A git that ends early closes the pipe; its exit code tells.
    git.stdin.on('error', () => undefined);
    git.stdin.end(asked.map(({ name }) => `${name}\n`).join(''));
  });
}

/** Answers are `<id> <type> <size>`, a line break, the bytes, a line break; or one line that says what is missing. */
function parseBatch(output: Buffer, asked: readonly ObjectName[]): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  let at = 0;
  for (const { path } of asked) {
    const end = output.indexOf(10, at);
    if (end < 0) break;
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString('latin1', at, end)) ?? [];
    at = end + 1;
    if (size === undefined) continue;
    if (type === 'blob') found.set(path, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}
