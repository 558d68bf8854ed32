/**
 * Makes what is published: `npm run package` builds, packs the editor extension to a .vsix and the npm package to a .tgz in dist-packages/,
 * and checks that the .tgz holds the programs and nothing that belongs to development.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.join(root, 'dist-packages');
const needed = [
  'dist/sentrik.cjs',
  'dist/cli.js',
  'dist/lsp.js',
  'dist/lsp.cjs',
  'dist/lsp-thread.js',
  'dist/daemon.js',
  'dist/worker.js',
  'dist/assets/packs.json',
  'dist/THIRD-PARTY-LICENSES.txt',
  'LICENSE',
  'NOTICE',
  'README.md',
];
const unwanted = /^(core|server|mcp|api|cli|hooks|daemon|launch|dashboard|extension|test|bench|scripts|packs|examples|docs)\//;

fs.rmSync(target, { recursive: true, force: true });
fs.mkdirSync(target);
node('scripts/build.mjs');
node('scripts/package-extension.mjs', '--out', target);
packNpm();

function packNpm() {
  const report = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const parsed = JSON.parse(report);
  const [entry] = Array.isArray(parsed) ? parsed : Object.values(parsed);
  const files = entry.files.map((file) => file.path);
  const missing = needed.filter((file) => !files.includes(file));
  const surplus = files.filter((file) => unwanted.test(file));
  if (missing.length + surplus.length > 0) throw new Error(`The npm package lacks [${missing}] and should not hold [${surplus}]`);
  console.log(`${entry.filename}: ${files.length} files, ${(entry.size / 2 ** 20).toFixed(1)} MB`);
}

function node(script, ...argv) {
  execFileSync(process.execPath, [path.join(root, script), ...argv], { cwd: root, stdio: 'inherit' });
}
