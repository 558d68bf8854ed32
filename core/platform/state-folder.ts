import os from 'node:os';
import path from 'node:path';

/** Where the platform keeps what a program remembers of its user: SENTRIK_STATE_DIR, else what the platform says. Outside of every project. */
export function stateFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment.SENTRIK_STATE_DIR;
  if (named !== undefined && named !== '') return path.resolve(named);
  const home = os.homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library/Application Support/sentrik');
  if (process.platform === 'win32') return path.join(environment.LOCALAPPDATA ?? path.join(home, 'AppData/Local'), 'sentrik/state');
  return path.join(environment.XDG_STATE_HOME ?? path.join(home, '.local/state'), 'sentrik');
}
