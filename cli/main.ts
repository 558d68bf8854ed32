#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Failure } from '../core/kernel/failure.ts';
import { processPrinter } from './print.ts';
import { runProgram } from './program.ts';
import type { Disk, Shell } from './shell.ts';

const disk: Disk = {
  kindOf(file) {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    return stat.isDirectory() ? 'folder' : 'file';
  },
  readBytes: (file) => guarded(file, () => fs.readFileSync(file)),
  readText: (file) => guarded(file, () => fs.readFileSync(file, 'utf8')),
  list: (folder) => guarded(folder, () => fs.readdirSync(folder).sort()),
  write: (file, content) => guarded(file, () => writeAtomically(file, content)),
};

const shell: Shell = {
  cwd: process.cwd(),
  environment: process.env,
  assets: fileURLToPath(new URL('./assets', import.meta.url)),
  worker: new URL('./worker.js', import.meta.url),
  print: processPrinter(process.env),
  signal: interruption(),
  disk,
  readStandardInput: () => text(process.stdin),
  ...(process.stdin.isTTY && process.stdout.isTTY ? { ask } : {}),
};

process.exitCode = await runProgram(shell, process.argv.slice(2));

async function ask(question: string): Promise<string> {
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

function writeAtomically(file: string, content: string | Uint8Array): void {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) {
    fs.writeFileSync(file, content);
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const final = stat === undefined ? file : fs.realpathSync(file);
  const temporary = path.join(path.dirname(final), `.${path.basename(final)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    fs.writeFileSync(temporary, content, stat === undefined ? {} : { mode: stat.mode });
    fs.renameSync(temporary, final);
  } catch (thrown) {
    fs.rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** The caller named this path, so a message may show it. */
function guarded<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Failure('not_found', `There is no file or folder ${file}`);
    if (code === 'EISDIR') throw new Failure('bad_request', `${file} is a folder`);
    if (typeof code === 'string') throw new Failure('forbidden', `${file} cannot be read or written (${code})`);
    throw thrown;
  }
}
