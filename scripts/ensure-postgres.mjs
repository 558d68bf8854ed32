/**
 * Prints the folder of PostgreSQL's programs and installs Debian's when there are none: `node scripts/ensure-postgres.mjs`. Fails with a clear
 * message where it can do neither; tests on PostgreSQL are never skipped silently.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const programs = ['initdb', 'postgres', 'pg_ctl'];
const debian = '/usr/lib/postgresql';
const clusterSettings = '/etc/postgresql-common/createcluster.conf';

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${ensurePostgres()}\n`);

/** Folder with initdb, postgres and pg_ctl: SENTRIK_POSTGRES, Debian's newest, one on the PATH, or a freshly installed one. */
export function ensurePostgres() {
  const found = findPostgres();
  if (found !== undefined) return found;
  installOnDebian();
  const installed = findPostgres();
  if (installed === undefined) throw new Error('PostgreSQL was installed but its programs are not where Debian has them; set SENTRIK_POSTGRES to their folder');
  return installed;
}

function findPostgres() {
  const named = process.env.SENTRIK_POSTGRES;
  if (named !== undefined && named !== '') {
    if (!hasPrograms(named)) throw new Error(`SENTRIK_POSTGRES names a folder without ${programs.join(', ')}`);
    return named;
  }
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => path.join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders.find(hasPrograms);
}

function hasPrograms(folder) {
  return folder !== '' && programs.every((name) => fs.existsSync(path.join(folder, name)));
}

function installOnDebian() {
  if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) {
    throw new Error(
      'The tests of the store need PostgreSQL. Install it (on Debian: apt-get install postgresql) or set SENTRIK_POSTGRES to the folder of its programs.',
    );
  }
  // Debian makes a database of its own and starts it, unless told otherwise before.
  if (!fs.existsSync(clusterSettings)) {
    fs.mkdirSync(path.dirname(clusterSettings), { recursive: true });
    fs.writeFileSync(clusterSettings, 'create_main_cluster = false\n');
  }
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], options);
}
