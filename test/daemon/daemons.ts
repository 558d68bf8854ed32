import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { afterAll } from 'vitest';
import { z } from 'zod';
import { installationOf } from '../../daemon/place.ts';
import { program, type Run, type RunOptions, sentrik } from '../cli/sentrik.ts';

/** A user's login of its own: daemons that are started in it are found by nobody else. */
export interface Login {
  /** Where sockets lie. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  run(args: readonly string[], options: RunOptions): Promise<Run>;
  /** Starts a daemon and waits until it listens. */
  start(): Promise<void>;
  status(): Promise<Status>;
  /** Connects to the daemon without saying anything. */
  connect(): Promise<net.Socket>;
}

const status = z.object({
  running: z.boolean(),
  mode: z.string(),
  decided_by: z.string(),
  reason: z.string().optional(),
  others: z.number(),
  daemon: z
    .object({
      pid: z.number(),
      version: z.string(),
      build: z.string(),
      sessions: z.array(z.object({ frontend: z.string(), folder: z.string() })),
      projects: z.array(z.object({ root: z.string(), users: z.number() })),
      handles: z.number(),
      log: z.string(),
    })
    .optional(),
});
export type Status = z.output<typeof status>;

const logins: Login[] = [];

/** Every daemon ends with the test file, also those that nobody answers for any more. */
afterAll(async () => {
  for (const login of logins.splice(0)) {
    const { folder } = login;
    await login.run(['daemon', 'stop', '--all'], { cwd: folder });
    for (const pid of pidsIn(folder)) endProcess(pid);
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

/** A login without a daemon. */
export function newLogin(extra: Readonly<Record<string, string>> = {}): Login {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-run-')));
  const environment = { XDG_RUNTIME_DIR: folder, SENTRIK_CACHE_DIR: path.join(folder, 'cache'), SENTRIK_DAEMON_IDLE: '120', ...extra };
  const run: Login['run'] = (args, options) => sentrik(args, { ...options, environment: { ...environment, ...options.environment } });
  const login: Login = {
    folder: path.join(folder, 'sentrik'),
    environment,
    run,
    async start() {
      const { code, stderr } = await run(['daemon', 'start'], { cwd: folder });
      if (code !== 0) throw new Error(stderr);
    },
    status: async () => status.parse(JSON.parse((await run(['daemon', 'status', '--json'], { cwd: folder })).stdout)),
    async connect() {
      const socket = net.connect(path.join(folder, 'sentrik', socketNames(folder)[0] ?? 'none'));
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    },
  };
  logins.push({ ...login, folder });
  return login;
}

/** Names of the sockets in a login's folder. */
export function socketNames(folder: string): readonly string[] {
  return namesIn(path.join(folder, 'sentrik')).filter((name) => name.endsWith('.sock'));
}

/** Process ids of the daemons of a login. */
export function pidsIn(folder: string): readonly number[] {
  const files = namesIn(path.join(folder, 'sentrik')).filter((name) => name.endsWith('.pid'));
  return files.map((name) => Number(fs.readFileSync(path.join(folder, 'sentrik', name), 'utf8')));
}

function namesIn(folder: string): readonly string[] {
  return fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? fs.readdirSync(folder) : [];
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Waits until a condition holds; an error names it when it does not within 20 seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (await holds()) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`Not within 20 s: ${what}`);
}

/** Whether a process lives. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The installation that the tests run. */
export function builtInstallation() {
  const installation = installationOf(path.resolve(import.meta.dirname, '../../dist/assets'));
  if (installation === undefined) throw new Error('There is no build');
  return installation;
}

/** An editor on a folder, over the built program. */
export interface TestEditor {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly exit: Promise<number | null>;
  /** What the program said on standard error so far. */
  readonly errors: () => string;
  /** Opens a text and answers its diagnostics. */
  open(name: string, text: string): Promise<PublishDiagnosticsParams['diagnostics']>;
  /** Says goodbye and answers the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `sentrik lsp` for a folder and initializes it. */
export async function openEditor({ environment }: Pick<Login, 'environment'>, folder: string): Promise<TestEditor> {
  const child = spawn(process.execPath, [program, 'lsp', '--stdio', '--verbose'], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdin.on('error', () => undefined);
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const uri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'project' }],
    capabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } },
  });
  await connection.sendNotification('initialized', {});
  return {
    ...{ child, connection, exit, errors: () => errors },
    async open(name, text) {
      const document = `${uri}/${name}`;
      const published = new Promise<PublishDiagnosticsParams>((resolve) => {
        connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
          if (params.uri === document) resolve(params);
        });
      });
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri: document, languageId: 'javascript', version: 1, text } });
      return (await published).diagnostics;
    },
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      return exit;
    },
  };
}
