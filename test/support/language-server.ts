import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** The language server bundled as its users run it, in a folder of its own; `name` keeps test files apart. */
export async function buildLanguageServer(name: string): Promise<{ readonly program: string; remove(): void }> {
  const folder = path.join(root, 'node_modules/.cache/sentrik', `${name}-${process.pid}`);
  await build({
    entryPoints: { lsp: path.join(root, 'server/main.ts'), worker: path.join(root, 'core/worker.ts') },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  fs.symlinkSync(path.join(root, 'dist/assets'), path.join(folder, 'assets'), 'junction');
  return { program: path.join(folder, 'lsp.js'), remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
