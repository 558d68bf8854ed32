import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import tty from 'node:tty';
import { pathToFileURL } from 'node:url';
import { callDaemon } from '../../daemon/client.ts';
import { frontendOf } from '../../daemon/frontend.ts';

/**
 * The command that is installed. A call that a daemon answers ends here: one small CommonJS file starts quicker than the modules of the command
 * line, which are loaded for everything else.
 */
void start(process.argv.slice(2));

async function start(argv: readonly string[]): Promise<void> {
  const isCall = frontendOf(argv) === 'call' && !tty.isatty(0) && process.env.SENTRIK_DAEMON !== 'auto' && process.env.GUARD_DAEMON !== 'auto';
  const code = isCall ? await runInDaemon(argv) : undefined;
  if (code === undefined) await import(pathToFileURL(path.join(__dirname, 'cli.js')).href);
  else process.exitCode = code;
}

async function runInDaemon(argv: readonly string[]): Promise<number | undefined> {
  let input: string | undefined;
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop);
  const code = await callDaemon({
    ...{ argv, cwd: process.cwd(), environment: process.env, assets: path.join(__dirname, 'assets'), signal: controller.signal, streams: process },
    readInput() {
      input ??= readInput();
      return Promise.resolve(input);
    },
    // Whoever does the work then says why.
    note: (text) => void (argv.includes('--verbose') && text === 'used' && process.stderr.write(`daemon: ${text}\n`)),
  });
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, stop);
  if (code === undefined && input !== undefined) Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]) });
  return code;
}

const chunkBytes = 65_536;
const pause = new Int32Array(new SharedArrayBuffer(4));
const pauseMilliseconds = 2;

/** All of standard input. A pipe that holds nothing yet is asked again. */
function readInput(): string {
  const parts: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(chunkBytes);
    const read = readChunk(chunk);
    if (read === 0) return Buffer.concat(parts).toString('utf8');
    if (read > 0) parts.push(chunk.subarray(0, read));
    else Atomics.wait(pause, 0, 0, pauseMilliseconds);
  }
}

/** Bytes read; 0 at the end, -1 where there are none yet. */
function readChunk(chunk: Buffer): number {
  try {
    return fs.readSync(0, chunk);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EOF') return 0;
    if (code === 'EAGAIN') return -1;
    throw thrown;
  }
}
