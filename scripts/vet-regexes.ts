/**
 * Vets the regexes of the built-in rules and writes test/fixtures/vetted-regexes/<pack>.json: `node scripts/run.mjs scripts/vet-regexes.ts`.
 * `safe`: recheck proves it linear. `bounded`: recheck knows a polynomial attack, and that attack at the size of a large input stays under
 * half a second. Anything else has to be rewritten. A test refuses regexes that are not in the file.
 */
import fs from 'node:fs';
import path from 'node:path';
import { check, type VulnerableDiagnostics } from 'recheck';
import { z } from 'zod';
import { diskAssets } from '../core/platform/assets-disk.ts';
import type { Pack } from '../core/scan/model.ts';
import { readCompiledPacks } from '../core/scan/packs.ts';
import { createTimeGuard } from '../core/scan/regex/guard.ts';
import { type RuleRegex, regexesOf } from '../test/support/rule-regexes.ts';

const folder = path.resolve(import.meta.dirname, '../test/fixtures/vetted-regexes');
/** Characters of the attack: a long line of a file, a long literal. */
const attackLength = { text: 50_000, metavariable: 5000 } as const;
const budget = 500;

export async function main(): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const packs = readCompiledPacks(diskAssets(path.resolve(import.meta.dirname, '../dist/assets')));
  for (const pack of packs) await vetPack(pack);
}

function readVerdicts(file: string): Readonly<Record<string, string>> {
  return z.record(z.string(), z.enum(['safe', 'bounded'])).parse(JSON.parse(fs.readFileSync(file, 'utf8')));
}

async function vetPack(pack: Pack): Promise<void> {
  const file = path.join(folder, `${pack.id}.json`);
  const before = fs.existsSync(file) ? readVerdicts(file) : {};
  const regexes = new Map(pack.rules.flatMap(regexesOf).map((regex) => [regex.key, regex]));
  const vetted: Record<string, string> = {};
  for (const regex of [...regexes.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const verdict = before[regex.key] ?? (await vet(regex));
    if (verdict === 'safe' || verdict === 'bounded') vetted[regex.key] = verdict;
    else console.error(`${regex.ruleId}: ${verdict}: ${regex.source}`);
  }
  fs.writeFileSync(file, `${JSON.stringify(vetted, null, 2)}\n`);
  console.log(`${pack.id}: ${Object.keys(vetted).length} of ${regexes.size} regexes are fit`);
}

async function vet(regex: RuleRegex): Promise<string> {
  const verdict = await check(regex.source, regex.flags, { timeout: 20_000 });
  if (verdict.status !== 'vulnerable') return verdict.status;
  if (verdict.complexity.type === 'exponential') return 'exponential';
  const text = attackText(verdict, attackLength[regex.on]);
  const compiled = new RegExp(regex.source, regex.on === 'text' ? `${regex.flags}g` : `${regex.flags}y`);
  const run = createTimeGuard().run(() => compiled.exec(text), budget);
  return run.kind === 'done' ? 'bounded' : `polynomial of degree ${verdict.complexity.degree}`;
}

function attackText({ attack }: VulnerableDiagnostics, length: number): string {
  const pumped = attack.pumps.reduce((sum, { pump }) => sum + pump.length, 0);
  const times = Math.ceil(length / Math.max(1, pumped));
  return attack.pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join('') + attack.suffix;
}
