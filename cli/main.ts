#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { callDaemon } from '../daemon/client.ts';

const argv = process.argv.slice(2);
const environment = process.env;
const assets = fileURLToPath(new URL('./assets', import.meta.url));
const signal = interruption();
let input: Promise<string> | undefined;
const readStandardInput = () => (input ??= readAll());

process.exitCode = (await runInDaemon()) ?? (await runHere());

/** The exit code; undefined where this process has to do the work, and nothing was written or lost. */
async function runInDaemon(): Promise<number | undefined> {
  const isVerbose = argv.includes('--verbose');
  const note = (text: string) => void (isVerbose && process.stderr.write(`daemon: ${text}\n`));
  return callDaemon({ argv, cwd: process.cwd(), environment, assets, signal, streams: process, readInput: readStandardInput, note });
}

async function readAll(): Promise<string> {
  const { text } = await import('node:stream/consumers');
  return text(process.stdin);
}

/** What only this way needs is loaded now: a call that the daemon answers is over by then. */
async function runHere(): Promise<number> {
  const [{ processDisk }, { processPrinter }, { runProgram }] = await Promise.all([import('./disk.ts'), import('./print.ts'), import('./program.ts')]);
  return runProgram(
    {
      ...{ cwd: process.cwd(), environment, assets, signal, disk: processDisk, readStandardInput },
      worker: new URL('./worker.js', import.meta.url),
      print: processPrinter(environment),
      ...(process.stdin.isTTY && process.stdout.isTTY ? { ask } : {}),
    },
    argv,
  );
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await reader.question(question);
  } finally {
    reader.close();
  }
}

/** The first interruption asks the work to stop; the second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
