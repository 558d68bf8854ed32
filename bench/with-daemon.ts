import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from './measure.ts';

/** A project with a daemon of its own, and the environments in which a program uses it or not. */
export interface DaemonProject {
  readonly project: string;
  readonly shared: Readonly<Record<string, string>>;
  readonly alone: Readonly<Record<string, string>>;
}

/** Runs `use` beside a daemon of this program, in a new project below the folder; the daemon ends with it. */
export async function withDaemon<T>(folder: string, program: string, use: (project: DaemonProject) => Promise<T>): Promise<T> {
  const project = path.join(folder, 'project');
  const runtime = path.join(folder, 'run');
  fs.mkdirSync(project);
  fs.mkdirSync(runtime, { mode: 0o700 });
  const login = { XDG_RUNTIME_DIR: runtime, SENTRIK_CACHE_DIR: path.join(folder, 'cache') };
  const shared = { ...login, SENTRIK_DAEMON: 'attach' };
  const control = (command: string) => runCommand(process.execPath, [program, 'daemon', command], { folder: project, codes: [0], environment: shared });
  await control('start');
  try {
    return await use({ project, shared, alone: { ...login, SENTRIK_DAEMON: 'off' } });
  } finally {
    await control('stop');
  }
}
