import path from 'node:path';
import { recordAudit } from '../../core/kernel/audit-entry.ts';
import type { Actor } from '../../core/kernel/context.ts';
import { Failure } from '../../core/kernel/failure.ts';
import type { FilePlan } from '../../hooks/setup/plan.ts';
import type { SetupPlan } from '../../hooks/setup/setup.ts';
import type { AgentSetup, Launch } from '../../hooks/setup/target.ts';
import { terminalLog } from '../log.ts';
import type { Cli } from '../program.ts';
import { plain } from '../render/plain.ts';
import type { Shell } from '../shell.ts';
import { targetOf } from '../target.ts';

/** Options of `init` that are about agents. */
export interface AgentFlags {
  readonly root?: string;
  readonly agent?: string;
  readonly user?: boolean;
  readonly dryRun?: boolean;
  readonly remove?: boolean;
  readonly command?: string;
}

const user: Actor = { id: 'local', via: 'local', access: 'operator' };

/** Writes, shows or takes back the configuration of coding agents. Throws Failure, before anything is written, where a file cannot be edited. */
export async function initAgents({ shell }: Cli, flags: AgentFlags): Promise<void> {
  const [{ agentSetups }, { planSetup, carryOut }, { openPorts }] = await Promise.all([
    import('../../hooks/setup/agents/index.ts'),
    import('../../hooks/setup/setup.ts'),
    import('../../core/ports.ts'),
  ]);
  const agents = chosen(agentSetups, flags.agent ?? '');
  const { assets, environment, print } = shell;
  const { root } = targetOf(shell, flags.root, []);
  const ports = (folder: string) => openPorts({ root: folder, assets, environment, log: terminalLog(shell) });
  const { files, audit, clock } = ports(root);
  const place = { project: files, ...(flags.user === true ? { home: ports(homeOf(shell)).files } : {}) };
  const plan = planSetup(place, { agents, launch: launchOf(flags.command ?? 'sentrik'), mode: flags.remove === true ? 'remove' : 'add' });
  if (flags.dryRun === true) return print.out.write(await diffOf(plan));
  carryOut(place, plan);
  const changed = plan.files.filter(({ before, after }) => before !== after);
  if (changed.length > 0)
    recordAudit(
      { audit, actor: user, clock, files },
      {
        action: flags.remove === true ? 'agents.remove' : 'agents.init',
        outcome: 'done',
        facts: { details: { files: changed.map(({ target }) => target.file) } },
      },
    );
  print.out.write(plain(summary(plan, flags.remove === true ? [] : agents)));
}

function chosen(all: readonly AgentSetup[], name: string): readonly AgentSetup[] {
  const agents = name === 'all' ? all : all.filter(({ id }) => id === name);
  if (agents.length === 0) throw new Failure('bad_request', `There is no agent of this name; use ${all.map(({ id }) => id).join(', ')} or all`);
  return agents;
}

function homeOf({ environment }: Shell): string {
  const home = environment.HOME ?? environment.USERPROFILE;
  if (home === undefined || home === '') throw new Failure('bad_request', '--user needs HOME, or USERPROFILE, to say where your home is');
  return path.resolve(home);
}

/** Windows starts npm's programs through its command processor only; shells find them by themselves. */
function launchOf(command: string): Launch {
  const words = command.split(' ').filter((word) => word !== '');
  if (words.length === 0) throw new Failure('bad_request', '--command is empty');
  return { shell: words.join(' '), words: process.platform === 'win32' ? ['cmd', '/c', ...words] : words };
}

async function diffOf({ files }: SetupPlan): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const changed = files.filter(({ before, after }) => before !== after);
  const patches = changed.map(({ target, before, after }) => {
    const name = target.scope === 'user' ? `~/${target.file}` : target.file;
    return createTwoFilesPatch(before === undefined ? '/dev/null' : name, after === undefined ? '/dev/null' : name, before ?? '', after ?? '');
  });
  const kept = files.flatMap(keptLines);
  return plain([...patches, ...(changed.length === 0 ? ['Nothing to change.\n'] : []), ...kept.map((line) => `${line}\n`)].join(''));
}

function summary({ files, leftOut }: SetupPlan, agents: readonly AgentSetup[]): string {
  const lines = files.flatMap((plan) => [`${verbOf(plan)} ${nameOf(plan)}`, ...keptLines(plan).map((line) => `  ${line}`)]);
  const others = leftOut.map(({ file, what }) => `left out ~/${file} (${what}): it is the user's; --user writes it`);
  return `${[...lines, ...(agents.length === 0 ? [] : others), ...agents.flatMap(({ notes }) => notes)].join('\n')}\n`;
}

function nameOf({ target }: FilePlan): string {
  return `${target.scope === 'user' ? '~/' : ''}${target.file} (${target.what})`;
}

function verbOf({ before, after }: FilePlan): string {
  if (before === after) return before === undefined ? 'nothing in' : 'unchanged';
  if (before === undefined) return 'created';
  return after === undefined ? 'removed' : 'changed';
}

function keptLines({ target, kept }: FilePlan): readonly string[] {
  return kept.map((reason) => `kept in ${target.file}: ${reason}`);
}
