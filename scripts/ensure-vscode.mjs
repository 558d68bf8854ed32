/**
 * Prints the folder of a VS Code for tests and installs it when there is none: `node scripts/ensure-vscode.mjs`. It is the VS Code server of
 * code-server with its page for browsers, and the Node it needs, from npm packages without their install scripts. Fails with a clear message
 * where that cannot be had; the tests in an editor are never skipped silently. SENTRIK_VSCODE names a folder that was installed before.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const codeServer = '4.139.1';
const node = '24.21.0';
const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'sentrik-test');
const run = promisify(execFile);

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await ensureVscode()}\n`);

/** Folder with an installed VS Code: SENTRIK_VSCODE, the one in the cache, or one that is installed now (a minute, 800 MB). */
export async function ensureVscode() {
  const named = process.env.SENTRIK_VSCODE;
  if (named !== undefined && named !== '') return requireWhole(named);
  const folder = path.join(cache, `vscode-${codeServer}-node-${node}`);
  if (isWhole(folder)) return folder;
  await install(folder);
  return requireWhole(folder);
}

/** The program that serves the editor, and the Node to run it on. */
export function programsIn(folder) {
  const modules = path.join(folder, 'node_modules');
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  return { node: path.join(modules, nodePackage(), binary), server: path.join(modules, 'code-server/lib/vscode/out/server-main.js') };
}

function nodePackage() {
  return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

function isWhole(folder) {
  const programs = programsIn(folder);
  return fs.existsSync(path.join(folder, 'complete')) && fs.existsSync(programs.node) && fs.existsSync(programs.server);
}

function requireWhole(folder) {
  if (!isWhole(folder)) throw new Error('The folder of SENTRIK_VSCODE holds no VS Code that scripts/ensure-vscode.mjs installed');
  return folder;
}

/** Made aside and moved into place when whole, so that a broken or a second installation leaves nothing half done. */
async function install(folder) {
  process.stderr.write(`Installing VS Code for tests (code-server ${codeServer}, once)\n`);
  fs.mkdirSync(cache, { recursive: true });
  const aside = fs.mkdtempSync(path.join(cache, 'installing-'));
  try {
    fs.writeFileSync(path.join(aside, 'package.json'), '{"private":true}\n');
    await npm(aside, ['--omit=dev', `${nodePackage()}@${node}`, `code-server@${codeServer}`]);
    const vscode = path.join(aside, 'node_modules/code-server/lib/vscode');
    await npm(vscode, ['--omit=dev']);
    await npm(path.join(vscode, 'extensions'), ['--omit=dev']);
    fs.writeFileSync(path.join(aside, 'complete'), '');
    if (!isWhole(folder)) replace(aside, folder);
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

function replace(aside, folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(aside, folder);
}

async function npm(cwd, argv) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false'];
  try {
    await run('npm', ['install', ...flags, ...argv], { cwd, maxBuffer: 2 ** 26, shell: process.platform === 'win32' });
  } catch (error) {
    const said = typeof error.stderr === 'string' ? error.stderr.trim().split('\n').slice(0, 8).join('\n') : String(error);
    throw new Error(`The tests of the editor extension need VS Code, and npm could not install it; set SENTRIK_VSCODE or mend npm's connection:\n${said}`, {
      cause: error,
    });
  }
}
