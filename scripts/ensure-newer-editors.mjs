/**
 * Prints a folder with the Neovim and Helix of a newer Debian for the tests in real editors, and fetches them when it is not there:
 * `node scripts/ensure-newer-editors.mjs`. They come with their own libraries from the mirror that this machine's apt uses, are unpacked
 * into the user's cache (80 MB) and installed nowhere, so no rights are needed. Fails with a clear message where that cannot be had.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A stable release: its versions stay. */
const release = 'trixie';
const packages = ['neovim', 'hx'];
const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'sentrik-test');

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${ensureNewerEditors()}\n`);

/** Folder with `usr/bin/nvim` and `usr/bin/hx`. */
export function ensureNewerEditors() {
  const folder = path.join(cache, `editors-${release}`);
  if (fs.existsSync(path.join(folder, 'complete'))) return folder;
  const mirror = debianMirror();
  if (mirror === undefined) throw new Error('The tests in newer editors need a machine with Debian and its apt; see scripts/ensure-newer-editors.mjs');
  process.stderr.write(`Fetching Neovim and Helix of Debian ${release} for tests (once)\n`);
  fs.mkdirSync(cache, { recursive: true });
  const aside = fs.mkdtempSync(path.join(cache, 'fetching-'));
  try {
    for (const deb of download(path.join(aside, 'apt'), mirror)) execFileSync('dpkg-deb', ['-x', deb, aside], { stdio: ['ignore', 2, 2] });
    fs.rmSync(path.join(aside, 'apt'), { recursive: true });
    fs.writeFileSync(path.join(aside, 'complete'), '');
    // Another run may have been faster.
    if (!fs.existsSync(folder)) fs.renameSync(aside, folder);
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}

/** The mirror that this machine has its own packages from. Where apt has no lists yet, root may fetch them. */
function debianMirror() {
  const known = listedMirror();
  if (known !== undefined || process.getuid?.() !== 0) return known;
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2] });
  } catch {
    return undefined;
  }
  return listedMirror();
}

function listedMirror() {
  try {
    const format = ['indextargets', '--format', '$(REPO_URI) $(ORIGIN) $(LABEL)', 'Created-By: Packages'];
    const targets = execFileSync('apt-get', format, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
    return targets.find((line) => line.endsWith(' Debian Debian'))?.split(' ')[0];
  } catch {
    return undefined;
  }
}

/** The files of the packages and of all that they need, down to the C library, with a state of apt that has nothing to do with the machine's. */
function download(folder, mirror) {
  for (const part of ['lists/partial', 'cache/archives/partial']) fs.mkdirSync(path.join(folder, part), { recursive: true });
  fs.writeFileSync(path.join(folder, 'sources.list'), `deb [signed-by=${keys}] ${mirror} ${release} main\n`);
  fs.writeFileSync(path.join(folder, 'status'), '');
  const settings = [
    `Dir::Etc::sourcelist=${folder}/sources.list`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${folder}/lists`,
    `Dir::State::status=${folder}/status`,
    `Dir::Cache=${folder}/cache`,
    'Debug::NoLocking=1',
    // It gives up its rights for downloading where it has them, and then cannot read the folder.
    'APT::Sandbox::User=',
  ].flatMap((setting) => ['-o', setting]);
  const run = (...argv) => execFileSync('apt-get', [...settings, '-qq', ...argv], { stdio: ['ignore', 2, 2] });
  run('update');
  run('install', '-y', '--no-install-recommends', '--download-only', ...packages);
  const archives = path.join(folder, 'cache/archives');
  return fs
    .readdirSync(archives)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => path.join(archives, name));
}
