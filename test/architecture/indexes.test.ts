import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './import-graph.ts';

/** Folders in which a new file must be named in the index to count. */
const indexed = ['core/scan/languages', 'core/scan/detectors', 'core/report/formats'] as const;
const relativeImport = /from '(\.\/[^']+)'/g;

describe('every file of an indexed folder is reached from its index', () => {
  for (const folder of indexed) {
    it.runIf(hasCode(folder))(folder, () => {
      const names = codeIn(folder).filter((name) => name !== 'index.ts');
      expect(names.length).toBeGreaterThan(0);
      const reached = reachedFrom(folder, 'index.ts');
      expect(names.filter((name) => !reached.has(name))).toEqual([]);
    });
  }
});

function codeIn(folder: string): string[] {
  const full = path.join(root, folder);
  return fs.existsSync(full) ? fs.readdirSync(full).filter((name) => name.endsWith('.ts')) : [];
}

function hasCode(folder: string): boolean {
  return codeIn(folder).length > 0;
}

/** Names of the files that `start` imports within the folder, directly or through others. */
function reachedFrom(folder: string, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const text = fs.readFileSync(path.join(root, folder, name), 'utf8');
    for (const match of text.matchAll(relativeImport)) open.push((match[1] ?? '').slice(2));
  }
  return reached;
}
