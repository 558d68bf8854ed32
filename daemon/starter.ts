import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileOf, type Installation, type Place, type Variables } from './place.ts';

/** A daemon listens now: the one that was started, or another one that was quicker. */
export type Started = { readonly kind: 'started' } | { readonly kind: 'running' } | { readonly kind: 'failed'; readonly reason: string };

const patience = 10_000;
const forgetFailureAfter = 60_000;
/** All that a daemon gets of the environment of whoever happens to start it. */
const kept = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'TMP', 'TEMP', 'XDG_RUNTIME_DIR', 'XDG_CACHE_HOME', 'XDG_STATE_HOME'],
  ...['SENTRIK_STATE_DIR', 'SENTRIK_AUDIT_KEY_FILE'],
  ...['SENTRIK_CACHE_DIR', 'SENTRIK_DAEMON_IDLE', 'SYSTEMROOT', 'WINDIR', 'LOCALAPPDATA', 'APPDATA', 'USERPROFILE', 'USERNAME', 'PATHEXT', 'COMSPEC'],
];

/** Starts the daemon as a process of its own, in no project's folder, and waits until it listens. A start that just failed is not tried again for a minute. */
export async function startDaemon(installation: Installation, place: Place, environment: Variables): Promise<Started> {
  const marker = fileOf(place, 'failed');
  const failure = fs.lstatSync(marker, { throwIfNoEntry: false });
  if (failure !== undefined && Date.now() - failure.mtimeMs < forgetFailureAfter)
    return { kind: 'failed', reason: 'the daemon could not be started a moment ago' };
  const started = await spawnDaemon(installation, environment);
  if (started.kind === 'failed') noteFailure(marker);
  else fs.rmSync(marker, { force: true });
  return started;
}

/** Forgets that a start failed. */
export function forgetFailure(place: Place): void {
  fs.rmSync(fileOf(place, 'failed'), { force: true });
}

function noteFailure(marker: string): void {
  try {
    fs.writeFileSync(marker, '', { mode: 0o600 });
  } catch {
    // The next call tries again.
  }
}

function spawnDaemon({ program }: Installation, environment: Variables): Promise<Started> {
  const entries = kept.flatMap((name): [string, string][] => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  const child = spawn(process.execPath, [program], {
    cwd: path.parse(process.execPath).root,
    env: Object.fromEntries(entries),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  child.unref();
  return new Promise((resolve) => {
    let said = '';
    const settle = (started: Started) => {
      clearTimeout(timer);
      child.stdout.destroy();
      resolve(started);
    };
    const timer = setTimeout(settle, patience, { kind: 'failed', reason: 'the daemon did not start in time' });
    child.once('error', (error) => settle({ kind: 'failed', reason: `the daemon cannot be started: ${error.message}` }));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('\n')) settle(startedOf(said));
    });
    child.stdout.once('end', () => settle({ kind: 'failed', reason: 'the daemon ended while it started' }));
  });
}

function startedOf(said: string): Started {
  const [word = '', reason = ''] = said.split(/[ \n](.*)/s);
  if (word === 'started' || word === 'running') return { kind: word };
  return { kind: 'failed', reason: reason.trim() === '' ? 'the daemon could not be started' : reason.trim() };
}
