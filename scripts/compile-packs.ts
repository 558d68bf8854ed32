/**
 * Compiles packs/ into dist/assets/packs.json and frameworks/, and bench/judgements/ with bench/results/clean.json into measured.json: part of the build. Any problem in a rule fails the build and names
 * file, line, rule and field.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Catalogue, catalogueAsset, headsText } from '../core/scan/frameworks/catalogue.ts';
import { compileFrameworks } from '../core/scan/frameworks/compile.ts';
import { frameworkFile, judgementFile, topicsFile, weaknessFile } from '../core/scan/frameworks/source.ts';
import { type CleanCounts, measurementsAsset, type Verdict } from '../core/scan/measured.ts';
import type { Pack } from '../core/scan/model.ts';
import { packSourcesAsset } from '../core/scan/workspace/pack-source.ts';
import { placeOf } from '../bench/quality/place.ts';
import { compiledPacksText, compilePacks } from '../core/scan/packs.ts';
import type { TextFile } from '../core/scan/rules/models.ts';

const packsFolder = path.resolve(import.meta.dirname, '../packs');
const assetsFolder = path.resolve(import.meta.dirname, '../dist/assets');
/** Files and folders of packs/ that hold data of another kind. */
const notPacks = ['models', 'frameworks', 'judgements', 'policies', 'weaknesses.yaml'];

export function main(): void {
  const frameworks = compileCatalogues();
  const all = yamlFiles('.');
  const { packs, problems } = compilePacks({
    files: all.filter(({ file }) => !notPacks.includes(file.split('/')[0] ?? '')),
    models: all.filter(({ file }) => file.startsWith('models/')),
    frameworks: frameworks.filter(({ shown }) => shown),
  });
  for (const { file, line, ruleId, field, message } of problems) {
    console.error([`packs/${file}${line === undefined ? '' : `:${line}`}`, ruleId, field, message].filter((part) => part !== undefined).join(': '));
  }
  if (problems.length > 0) throw new Error(`${problems.length} problem(s) in packs/`);
  fs.mkdirSync(assetsFolder, { recursive: true });
  fs.writeFileSync(path.join(assetsFolder, 'packs.json'), compiledPacksText(packs));
  writeCatalogues(frameworks);
  writeAsset(packSourcesAsset(sourcesByPack(all, packs)));
  const measured = readMeasured();
  writeAsset(measurementsAsset(measured.verdicts, measured.clean));
}

function writeAsset({ name, text }: { readonly name: string; readonly text: string }): void {
  fs.writeFileSync(path.join(assetsFolder, name), text);
}

/** Texts of the packs, to be exported; with those models that a pack uses. */
function sourcesByPack(files: readonly TextFile[], packs: readonly Pack[]): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const models = files.filter(({ file }) => file.startsWith('models/'));
  const entries = packs.map(({ id }) => {
    const own = files.filter(({ file }) => file.startsWith(`${id}/`)).map(({ file, text }) => ({ file: file.slice(id.length + 1), text }));
    const usesModels = own.some(({ text }) => /\buse:/.test(text));
    return [id, Object.fromEntries([...own, ...(usesModels ? models : [])].map(({ file, text }) => [file, text]))] as const;
  });
  return Object.fromEntries(entries);
}

const verdicts = z
  .array(z.object({ rule: z.string(), repository: z.string(), path: z.string(), line: z.number(), verdict: z.enum(['right', 'wrong', 'unsure']) }))
  .nullable();
const cleanResult = z.object({
  gone: z.array(z.string()),
  rules: z.record(z.string(), z.object({ repositories: z.number(), lines: z.number(), findings: z.number() })),
});

/** What is known of each rule from real code: verdicts of bench/judgements on findings that are still reported, counts of the last `npm run bench -- quality`. */
function readMeasured(): { readonly verdicts: readonly Verdict[]; readonly clean: Readonly<Record<string, CleanCounts>> } {
  const bench = path.resolve(import.meta.dirname, '../bench');
  const { gone, rules } = cleanResult.parse(JSON.parse(fs.readFileSync(path.join(bench, 'results/clean.json'), 'utf8')));
  const folder = path.join(bench, 'judgements');
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const all = files.sort().flatMap((file) => verdicts.parse(parse(fs.readFileSync(path.join(folder, file), 'utf8'))) ?? []);
  const latest = new Map(all.map((verdict) => [placeOf(verdict), verdict]));
  for (const place of gone) latest.delete(place);
  return { verdicts: [...latest.values()], clean: rules };
}

function writeCatalogues(catalogues: readonly Catalogue[]): void {
  fs.rmSync(path.join(assetsFolder, 'frameworks'), { recursive: true, force: true });
  fs.mkdirSync(path.join(assetsFolder, 'frameworks'));
  fs.writeFileSync(path.join(assetsFolder, 'frameworks.json'), headsText(catalogues));
  for (const catalogue of catalogues) fs.writeFileSync(path.join(assetsFolder, catalogueAsset(catalogue.id)), JSON.stringify(catalogue));
}

function compileCatalogues(): readonly Catalogue[] {
  const judgements = yamlFiles('judgements');
  const { catalogues, problems } = compileFrameworks({
    frameworks: yamlFiles('frameworks').map(({ text }) => frameworkFile.parse(parse(text))),
    judgements: judgements.filter(({ file }) => file !== topics).map(({ text }) => judgementFile.parse(parse(text))),
    topics: topicsFile.parse(parse(judgements.find(({ file }) => file === topics)?.text ?? '{}')),
    weaknesses: weaknessFile.parse(parse(fs.readFileSync(path.join(packsFolder, 'weaknesses.yaml'), 'utf8'))).weaknesses,
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) throw new Error(`${problems.length} problem(s) in packs/frameworks and packs/judgements`);
  return catalogues;
}

const topics = 'judgements/topics.yaml';

function yamlFiles(folder: string): TextFile[] {
  const names = fs.readdirSync(path.join(packsFolder, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .sort()
    .map((file) => ({ file, text: fs.readFileSync(path.join(packsFolder, file), 'utf8') }));
}
