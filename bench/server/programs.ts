import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cli } from '../measure.ts';

/** Who signs in at a server. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A program of the product that goes on until it is stopped. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Asks it to end, and waits until it has. */
  readonly stop: () => Promise<void>;
}

export interface RunningServer extends RunningProgram {
  readonly url: string;
  /** Only where this was the first start on its data. */
  readonly admin?: Credentials;
}

export interface ProgramOptions {
  /** The project's folder. */
  readonly folder: string;
  /** Variables over those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Flags of the command. */
  readonly flags?: readonly string[];
  /** Flags of Node. */
  readonly node?: readonly string[];
}

const startsWithin = 60_000;
const admin = /Sign in as (?<email>\S+) with the password (?<password>\S+)/;

/** Starts `sentrik server` on a free port of 127.0.0.1. Throws when it does not come up within a minute. */
export async function startServer({ flags = [], ...options }: ProgramOptions): Promise<RunningServer> {
  const program = start({ ...options, flags: ['server', '--port', '0', '--no-sentri-port', ...flags] });
  await program.says(/Press Ctrl\+C to stop/);
  const url = /http:\/\/[\d.]+:\d+/.exec(program.said())?.[0];
  if (url === undefined) throw new Error(`The server told no address: ${program.said()}`);
  const { email, password } = admin.exec(program.said())?.groups ?? {};
  const { child, stop } = program;
  return { url, child, stop, ...(email === undefined || password === undefined ? {} : { admin: { email, password } }) };
}

/** Starts `sentrik worker`, and waits until it looks for jobs. */
export async function startWorker({ flags = [], ...options }: ProgramOptions): Promise<RunningProgram> {
  const program = start({ ...options, flags: ['worker', ...flags] });
  await program.says(/Waiting for jobs/);
  return program;
}

interface Talking extends RunningProgram {
  said(): string;
  says(words: RegExp): Promise<void>;
}

function start({ folder, environment, flags = [], node = [] }: ProgramOptions): Talking {
  const child = spawn(process.execPath, [...node, cli, ...flags], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  let text = '';
  const hear = (said: string) => (text = (text + said).slice(-100_000));
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  return {
    child,
    said: () => text,
    async says(words) {
      const end = performance.now() + startsWithin;
      while (!words.test(text)) {
        if (child.exitCode !== null || performance.now() > end) throw new Error(`${flags[0] ?? ''} did not come up: ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    },
  };
}
