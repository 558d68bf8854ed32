import fs from 'node:fs';
import path from 'node:path';
import type { Config } from '../core/config/schema.ts';
import type { Shared } from '../core/kernel/context.ts';
import type { Variables } from './place.ts';

/** Whether a daemon is used: not at all, one that runs already, or one that is started where none runs. */
export type DaemonMode = Config['daemon'];

/** The mode and who decided it, for people. */
export interface ModeDecision {
  readonly mode: DaemonMode;
  readonly by: string;
}

const modes: readonly DaemonMode[] = ['off', 'attach', 'auto'];
const projectFiles = ['.guard.yaml', '.sentrik/config.yaml'];

/**
 * The mode for a call in a folder. The user's environment decides (SENTRIK_DAEMON, then GUARD_DAEMON); without it what the project's files say can
 * turn a daemon off and never start one: a repository starts no programs. In CI it is off, and where the environment holds the audit trail's key.
 */
export async function modeFor(folder: string, environment: Variables): Promise<ModeDecision> {
  // The key stays in this process: what a daemon did would be recorded without a signature.
  if ((environment.SENTRIK_AUDIT_KEY ?? '') !== '') return { mode: 'off', by: 'SENTRIK_AUDIT_KEY' };
  for (const name of ['SENTRIK_DAEMON', 'GUARD_DAEMON']) {
    const word = environment[name] ?? '';
    if (word !== '') return { mode: modes.find((mode) => mode === word) ?? 'off', by: name };
  }
  if (isTold(environment.CI)) return { mode: 'off', by: 'CI' };
  const project = await projectMode(folder);
  return project === 'off' ? { mode: 'off', by: 'the settings of the project' } : { mode: 'attach', by: 'default' };
}

function isTold(word = ''): boolean {
  return word !== '' && word !== '0' && word !== 'false';
}

/** Settings are read as everywhere, but only where the word occurs: reading them takes longer than a whole call. */
async function projectMode(folder: string): Promise<DaemonMode | undefined> {
  if (!projectFiles.some((file) => mentionsDaemon(path.join(folder, file)))) return undefined;
  const [{ openPorts }, { loadConfig }] = await Promise.all([import('../core/ports.ts'), import('../core/config/load.ts')]);
  try {
    const { files } = openPorts({ root: folder, assets: folder, environment: {}, log: silent });
    return (await loadConfig({ files, environment: {}, shared: unshared })).config.daemon;
  } catch {
    return undefined;
  }
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const unshared: Shared = { use: (_name, _stamp, open) => open(), drop: () => undefined };

function mentionsDaemon(file: string): boolean {
  try {
    return fs.readFileSync(file, 'utf8').includes('daemon');
  } catch {
    return false;
  }
}
