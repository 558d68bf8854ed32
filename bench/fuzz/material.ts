import fs from 'node:fs';
import path from 'node:path';
import { languageOf } from '../../core/scan/languages/index.ts';
import type { Material, Seed } from './cases.ts';

const largest = 60_000;

/** Texts and rule files below some folders, in a fixed order, each at most 60,000 bytes. */
export function readMaterial(folders: readonly string[]): Material {
  const seeds = folders.flatMap((folder) => read(folder, folder));
  const rules = seeds.filter(({ path: name, text }) => /\.ya?ml$/.test(name) && /^\s*rules\s*:|^\s*id\s*:/m.test(text));
  const sources = seeds.filter(({ path: name }) => languageOf({ path: name }) !== undefined);
  const [[firstSource, ...moreSources], [firstRule, ...moreRules]] = [sources, rules];
  if (firstSource === undefined || firstRule === undefined) throw new Error('The folders hold no sources or no rules to start from');
  return { sources: [firstSource, ...moreSources], rules: [firstRule, ...moreRules] };
}

function read(folder: string, base: string): readonly Seed[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry): readonly Seed[] => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === '.git' ? [] : read(full, base);
    if (!entry.isFile() || fs.statSync(full).size > largest) return [];
    return [{ path: path.relative(base, full), text: fs.readFileSync(full, 'utf8') }];
  });
}
