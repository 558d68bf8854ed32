import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { testState } from '../support/state.ts';

/** The built program. */
export const program = path.resolve(import.meta.dirname, '../../dist/cli.js');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** In place of the built program. */
  readonly file?: string;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** A project in a temporary folder, by path and text; removed after the test file. */
export function project(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-cli-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
}

/** Runs the built program to its end, without a terminal and without the caller's settings. */
export async function sentrik(args: readonly string[], { cwd, input, environment = {}, file = program }: RunOptions): Promise<Run> {
  const child = spawn(process.execPath, [file, ...args], { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...testState, ...environment } });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout: await stdout, stderr: await stderr };
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Rules that do not depend on the packs: `danger(` is high, `TODO` low, a token is a critical secret. */
export const ownRules = `rules:
  - id: no-danger
    languages: [javascript]
    severity: ERROR
    message: danger($X) is called
    help: Danger runs its argument. Call safe instead.
    pattern: danger($X)
    fix: safe($X)
    metadata: { cwe: CWE-95, confidence: HIGH }
  - id: no-todo
    languages: [generic]
    severity: INFO
    message: A task is left
    help: A task was left open. Do it or file it.
    pattern-regex: TODO
  - id: no-token
    languages: [generic]
    severity: CRITICAL
    secret: true
    message: A token stands in the code
    help: Tokens belong in the environment. Revoke this one.
    pattern-regex: tok_[a-z0-9]{16}
`;

export const dangerous = "const key = 'tok_0123456789abcdef';\nfunction run(input) {\n  // TODO check\n  return danger(input);\n}\n";
