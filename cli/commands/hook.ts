import path from 'node:path';
import type { Command } from 'commander';
import { clientLine } from '../../core/kernel/audit-entry.ts';
import type { Actor, Shared } from '../../core/kernel/context.ts';
import { Failure, toFailure } from '../../core/kernel/failure.ts';
import type { Host, HookOutput, HookRequest, Verdict } from '../../hooks/request.ts';
import { verboseOption } from '../options.ts';
import { withProduct } from '../product.ts';
import type { Cli } from '../program.ts';
import { plain } from '../render/plain.ts';
import { exitCode, type Shell } from '../shell.ts';

const examples = `
Hosts: claude, cursor, copilot, codex, gemini, windsurf, opencode. "sentrik init --agent <host>" writes their configuration.

The host's JSON is read from standard input, and the answer is in the host's own format. Exit code 2 is said only where that is how the host
is told to stop; when something of ours fails, the agent goes on with a note, unless the setting hooks.fail_closed is on.`;

/** What marks the folder of a project. */
const marks = ['.git', '.sentrik/config.yaml', '.guard.yaml'] as const;
const mostBytes = 5_000_000;

/** `hook`. A wrong call ends with 1: agents take 2 for a refusal. */
export function addHookCommand(program: Command, cli: Cli): void {
  program
    .command('hook')
    .description('answer a hook of a coding agent: check edits, keep secrets in, gate commits')
    .argument('[host]', 'the agent')
    .argument('[event]', "the agent's own name of the event, such as PostToolUse")
    .option('--root <folder>', 'the project; the nearest folder with .git, .sentrik or .guard.yaml when absent')
    .addOption(verboseOption())
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', examples)
    .action((host: string | undefined, event: string | undefined, flags: { readonly root?: string }) => runHook(cli, { host, event, root: flags.root }));
}

interface Call {
  readonly host: string | undefined;
  readonly event: string | undefined;
  readonly root: string | undefined;
}

async function runHook({ shell, end }: Cli, call: Call): Promise<void> {
  const { hosts } = await import('../../hooks/hosts/index.ts');
  const host = hosts.find(({ id }) => id === call.host);
  const event = host?.events.find((name) => name === call.event);
  if (host === undefined || event === undefined) {
    const known = host === undefined ? `hosts are ${hosts.map(({ id }) => id).join(', ')}` : `events of ${host.id} are ${host.events.join(', ')}`;
    shell.print.err.write(`Sentrik checked nothing: the hook is not set up right; ${known}\n`);
    end(exitCode.findings);
    return;
  }
  const output = host.write(event, await verdictFor(shell, host, event, call.root));
  const { out, err } = shell.print;
  if (output.stderr !== undefined) err.write(`${plain(output.stderr)}\n`);
  if (output.stdout !== undefined) out.write(`${output.stdout}\n`);
  end(codeOf(output));
}

function codeOf({ code }: HookOutput) {
  return code === 0 ? exitCode.done : exitCode.wrongCall;
}

async function verdictFor(shell: Shell, host: Host, event: string, root: string | undefined): Promise<Verdict> {
  const { answerHook, failed } = await import('../../hooks/answer.ts');
  let project = projectOf(shell, shell.cwd, root);
  try {
    const request = host.read(event, parseInput(await shell.readStandardInput()));
    const folder = path.resolve(shell.cwd, request.folder ?? '.');
    project = projectOf(shell, folder, root);
    return await withProduct(shell, { root: project, actor: actorOf(event, request) }, (context) =>
      answerHook(context, request, { folder, readText: (file) => readText(shell, file) }),
    );
  } catch (thrown) {
    if (toFailure(thrown).code === 'cancelled') throw thrown;
    return failed(thrown, await failsClosed(shell, project));
  }
}

/** What the settings say about failures, read without the engine, which may be what failed. */
async function failsClosed({ assets, environment }: Shell, root: string): Promise<boolean> {
  const [{ openPorts }, { loadConfig }] = await Promise.all([import('../../core/ports.ts'), import('../../core/config/load.ts')]);
  try {
    const { files } = openPorts({ root, assets, environment, log: silent });
    return (await loadConfig({ files, environment: {}, shared: unshared })).config.hooks.fail_closed;
  } catch {
    return false;
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const unshared: Shared = { use: (_name, _stamp, open) => open(), drop: () => undefined };

function projectOf(shell: Shell, folder: string, root: string | undefined): string {
  return root === undefined ? projectAround(shell, folder) : path.resolve(shell.cwd, root);
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    throw new Failure('bad_request', 'the agent sent no JSON');
  }
}

/** The nearest folder above, or this one, that looks like a project; the folder itself where none does. */
function projectAround({ disk }: Shell, folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (marks.some((mark) => disk.kindOf(path.join(at, mark)) !== undefined)) return at;
    if (path.dirname(at) === at) return folder;
  }
}

function actorOf(event: string, { client, tool, session }: HookRequest): Actor {
  const line = client === undefined ? undefined : clientLine(client);
  return {
    ...{ id: 'agent', via: 'agent', access: 'member' },
    tool: tool === undefined ? event : `${event} ${tool}`,
    ...(line === undefined ? {} : { client: line }),
    ...(session === '' ? {} : { session }),
  };
}

/** Files that are no text or too large are read by nobody as text. */
function readText({ disk }: Shell, file: string): string | undefined {
  const size = disk.sizeOf(file);
  if (size === undefined || size > mostBytes) return undefined;
  try {
    const text = disk.readText(file);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
