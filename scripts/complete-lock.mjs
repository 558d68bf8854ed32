/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out: `node scripts/complete-lock.mjs`, after every
 * `npm install` that changes the lock. Some registries serve only the packages of one platform; npm then writes a lock without the others,
 * and `npm ci` refuses such a lock everywhere. The added entries name version and platform; npm never fetches them elsewhere.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const file = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../package-lock.json');
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = { arm64: 'arm64', x64: 'x64', ia32: 'ia32', arm: 'arm', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x' };
const exactVersion = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

const lock = JSON.parse(fs.readFileSync(file, 'utf8'));
const added = Object.entries(lock.packages).flatMap(([folder, entry]) => missingOf(folder, entry));
for (const { name, entry } of added) lock.packages[`node_modules/${name}`] = entry;
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} packages of other platforms added`);

function missingOf(folder, { optionalDependencies = {}, dev }) {
  const missing = Object.entries(optionalDependencies).filter(([name]) => !isLocked(folder, name));
  return missing.map(([name, version]) => ({ name, entry: { version: exact(name, version), ...(dev ? { dev } : {}), ...platformOf(name), optional: true } }));
}

/** Whether Node would find the package from this folder. */
function isLocked(folder, name) {
  for (let from = folder; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in lock.packages) return true;
    if (from === '') return false;
  }
}

function exact(name, version) {
  if (!exactVersion.test(version)) throw new Error(`${name}@${version} is not an exact version; its entry cannot be written`);
  return version;
}

/** Operating system, processor and C library, which such packages carry in their names: `binding-linux-x64-musl`. */
function platformOf(name) {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-');
  const os = words.find((word) => systems.includes(word));
  const cpu = words.map((word) => processors[word]).find((word) => word !== undefined);
  if (os === undefined || cpu === undefined) throw new Error(`${name} does not name its platform; its entry cannot be written`);
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return { cpu: [cpu], ...(os === 'linux' ? { libc: [libc] } : {}), os: [os] };
}
