import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freePort } from './port.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** Tests keep nothing over a crash of the machine; they ask for many connections, and compare text with words in another order than its bytes. */
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=32MB', 'max_connections=200', 'unix_socket_directories='];

/** Starts a cluster of its own in a folder that does not exist yet, on a free port of 127.0.0.1, and gives the address of its server without a database. `root` is that of this repository. */
export async function startCluster(folder: string, root = repository): Promise<string> {
  const programs = programsFolder(root);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const user = unprivileged();
  if (user !== undefined) fs.chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  run(programs, 'initdb', [
    '-D',
    data,
    '-U',
    'sentrik',
    '--auth=trust',
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '--locale-provider=icu',
    '--icu-locale=en',
  ]);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const options = [...settings, 'listen_addresses=127.0.0.1', `port=${port}`].map((setting) => `-c ${setting}`).join(' ');
    try {
      run(programs, 'pg_ctl', ['-D', data, '-w', '-t', '30', '-l', path.join(folder, 'log'), '-o', options, 'start']);
      return `postgres://sentrik@127.0.0.1:${port}`;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** Stops the cluster of a folder, whatever state it is in, and removes it. */
export function stopCluster(folder: string, root = repository): void {
  const data = path.join(folder, 'data');
  if (fs.existsSync(path.join(data, 'postmaster.pid'))) {
    try {
      run(programsFolder(root), 'pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
    } catch {
      // It was not running any more; the folder goes all the same.
    }
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

function programsFolder(root: string): string {
  return execFileSync(process.execPath, [path.join(root, 'scripts/ensure-postgres.mjs')], { encoding: 'utf8' }).trim();
}

function run(programs: string, name: string, parameters: readonly string[]): void {
  const user = unprivileged();
  execFileSync(path.join(programs, name), parameters, { stdio: 'ignore', cwd: '/', ...user });
}

/** PostgreSQL refuses to run as root: the user its package made takes over. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (kind: string) => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
