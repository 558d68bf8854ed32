/**
 * Prints the folder of the tools that judge the MCP server and installs them when there are none: `node scripts/ensure-conformance.mjs`. They are the
 * official conformance suite, the official inspector and the Node 22 that both need, from npm packages without their install scripts. Fails with a
 * clear message where they cannot be had; these tests are never skipped silently. SENTRIK_CONFORMANCE names a folder that was installed before.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const conformance = '0.2.0-alpha.12';
const inspector = '2.12.0';
const node = '22.23.3';
const cache = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'sentrik-test');
const run = promisify(execFile);
const system = process.platform === 'win32' ? 'win' : process.platform;

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${await ensureConformance()}\n`);

/** Folder with the tools: SENTRIK_CONFORMANCE, the one in the cache, or one that is installed now (20 seconds, 260 MB). */
export async function ensureConformance() {
  const named = process.env.SENTRIK_CONFORMANCE;
  if (named !== undefined && named !== '') return requireWhole(named);
  const folder = path.join(cache, `mcp-conformance-${conformance}-inspector-${inspector}-node-${node}`);
  if (!isWhole(folder)) await install(folder);
  return requireWhole(folder);
}

/** The programs in such a folder. */
function programsIn(folder) {
  const modules = path.join(folder, 'node_modules');
  return {
    node: path.join(modules, `node-${system}-${process.arch}`, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'),
    conformance: path.join(modules, '@modelcontextprotocol/conformance/dist/index.js'),
    inspector: path.join(modules, '@modelcontextprotocol/inspector/clients/launcher/build/index.js'),
  };
}

function isWhole(folder) {
  return Object.values(programsIn(folder)).every((file) => fs.existsSync(file)) && fs.existsSync(path.join(folder, 'complete'));
}

function requireWhole(folder) {
  if (!isWhole(folder)) throw new Error('The folder holds no conformance tools that scripts/ensure-conformance.mjs installed');
  return folder;
}

/** Made aside and moved into place when whole, so that a broken or a second installation leaves nothing half done. */
async function install(folder) {
  process.stderr.write(`Installing the MCP conformance suite ${conformance} and the inspector ${inspector} for tests (once)\n`);
  fs.mkdirSync(cache, { recursive: true });
  const aside = fs.mkdtempSync(path.join(cache, 'installing-'));
  try {
    fs.writeFileSync(path.join(aside, 'package.json'), '{"private":true}\n');
    const packages = [
      `node-${system}-${process.arch}@${node}`,
      `@modelcontextprotocol/conformance@${conformance}`,
      `@modelcontextprotocol/inspector@${inspector}`,
    ];
    await npm(aside, packages);
    fs.writeFileSync(path.join(aside, 'complete'), '');
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(aside, folder);
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

async function npm(folder, packages) {
  const argv = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...packages];
  try {
    await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', argv, { cwd: folder, shell: process.platform === 'win32', maxBuffer: 10_000_000 });
  } catch (error) {
    throw new Error(`The MCP conformance tools could not be installed from the npm registry: ${error.stderr?.trim().split('\n')[0] ?? error.message}`, {
      cause: error,
    });
  }
}
