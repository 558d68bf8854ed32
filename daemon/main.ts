import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startListening } from './listening.ts';
import { fileLog } from './log-file.ts';
import { fileOf, installationOf, placeOf } from './place.ts';

/** The program of the daemon. Says `started`, `running` (another one does already) or `failed <reason>` on standard output, and nothing else. */

const defaultIdleSeconds = 600;
const mostSeconds = 86_400 * 7;

await run();

async function run(): Promise<void> {
  process.stdout.on('error', () => undefined);
  const assets = fileURLToPath(new URL('./assets', import.meta.url));
  const installation = installationOf(assets);
  if (installation === undefined) return say('failed this build has no name');
  const placed = placeOf(installation, process.env, true);
  if (placed.kind === 'none') return say(`failed ${placed.reason}`);
  const { place } = placed;
  const log = fileLog(fileOf(place, 'log'));
  process.on('uncaughtException', (error) => log.error('something failed', { error }));
  process.on('unhandledRejection', (reason) => log.error('something failed', { error: reason instanceof Error ? reason : new Error('unknown') }));
  try {
    const worker = new URL('./worker.js', import.meta.url);
    const daemon = await startListening({ installation, place, assets, worker, log, idleMilliseconds: idleSeconds(process.env.SENTRIK_DAEMON_IDLE) * 1000 });
    if (daemon === undefined) return say('running');
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => daemon.stop());
    log.info('the daemon started', { pid: process.pid, version: installation.version });
    say('started');
    await daemon.ended;
    log.info('the daemon ended');
    process.exit(0);
  } catch (thrown) {
    log.error('the daemon cannot listen', { error: thrown });
    say(`failed nothing can be bound in ${place.folder}`);
    process.exit(1);
  }
}

function say(word: string): void {
  fs.writeSync(1, `${word}\n`);
}

function idleSeconds(text = ''): number {
  const seconds = Number(text);
  return text === '' || !(seconds >= 1 && seconds <= mostSeconds) ? defaultIdleSeconds : seconds;
}
