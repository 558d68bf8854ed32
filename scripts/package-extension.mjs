/**
 * Packs the editor extension: `node scripts/package-extension.mjs [--out FOLDER]` after a build. Bundles the client, copies the language
 * server, the program of the dashboard and the MCP server, the worker, their chunks and the data they read from dist/, and makes sentrik-<version>.vsix.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { licenseTexts } from './licenses.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const extension = path.join(root, 'extension');
const server = path.join(extension, 'server');

const { version } = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));
const out = argument('--out') ?? root;
const vsix = path.join(out, `sentrik-${version}.vsix`);
fs.mkdirSync(out, { recursive: true });

const client = await bundleClient();
const serverFiles = copyServer();
fs.copyFileSync(path.join(root, 'LICENSE'), path.join(extension, 'LICENSE'));
fs.copyFileSync(path.join(root, 'NOTICE'), path.join(extension, 'dist/NOTICE'));
writeLicenses();
writeReadme();
// The examples of the rules about secrets look like secrets.
const flags = ['--no-dependencies', '--allow-missing-repository', '--no-git-tag-version', '--allow-package-all-secrets', '--readme-path', 'dist/README.md'];
execFileSync(path.join(root, 'node_modules/.bin/vsce'), ['package', ...flags, '--out', vsix], {
  cwd: extension,
  stdio: ['ignore', 'ignore', 'inherit'],
  shell: process.platform === 'win32',
});
process.stdout.write(`${path.basename(vsix)}: ${(fs.statSync(vsix).size / 2 ** 20).toFixed(1)} MB\n`);

/** One CommonJS file; the editor provides `vscode`. */
async function bundleClient() {
  const result = await esbuild.build({
    entryPoints: [path.join(extension, 'main.ts')],
    absWorkingDir: root,
    outfile: path.join(extension, 'dist/extension.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  return result.metafile;
}

/** Copies the programs and the chunks that they load; answers the names of the copied files. */
function copyServer() {
  const { outputs } = JSON.parse(fs.readFileSync(path.join(dist, 'metafile.json'), 'utf8'));
  const files = reachable(outputs, ['dist/lsp.js', 'dist/lsp.cjs', 'dist/lsp-thread.js', 'dist/cli.js', 'dist/worker.js']);
  fs.rmSync(server, { recursive: true, force: true });
  for (const file of files) {
    const target = path.join(server, path.relative('dist', file));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(path.join(root, file), target);
  }
  fs.cpSync(path.join(dist, 'assets'), path.join(server, 'assets'), { recursive: true });
  return { files, outputs };
}

function reachable(outputs, entries) {
  const found = new Set();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    if (outputs[file] === undefined) throw new Error(`${file} is missing; run the build first`);
    found.add(file);
    open.push(...outputs[file].imports.filter((item) => !item.external).map((item) => item.path));
  }
  return [...found].sort();
}

/** The readme without its pictures: they lie in the repository, where an installed extension cannot show them from. */
function writeReadme() {
  const text = fs.readFileSync(path.join(extension, 'README.md'), 'utf8');
  fs.writeFileSync(path.join(extension, 'dist/README.md'), text.replaceAll(/^!\[.*\n\n?/gm, ''));
}

/** The licences of what the bundles hold. */
function writeLicenses() {
  const inputs = Object.fromEntries(serverFiles.files.flatMap((file) => Object.entries(serverFiles.outputs[file].inputs)));
  const target = path.join(extension, 'dist/THIRD-PARTY-LICENSES.txt');
  fs.writeFileSync(target, licenseTexts(root, [client, { inputs }], ['web-tree-sitter', 'swagger-ui-dist', 'redoc']));
}

function argument(name) {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : path.resolve(process.argv[index + 1]);
}
