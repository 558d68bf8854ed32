import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stopCluster } from './postgres-cluster.ts';

const prefix = 'sentrik-postgres-';

/** Gives the run a folder for its PostgreSQL cluster, which the first test that asks starts, and stops it at the end, after failures too. */
export default function setup(): () => void {
  for (const name of fs.readdirSync(os.tmpdir()))
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length)))) discard(path.join(os.tmpdir(), name));
  const folder = path.join(os.tmpdir(), `${prefix}${process.pid}`);
  process.env.SENTRIK_TEST_POSTGRES = folder;
  return () => {
    if (fs.existsSync(folder)) discard(folder);
  };
}

/** A run that was killed left its cluster behind. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function discard(folder: string): void {
  stopCluster(path.join(folder, 'cluster'));
  fs.rmSync(folder, { recursive: true, force: true });
}
