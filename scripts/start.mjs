/**
 * The main job in one command: `npm start` builds what is missing or older than its sources, scans the example shop, prints the
 * summary and serves the dashboard on http://127.0.0.1:8000. Arguments go to `sentrik dashboard`, for instance `npm start -- --port 8080`.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const cli = path.join(root, 'dist/cli.js');
const example = path.join(root, 'examples/shop');
const sources = ['core', 'cli', 'server', 'mcp', 'api', 'dashboard', 'packs', 'assets', 'scripts/build.mjs', 'package-lock.json'];

if (newest(sources.map((name) => path.join(root, name))) > modified(path.join(root, 'dist/metafile.json'))) run([path.join(root, 'scripts/build.mjs')], root);
run([cli, 'scan'], example);
run([cli, 'dashboard', ...process.argv.slice(2)], example);

function run(argv, cwd) {
  const { status, signal, error } = spawnSync(process.execPath, argv, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (signal !== null) process.exit(0);
  if (status !== 0) process.exit(status ?? 1);
}

function newest(entries) {
  return Math.max(0, ...entries.map((entry) => (isFolder(entry) ? newest(fs.readdirSync(entry).map((name) => path.join(entry, name))) : modified(entry))));
}

function isFolder(entry) {
  return fs.statSync(entry, { throwIfNoEntry: false })?.isDirectory() === true;
}

function modified(entry) {
  return fs.statSync(entry, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
