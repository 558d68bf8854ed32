/** Runs a TypeScript file with esbuild: `node scripts/run.mjs bench/run.ts [arguments]`. Packages stay outside the bundle. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

export async function run(file, argv) {
  const folder = path.join(root, 'node_modules/.cache/sentrik');
  fs.mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${path.basename(file, '.ts')}-${process.pid}.mjs`);
  await esbuild.build({
    entryPoints: [file],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    plugins: [{ name: 'own folders', setup: (build) => build.onLoad({ filter: /\.ts$/ }, ({ path: own }) => withFolder(own)) }],
  });
  process.argv = [process.argv[0], file, ...argv];
  try {
    const module = await import(pathToFileURL(outfile).href);
    await module.main?.(argv);
  } finally {
    fs.rmSync(outfile, { force: true });
  }
}

/** Each file keeps the folder that it stands in, wherever the bundle lies. */
function withFolder(file) {
  const text = fs.readFileSync(file, 'utf8');
  const isAsking = text.includes('import.meta.dirname');
  return isAsking ? { contents: text.replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file))), loader: 'ts' } : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(path.resolve(process.argv[2]), process.argv.slice(3));
