/**
 * Prints the path of a Chromium for browser tests and installs Debian's when there is none: `node scripts/ensure-chromium.mjs`.
 * Fails with a clear message where it can do neither; browser tests are never skipped silently.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${ensureChromium()}\n`);

/** Path of a usable browser: SENTRIK_CHROMIUM, one on the PATH, or a freshly installed one. */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  installOnDebian();
  const installed = findChromium();
  if (installed === undefined) throw new Error('Chromium was installed but is not on the PATH; set SENTRIK_CHROMIUM to its path');
  return installed;
}

function findChromium() {
  const named = process.env.SENTRIK_CHROMIUM;
  if (named !== undefined && named !== '') return named;
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/snap/bin'];
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

function installOnDebian() {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !isExecutable('/usr/bin/apt-get')) {
    throw new Error(
      'The browser tests need Chromium. Install it (on Debian: apt-get install chromium) or set SENTRIK_CHROMIUM to a Chrome or Chromium binary.',
    );
  }
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
}
