/**
 * Compiles packs/ into dist/assets/packs.json and frameworks.json: part of the build. Any problem in a rule fails the build and names
 * file, line, rule and field.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Framework, framework } from '../core/scan/frameworks.ts';
import { compiledPacksText, compilePacks } from '../core/scan/packs.ts';
import type { TextFile } from '../core/scan/rules/models.ts';

const packsFolder = path.resolve(import.meta.dirname, '../packs');
const assetsFolder = path.resolve(import.meta.dirname, '../dist/assets');
/** Folders of packs/ that hold data of another kind. */
const notPacks = ['models', 'frameworks', 'policies'];

export function main(): void {
  const frameworks = readFrameworkFiles();
  const all = yamlFiles('.');
  const { packs, problems } = compilePacks({
    files: all.filter(({ file }) => !notPacks.includes(file.split('/')[0] ?? '')),
    models: all.filter(({ file }) => file.startsWith('models/')),
    frameworks,
  });
  for (const { file, line, ruleId, field, message } of problems) {
    console.error([`packs/${file}${line === undefined ? '' : `:${line}`}`, ruleId, field, message].filter((part) => part !== undefined).join(': '));
  }
  if (problems.length > 0) throw new Error(`${problems.length} problem(s) in packs/`);
  fs.mkdirSync(assetsFolder, { recursive: true });
  fs.writeFileSync(path.join(assetsFolder, 'packs.json'), compiledPacksText(packs));
  fs.writeFileSync(path.join(assetsFolder, 'frameworks.json'), JSON.stringify(frameworks));
}

function readFrameworkFiles(): Framework[] {
  return yamlFiles('frameworks').map(({ text }) => framework.parse(parse(text)));
}

function yamlFiles(folder: string): TextFile[] {
  const names = fs.readdirSync(path.join(packsFolder, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .sort()
    .map((file) => ({ file, text: fs.readFileSync(path.join(packsFolder, file), 'utf8') }));
}
