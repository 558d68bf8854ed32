import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './import-graph.ts';

/** Folders in which a new file counts only when it is reached from these files: an index, or the place where the kinds are told apart. */
const indexed: readonly { readonly folder: string; readonly from: readonly string[] }[] = [
  { folder: 'core/scan/languages', from: ['core/scan/languages/index.ts'] },
  { folder: 'core/report/formats', from: ['core/report/formats/index.ts'] },
  { folder: 'core/scan/detectors', from: ['core/scan/scanner.ts', 'core/scan/project.ts'] },
];
const relativeImport = /from '(\.{1,2}\/[^']+\.ts)'/g;

describe('every file of an indexed folder is reached', () => {
  for (const { folder, from } of indexed) {
    it(folder, () => {
      const files = codeIn(folder);
      expect(files.length).toBeGreaterThan(3);
      const reached = reachedFrom(from);
      expect(files.filter((file) => !reached.has(file))).toEqual([]);
    });
  }
});

it('every *.ops.ts file is in the list of operations', () => {
  const text = fs.readFileSync(path.join(root, 'core/operations.ts'), 'utf8');
  const files = fs.readdirSync(path.join(root, 'core'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ops.ts'));
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => !text.includes(`'./${file.replaceAll('\\', '/')}'`))).toEqual([]);
});

function codeIn(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

/** Files that these files import, directly or through others, types included. */
function reachedFrom(start: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const folder = path.posix.dirname(file);
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    for (const match of text.matchAll(relativeImport)) open.push(path.posix.join(folder, match[1] ?? ''));
  }
  return reached;
}
