/**
 * Installs Debian's Neovim and Emacs for the tests in real editors where they are missing: `node scripts/ensure-editors.mjs`.
 * Fails with a clear message where it cannot; these tests are never skipped silently.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const editors = [
  { program: 'nvim', packages: ['neovim'] },
  { program: 'emacs', packages: ['emacs-nox', 'elpa-eglot'] },
];

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureEditors();

/** Makes sure that the editors are on the PATH. */
export function ensureEditors() {
  const missing = editors.filter(({ program }) => !isOnPath(program));
  if (missing.length === 0) return;
  const packages = missing.flatMap((editor) => editor.packages);
  if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `The tests in real editors need ${missing.map(({ program }) => program).join(' and ')}. Install them (on Debian: apt-get install ${packages.join(' ')}).`,
    );
  }
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  const absent = missing.filter(({ program }) => !isOnPath(program));
  if (absent.length > 0) throw new Error(`${absent.map(({ program }) => program).join(' and ')} was installed but is not on the PATH`);
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, program)));
}
