/**
 * Builds everything into dist/: `node scripts/build.mjs` (or `--assets` for the data alone, which tests need first).
 * dist/sentrik.cjs answers what a daemon does and starts dist/cli.js for the rest; dist/cli.js, dist/lsp-thread.js and dist/daemon.js share chunks, dist/lsp.js starts dist/lsp.cjs, dist/worker.js stands alone; dist/assets holds grammars, compiled packs and the dashboard.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { compileParser } from './compile-parser.mjs';
import { licenseTexts } from './licenses.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const assets = path.join(dist, 'assets');
/** Packages whose files are copied rather than bundled. */
const copiedPackages = ['web-tree-sitter', 'swagger-ui-dist', 'redoc'];
const assetsOnly = process.argv.includes('--assets');

async function buildAssets() {
  fs.mkdirSync(path.join(assets, 'grammars'), { recursive: true });
  fs.cpSync(path.join(root, 'assets/grammars'), path.join(assets, 'grammars'), { recursive: true });
  fs.cpSync(path.join(root, 'mcp/skills'), path.join(assets, 'skills'), { recursive: true });
  fs.cpSync(path.join(root, 'assets/packages'), path.join(assets, 'packages'), { recursive: true });
  fs.copyFileSync(path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'), path.join(assets, 'web-tree-sitter.wasm'));
  await compileParser(root, path.join(assets, 'parser.wasm'));
  copyDocumentation();
  fs.writeFileSync(path.join(assets, 'engine-id'), engineId());
  await runScript('scripts/compile-packs.ts');
  fs.writeFileSync(
    path.join(assets, 'product-id'),
    sourcesId(['core', 'assets', 'packs', 'cli', 'hooks', 'server', 'mcp', 'daemon', 'launch', 'package.json', 'package-lock.json']),
  );
  return bundleDashboard();
}

/** Names the engine after everything its findings come from, apart from the rules: results of another engine are not taken over. */
function engineId() {
  return sourcesId(['core', 'assets/grammars', 'package-lock.json']);
}

function sourcesId(places) {
  const hash = createHash('sha256');
  const files = places.flatMap((place) => {
    const full = path.join(root, place);
    if (fs.statSync(full).isFile()) return [full];
    const entries = fs.readdirSync(full, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  });
  for (const file of files.sort()) hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file));
  return hash.digest('hex').slice(0, 40);
}

/** The pages of /docs and /redoc with their viewers, served by the product itself. ReDoc's one picture from elsewhere is left empty. */
function copyDocumentation() {
  const target = path.join(assets, 'docs');
  const modules = path.join(root, 'node_modules');
  fs.cpSync(path.join(root, 'api/public'), target, { recursive: true });
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-bundle.js.LICENSE.txt'])
    fs.copyFileSync(path.join(modules, 'swagger-ui-dist', file), path.join(target, file));
  const redoc = fs.readFileSync(path.join(modules, 'redoc/bundles/redoc.standalone.js'), 'utf8');
  fs.copyFileSync(path.join(modules, 'redoc/bundles/redoc.standalone.js.LICENSE.txt'), path.join(target, 'redoc.standalone.js.LICENSE.txt'));
  const picture = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
  if (!redoc.includes(picture)) throw new Error('ReDoc no longer loads the picture that the build replaces');
  fs.writeFileSync(
    path.join(target, 'redoc.standalone.js'),
    redoc.replaceAll(picture, 'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%221%22 height=%221%22/%3E'),
  );
}

/** The dashboard: page, style, program, and the small program that sets the theme before the first paint. Returns what it was made from. */
async function bundleDashboard() {
  const source = path.join(root, 'dashboard');
  const target = path.join(assets, 'dashboard');
  const { metafile } = await esbuild.build({
    entryPoints: { app: path.join(source, 'main.tsx'), theme: path.join(source, 'theme-boot.ts') },
    outdir: target,
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    metafile: true,
    logLevel: 'warning',
  });
  await esbuild.build({ entryPoints: { app: path.join(source, 'style/app.css') }, outdir: target, bundle: true, minify: true, logLevel: 'warning' });
  for (const name of ['index.html', 'favicon.svg']) fs.copyFileSync(path.join(source, name), path.join(target, name));
  return metafile;
}

/** Messages of the schemas in forty languages are a third of a program that never shows them. */
const englishOnly = {
  name: 'english-only',
  setup(build) {
    build.onResolve({ filter: /locales\/index\.js$/ }, ({ importer, resolveDir }) =>
      importer.includes(`${path.sep}zod${path.sep}`) ? { path: path.resolve(resolveDir, '../locales/en.js') } : undefined,
    );
  },
};

/** The main file of the package is a form that no bundler can follow. */
const jsoncParser = { 'jsonc-parser': path.join(root, 'node_modules/jsonc-parser/lib/esm/main.js') };

/** Native code, which only a server's database needs and node_modules holds; pg asks for an optional package that nobody installs. */
const loadedFromPackages = ['libsql', 'pg-native'];

/** A program whose compiled code is kept (`core/platform/compiled-code.ts`): one script in ASCII that imports nothing at run time, which kept code cannot. */
const oneFile = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': '__url' },
  supported: { 'dynamic-import': false },
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
};

/** The small program reads no settings: where those speak of the daemon this import fails, and the command line takes the call over. */
const withoutSettings = {
  name: 'without-settings',
  setup(build) {
    build.onResolve({ filter: /core\/(?:ports|config\/load)\.ts$/ }, () => ({ path: './no-settings.cjs', external: true }));
  },
};

async function bundlePrograms(dashboardMetafile) {
  const banner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };
  const options = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    metafile: true,
    alias: jsoncParser,
    banner,
    external: loadedFromPackages,
    plugins: [englishOnly],
    logLevel: 'warning',
  };
  const entries = {
    cli: path.join(root, 'cli/main.ts'),
    lsp: path.join(root, 'launch/main.ts'),
    'lsp-thread': path.join(root, 'server/thread.ts'),
    daemon: path.join(root, 'daemon/main.ts'),
  };
  const result = await esbuild.build({ ...options, entryPoints: entries, splitting: true, chunkNames: 'chunks/[name]-[hash]' });
  // A thread starts with every scan: its program holds what it needs and no more.
  const worker = await esbuild.build({ ...options, entryPoints: { worker: path.join(root, 'core/worker.ts') } });
  const languageServer = await esbuild.build({ ...options, ...oneFile, entryPoints: { lsp: path.join(root, 'server/main.ts') } });
  const command = await esbuild.build({
    ...options,
    ...{ format: 'cjs', outExtension: { '.js': '.cjs' }, banner: { js: '#!/usr/bin/env node' }, plugins: [...options.plugins, withoutSettings] },
    entryPoints: { sentrik: path.join(root, 'launch/command/main.ts') },
  });
  const outputs = { ...result.metafile.outputs, ...worker.metafile.outputs, ...languageServer.metafile.outputs, ...command.metafile.outputs };
  fs.writeFileSync(path.join(dist, 'metafile.json'), JSON.stringify({ ...result.metafile, outputs }));
  removeOldChunks(result.metafile);
  const metafiles = [result.metafile, worker.metafile, languageServer.metafile, command.metafile, dashboardMetafile];
  fs.writeFileSync(path.join(dist, 'THIRD-PARTY-LICENSES.txt'), licenseTexts(root, metafiles, copiedPackages));
}

/** Chunks of former builds have other names; without this they would pile up and be published. */
function removeOldChunks({ outputs }) {
  const folder = path.join(dist, 'chunks');
  const fresh = new Set(Object.keys(outputs).map((file) => path.resolve(root, file)));
  for (const name of fs.readdirSync(folder)) if (!fresh.has(path.join(folder, name))) fs.rmSync(path.join(folder, name));
}

/** Bundles a TypeScript script to a temporary module and imports it. */
async function runScript(file) {
  const { run } = await import('./run.mjs');
  await run(path.join(root, file), []);
}

const dashboard = await buildAssets();
if (!assetsOnly) await bundlePrograms(dashboard);
