import fs from 'node:fs';
import path from 'node:path';
import { type Bench, type Figure, figure, inTemporaryFolder, quantile, root, runCommand } from './measure.ts';
import { commitAll } from './agents/commit.ts';
import { makeSource } from './source.ts';
import { type DaemonProject, withDaemon } from './with-daemon.ts';

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

function measure(folder: string): Promise<readonly Figure[]> {
  return withDaemon(folder, command, (project) => measureEdits(project, makeSource('typescript', lines)));
}

async function measureEdits({ project, shared, alone }: DaemonProject, before: string): Promise<readonly Figure[]> {
  const [bare, warm, cold, cpu]: [number[], number[], number[], number[]] = [[], [], [], []];
  const full = path.join(project, file);
  fs.writeFileSync(full, before);
  commitAll(project);
  // The daemon loads the engine for the first one.
  await edit(full, before, { project, environment: shared, round: -1 });
  for (let round = 0; round < rounds; round += 1) {
    bare.push((await runCommand(process.execPath, ['-e', '0'], { folder: project, codes: [0] })).milliseconds);
    const used = await edit(full, before, { project, environment: shared, round });
    warm.push(used.milliseconds);
    cpu.push(used.cpuMilliseconds);
    cold.push((await edit(full, before, { project, environment: alone, round: round + rounds })).milliseconds);
  }
  return [
    figure('bare node: p50', quantile(bare, 0.5), 'ms', 'the part no program can avoid'),
    figure('bare node: p95', quantile(bare, 0.95), 'ms'),
    figure('hook with a daemon: p50', quantile(warm, 0.5), 'ms'),
    figure('hook with a daemon: p95', quantile(warm, 0.95), 'ms', 'target 60 ms'),
    figure('hook with a daemon over bare node: p50', quantile(warm, 0.5) - quantile(bare, 0.5), 'ms'),
    figure('processor time of a hook with a daemon: p50', quantile(cpu, 0.5), 'ms', "in steps of 10; the daemon's own aside"),
    figure('hook without a daemon: p50', quantile(cold, 0.5), 'ms'),
    figure('hook without a daemon: p95', quantile(cold, 0.95), 'ms', 'target 500 ms'),
    figure('hook without a daemon over bare node: p50', quantile(cold, 0.5) - quantile(bare, 0.5), 'ms'),
  ];
}

interface Round {
  readonly project: string;
  readonly environment: Readonly<Record<string, string>>;
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

function run(argv: readonly string[], options: { readonly folder: string; readonly environment: Readonly<Record<string, string>>; readonly input?: string }) {
  return runCommand(process.execPath, [command, ...argv], { codes: [0], ...options });
}
