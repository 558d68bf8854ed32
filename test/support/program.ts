import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** A program bundled from source, to be run as a process of its own. */
export interface TestProgram {
  readonly file: string;
  remove(): void;
}

const repository = path.resolve(import.meta.dirname, '../..');

/** Bundles a TypeScript file of the repository; packages stay outside. */
export async function bundleProgram(entry: string): Promise<TestProgram> {
  const folder = path.join(repository, 'node_modules/.cache/sentrik');
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${path.basename(entry, '.ts')}-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(repository, entry)],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  });
  return { file, remove: () => fs.rmSync(file, { force: true }) };
}
