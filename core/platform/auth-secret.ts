import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../kernel/failure.ts';

const fileName = 'auth.secret';
const secretBytes = 32;
const shape = /^[0-9a-f]{64}$/;

/** The secret of the server in this folder, which signs tokens: made when first asked for, in a file that only its owner may read. Throws `unavailable`. */
export function keptSecret(dataFolder: string): Uint8Array {
  const file = path.join(dataFolder, fileName);
  try {
    fs.mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    writeOnce(file);
    const text = fs.readFileSync(file, 'utf8').trim();
    if (shape.test(text)) return Buffer.from(text, 'hex');
  } catch {
    throw new Failure('unavailable', `The secret of the server cannot be read or written; check the rights of the file ${fileName} in its data folder`);
  }
  throw new Failure('unavailable', `The file ${fileName} in the data folder of the server is damaged; remove it, which ends all sign-ins`);
}

/** Whole or not at all, and by one process only where two start at once. */
function writeOnce(file: string): void {
  if (fs.existsSync(file)) return;
  const fresh = `${file}.${process.pid}`;
  fs.writeFileSync(fresh, `${randomBytes(secretBytes).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    fs.linkSync(fresh, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    fs.rmSync(fresh, { force: true });
  }
}
