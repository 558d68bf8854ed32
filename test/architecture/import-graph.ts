import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

export const root = path.resolve(import.meta.dirname, '../..');

/** The folders whose files make up the product. */
export const productFolders = ['core', 'server', 'extension', 'mcp', 'api', 'hooks', 'cli', 'daemon', 'dashboard'] as const;

/** What a file imports at run time; type-only imports are gone. */
export interface Imports {
  /** Files of the product, relative to the root. */
  readonly files: readonly string[];
  /** Those of them that are read as soon as this one is: not those that it asks for while it works. */
  readonly eager: readonly string[];
  /** Packages and Node modules as written. */
  readonly packages: readonly string[];
}

const everything = '<everything>';

export type ImportGraph = ReadonlyMap<string, Imports>;

/** Files that git tracks or would track under these folders, relative to the root, that match the ending. */
export function listFiles(folders: readonly string[], ending: RegExp): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...folders], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  return listed
    .split('\0')
    .filter((file) => file !== '' && ending.test(file))
    .sort();
}

/** The run-time import graph of the entry points, as esbuild sees it after types are erased. */
export async function importGraph(entryPoints: readonly string[]): Promise<ImportGraph> {
  // One bundle of all of them: one each would hold most of the product each.
  const contents = entryPoints.map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n');
  const result = await build({
    stdin: { contents, resolveDir: root, sourcefile: everything },
    absWorkingDir: root,
    outdir: path.join(root, 'dist/unwritten'),
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    loader: { '.css': 'empty', '.svg': 'empty' },
    plugins: [keepUnresolved],
    logLevel: 'silent',
  });
  const inputs = Object.entries(result.metafile.inputs).filter(([file]) => file !== everything);
  return new Map(inputs.map(([file, input]) => [file, importsOf(input.imports)]));
}

/** A relative import of a file that does not exist stays in the graph as it is written, for a test to name it. */
const keepUnresolved: Plugin = {
  name: 'keep-unresolved',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.{1,2}\// }, ({ path: written, resolveDir }) =>
      fs.existsSync(path.resolve(resolveDir, written)) ? undefined : { path: written, external: true },
    );
  },
};

function importsOf(imports: readonly { path: string; kind: string; external?: boolean }[]): Imports {
  const own = imports.filter((item) => item.external !== true);
  return {
    files: own.map((item) => item.path),
    eager: own.filter(({ kind }) => kind !== 'dynamic-import').map((item) => item.path),
    packages: imports.filter((item) => item.external === true).map((item) => item.path),
  };
}

/** The files that lie on a cycle or between two: what is left when files that import nothing left, or that nothing left imports, are taken away. */
export function findCycles(graph: ImportGraph): string[] {
  let left = new Set(graph.keys());
  for (;;) {
    const importing = [...left].filter((file) => importsFrom(graph, file).some((target) => left.has(target)));
    const imported = new Set(importing.flatMap((file) => importsFrom(graph, file)));
    const kept = importing.filter((file) => imported.has(file));
    if (kept.length === left.size) return kept.toSorted();
    left = new Set(kept);
  }
}

function importsFrom(graph: ImportGraph, file: string): readonly string[] {
  return graph.get(file)?.files ?? [];
}
