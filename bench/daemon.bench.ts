import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { type Editor, startEditor } from './lsp/editor.ts';
import { type Bench, cli, type Figure, figure, inTemporaryFolder, quantile, runCommand } from './measure.ts';
import { makeSource } from './source.ts';
import { withDaemon } from './with-daemon.ts';

const checks = 15;
const starts = 5;
const lines = 500;
const editors = 3;
const file = 'orders.ts';

export const daemon: Bench = {
  name: 'daemon',
  title: 'One daemon',
  how: `with and without a daemon in turn: \`sentrik check\` of a file of ${lines} lines as a whole process (${checks} times), \`sentrik lsp\` from its start to the first diagnostics of that file (${starts} times), memory of ${editors} language servers and an MCP server on one project`,
  run: () => inTemporaryFolder(measure),
};

/** One way to run a frontend: alone, or through the daemon. */
type Environment = Readonly<Record<string, string>>;

function measure(folder: string): Promise<readonly Figure[]> {
  const text = makeSource('typescript', lines);
  return withDaemon(folder, cli, async ({ project, alone, shared }) => {
    fs.writeFileSync(path.join(project, file), text);
    return [
      ...(await measureChecks(project, alone, shared)),
      ...(await measureEditors(project, text, { alone, shared })),
      ...(await measureMemory(project, text, { alone, shared })),
    ];
  });
}

function server(environment: Environment) {
  return { program: process.execPath, argv: [cli, 'lsp', '--stdio'], environment, way: 'push' } as const;
}

function run(argv: readonly string[], folder: string, environment: Environment) {
  return runCommand(process.execPath, [cli, ...argv], { folder, codes: [0], environment });
}

async function measureChecks(project: string, alone: Environment, shared: Environment): Promise<readonly Figure[]> {
  const [bare, cold, warm]: [number[], number[], number[]] = [[], [], []];
  const cpu: Readonly<Record<'bare' | 'cold' | 'warm', number[]>> = { bare: [], cold: [], warm: [] };
  const begun = await run(['check', file], project, shared);
  for (let round = 0; round < checks; round += 1) {
    const least = await runCommand(process.execPath, ['-e', '0'], { folder: project, codes: [0] });
    bare.push(least.milliseconds);
    cpu.bare.push(least.cpuMilliseconds);
    const own = await run(['check', file], project, alone);
    cold.push(own.milliseconds);
    cpu.cold.push(own.cpuMilliseconds);
    const { milliseconds, cpuMilliseconds, output } = await run(['check', file, '--verbose'], project, shared);
    if (!output.includes('daemon: used')) throw new Error(`The daemon was not used: ${output.slice(-200)}`);
    warm.push(milliseconds);
    cpu.warm.push(cpuMilliseconds);
  }
  return [
    figure('bare node: p50', quantile(bare, 0.5), 'ms', 'the part no program can avoid'),
    figure('check without a daemon: p50', quantile(cold, 0.5), 'ms'),
    figure('check without a daemon: p95', quantile(cold, 0.95), 'ms'),
    figure('first check of a new daemon', begun.milliseconds, 'ms', 'the daemon loads the engine'),
    figure('check with a daemon: p50', quantile(warm, 0.5), 'ms'),
    figure('check with a daemon: p95', quantile(warm, 0.95), 'ms'),
    figure('check with a daemon over bare node: p50', quantile(warm, 0.5) - quantile(bare, 0.5), 'ms'),
    figure('processor time of bare node: p50', quantile(cpu.bare, 0.5), 'ms', 'in steps of 10'),
    figure('processor time of check without a daemon: p50', quantile(cpu.cold, 0.5), 'ms', 'in steps of 10'),
    figure('processor time of check with a daemon: p50', quantile(cpu.warm, 0.5), 'ms', "in steps of 10; the daemon's own aside"),
  ];
}

interface Ways {
  readonly alone: Environment;
  readonly shared: Environment;
}

async function measureEditors(project: string, text: string, { alone, shared }: Ways): Promise<readonly Figure[]> {
  const times = { alone: [] as number[], shared: [] as number[] };
  for (let round = 0; round < starts; round += 1) {
    for (const [way, environment] of [
      ['alone', alone],
      ['shared', shared],
    ] as const) {
      const begun = performance.now();
      const editor = await startEditor(server(environment), project);
      await editor.open({ file, languageId: 'typescript', text });
      times[way].push(performance.now() - begun);
      await editor.close();
    }
  }
  return [
    figure('lsp without a daemon, start to first diagnostics: p50', quantile(times.alone, 0.5), 'ms'),
    figure('lsp with a daemon, start to first diagnostics: p50', quantile(times.shared, 0.5), 'ms'),
  ];
}

async function measureMemory(project: string, text: string, { alone, shared }: Ways): Promise<readonly Figure[]> {
  const without = await memoryOf(project, text, alone);
  const status = JSON.parse((await run(['daemon', 'status', '--json'], project, shared)).output);
  const sharing = await memoryOf(project, text, shared, status.daemon.pid);
  const what = `${editors} lsp and 1 mcp-server`;
  return [
    figure(`memory of ${what} without a daemon`, without, 'MB', 'proportional set size'),
    figure(`memory of ${what} with a daemon`, sharing, 'MB', 'proportional set size, the daemon included'),
  ];
}

/** Megabytes of all the processes together, each with a checked file. */
async function memoryOf(project: string, text: string, environment: Environment, daemonPid?: number): Promise<number> {
  const open: Editor[] = [];
  for (let count = 0; count < editors; count += 1) {
    const editor = await startEditor(server(environment), project);
    await editor.open({ file, languageId: 'typescript', text });
    open.push(editor);
  }
  const agent = await startAgent(project, environment);
  const pids = [...open.map((editor) => editor.process.pid), agent.pid, daemonPid].filter((pid) => pid !== undefined);
  const total = pids.map(megabytesOf).reduce((sum, each) => sum + each, 0);
  agent.kill();
  for (const editor of open) await editor.close();
  return total;
}

/** An MCP server that has checked the file. */
async function startAgent(project: string, environment: Environment): Promise<ChildProcess> {
  const child = spawn(process.execPath, [cli, 'mcp-server'], { cwd: project, env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = readline.createInterface({ input: child.stdout });
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const answered = (id: number) =>
    new Promise<void>((resolve) => {
      answers.on('line', (line) => {
        if (JSON.parse(line).id === id) resolve();
      });
    });
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } } });
  await answered(1);
  send({ method: 'notifications/initialized' });
  send({ id: 2, method: 'tools/call', params: { name: 'check', arguments: { path: file } } });
  await answered(2);
  return child;
}

const proportional = /^Pss:\s+(\d+) kB$/m;

function megabytesOf(pid: number): number {
  return Number(proportional.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
}
