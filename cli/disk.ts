import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../core/kernel/failure.ts';
import type { Disk } from './shell.ts';

/** The disk with the rights of this process. */
export const processDisk: Disk = {
  kindOf(file) {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    return stat.isDirectory() ? 'folder' : 'file';
  },
  sizeOf(file) {
    try {
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      return stat?.isFile() === true ? stat.size : undefined;
    } catch {
      return undefined;
    }
  },
  readBytes: (file) => guarded(file, () => fs.readFileSync(file)),
  readText: (file) => guarded(file, () => fs.readFileSync(file, 'utf8')),
  list: (folder) => guarded(folder, () => fs.readdirSync(folder).sort()),
  write: (file, content) => guarded(file, () => writeAtomically(file, content)),
};

function writeAtomically(file: string, content: string | Uint8Array): void {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) {
    fs.writeFileSync(file, content);
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const final = stat === undefined ? file : fs.realpathSync(file);
  const temporary = path.join(path.dirname(final), `.${path.basename(final)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    fs.writeFileSync(temporary, content, stat === undefined ? {} : { mode: stat.mode });
    fs.renameSync(temporary, final);
  } catch (thrown) {
    fs.rmSync(temporary, { force: true });
    throw thrown;
  }
}

/** The caller named this path, so a message may show it. */
function guarded<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Failure('not_found', `There is no file or folder ${file}`);
    if (code === 'EISDIR') throw new Failure('bad_request', `${file} is a folder`);
    if (typeof code === 'string') throw new Failure('forbidden', `${file} cannot be read or written (${code})`);
    throw thrown;
  }
}
