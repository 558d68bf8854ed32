import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Bench, type Figure, figure, inTemporaryFolder, quantile, root, runCommand } from './measure.ts';
import { makeSource } from './source.ts';

const rounds = 25;
/** What is installed as `sentrik`. */
const command = path.join(root, 'dist/sentrik.cjs');
const lines = 500;
const file = 'orders.ts';
const weakness =
  "import { exec } from 'node:child_process';\nexport function list(req: { query: { folder: string } }) {\n  exec('ls ' + req.query.folder);\n}\n";

export const agentHooks: Bench = {
  name: 'agent-hooks',
  title: 'Hooks of agents',
  how: `\`sentrik hook claude PostToolUse\` as a whole process after an edit of a file of ${lines} lines in a git repository, ${rounds} times in turn: with a daemon, without one, and bare node`,
  run: () => inTemporaryFolder(measure),
};

type Environment = Readonly<Record<string, string>>;

async function measure(folder: string): Promise<readonly Figure[]> {
  const project = path.join(folder, 'project');
  fs.mkdirSync(project);
  fs.mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
  const before = makeSource('typescript', lines);
  fs.writeFileSync(path.join(project, file), before);
  for (const words of [
    ['init', '-q'],
    ['add', '-A'],
    ['-c', 'user.email=a@example.org', '-c', 'user.name=a', 'commit', '-qm', 'first'],
  ])
    execFileSync('git', words, { cwd: project });
  const shared = { XDG_RUNTIME_DIR: path.join(folder, 'run'), SENTRIK_CACHE_DIR: path.join(folder, 'cache'), SENTRIK_DAEMON: 'attach' };
  await run(['daemon', 'start'], { folder: project, environment: shared });
  try {
    return await measureEdits(project, before, shared);
  } finally {
    await run(['daemon', 'stop'], { folder: project, environment: shared });
  }
}

async function measureEdits(project: string, before: string, shared: Environment): Promise<readonly Figure[]> {
  const [bare, warm, cold, cpu]: [number[], number[], number[], number[]] = [[], [], [], []];
  const full = path.join(project, file);
  // The daemon loads the engine for the first one.
  await edit(full, before, { project, environment: shared, round: -1 });
  for (let round = 0; round < rounds; round += 1) {
    bare.push((await runCommand(process.execPath, ['-e', '0'], { folder: project, codes: [0] })).milliseconds);
    const used = await edit(full, before, { project, environment: shared, round });
    warm.push(used.milliseconds);
    cpu.push(used.cpuMilliseconds);
    cold.push((await edit(full, before, { project, environment: { ...shared, SENTRIK_DAEMON: 'off' }, round: round + rounds })).milliseconds);
  }
  return [
    figure('bare node: p50', quantile(bare, 0.5), 'ms', 'the part no program can avoid'),
    figure('hook with a daemon: p50', quantile(warm, 0.5), 'ms'),
    figure('hook with a daemon: p95', quantile(warm, 0.95), 'ms', 'target 60 ms'),
    figure('hook with a daemon over bare node: p50', quantile(warm, 0.5) - quantile(bare, 0.5), 'ms'),
    figure('processor time of a hook with a daemon: p50', quantile(cpu, 0.5), 'ms', "in steps of 10; the daemon's own aside"),
    figure('hook without a daemon: p50', quantile(cold, 0.5), 'ms'),
    figure('hook without a daemon: p95', quantile(cold, 0.95), 'ms', 'target 500 ms'),
  ];
}

interface Round {
  readonly project: string;
  readonly environment: Environment;
  readonly round: number;
}

/** Each round has another text, so that nothing is known of it; every one has to be told of the weakness. */
async function edit(full: string, before: string, { project, environment, round }: Round) {
  const added = `${weakness}export const round = ${round + 1};\n`;
  fs.writeFileSync(full, before + added);
  const input = JSON.stringify({
    session_id: `round ${round}`,
    cwd: project,
    hook_event_name: 'PostToolUse',
    tool_name: 'Edit',
    tool_input: { file_path: full },
    tool_response: { filePath: full, originalFile: before },
  });
  const answer = await run(['hook', 'claude', 'PostToolUse', '--verbose'], { folder: project, environment, input });
  if (!answer.output.includes('js-command-injection')) throw new Error(`The hook did not tell of the weakness: ${answer.output.slice(-300)}`);
  if (answer.output.includes('daemon: used') !== (environment.SENTRIK_DAEMON === 'attach')) throw new Error(answer.output.slice(-300));
  return answer;
}

function run(argv: readonly string[], options: { readonly folder: string; readonly environment: Environment; readonly input?: string }) {
  return runCommand(process.execPath, [command, ...argv], { codes: [0], ...options });
}
