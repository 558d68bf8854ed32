import { isDeepStrictEqual } from 'node:util';
import type { Assets } from '../../core/kernel/context.ts';
import { config } from '../../core/config/schema.ts';
import type { FileResult, Pack } from '../../core/scan/model.ts';
import { readCompiledPacks } from '../../core/scan/packs.ts';
import { loadRuleText } from '../../core/scan/rules/load.ts';
import { openScanner, type Scanner } from '../../core/scan/scanner.ts';
import { applyMutation, mutate, mutationOf } from './mutate.ts';
import { type Random, randomOf } from './random.ts';

/** A text to start from. */
export interface Seed {
  readonly path: string;
  readonly text: string;
}

export interface Material {
  readonly sources: readonly [Seed, ...Seed[]];
  readonly rules: readonly [Seed, ...Seed[]];
}

/** What one case showed: undefined when all was well, else in what it failed. */
export type Verdict = string | undefined;

const editsPerSession = 8;

/** Runs case after case; the number of a case decides everything in it. */
export async function openCases(assets: Assets, material: Material): Promise<{ readonly run: (number: number) => Promise<Verdict> }> {
  const builtin = await scannerWith(assets, readCompiledPacks(assets));
  return {
    run(number) {
      const random = randomOf(number);
      const kind = random.below(4);
      if (kind === 0) return mutatedRule(random, assets, material);
      return Promise.resolve(kind === 1 ? editedText(random, builtin, material) : mutatedText(random, builtin, material));
    },
  };
}

/** A changed text under all packs gives findings inside the text, the same twice. */
function mutatedText(random: Random, scanner: Scanner, { sources }: Material): Verdict {
  const { path, text } = random.pick(sources);
  const changed = mutate(random, text, random.pick(sources).text);
  const result = scanner.check({ path, text: changed });
  const outside = spansOutside(result, changed.length);
  if (outside !== undefined) return outside;
  if (random.chance(0.1) && !hasTimedOut(result) && !isDeepStrictEqual(scanner.check({ path, text: changed }), result))
    return 'a second check gave another result';
  return undefined;
}

/** A text edited step by step gives what a check of the last text gives. */
function editedText(random: Random, scanner: Scanner, { sources }: Material): Verdict {
  const { path, text: whole } = random.pick(sources);
  const other = random.pick(sources).text;
  const session = scanner.open({ path, text: whole.slice(0, 20_000) });
  try {
    for (let step = 0; step < editsPerSession; step += 1) {
      const mutation = mutationOf(random, session.text, other);
      if (hasTimedOut(session.result)) return undefined;
      if (applyMutation(session.text, mutation).length > 60_000) continue;
      session.update([{ start: mutation.at, end: mutation.at + mutation.length, text: mutation.text }], random.chance(0.5) ? 'quick' : 'whole');
    }
    const settled = session.settle();
    const full = scanner.check({ path, text: session.text });
    if (hasTimedOut(settled) || hasTimedOut(full) || isDeepStrictEqual(settled.findings, full.findings)) return undefined;
    return `an edited session differs from a full check: ${settled.findings.length} findings and ${full.findings.length}`;
  } finally {
    session.close();
  }
}

/** A changed rule file is refused rule by rule or runs, also on a changed text. */
async function mutatedRule(random: Random, assets: Assets, { sources, rules }: Material): Promise<Verdict> {
  const seed = random.pick(rules);
  const loaded = loadRuleText(mutate(random, seed.text, random.pick(rules).text), 'rules.yaml', { trusted: false });
  const unplaced = loaded.problems.find(({ message }) => message === '');
  if (unplaced !== undefined) return 'a problem without a message';
  if (loaded.rules.length === 0) return undefined;
  const pack: Pack = { id: 'fuzz', name: 'Fuzz', version: '1.0.0', description: '', source: 'custom', byDefault: true, rules: loaded.rules };
  const scanner = await scannerWith(assets, [pack]);
  const stem = seed.path.replace(/\.ya?ml$/, '.');
  const own = sources.filter(({ path }) => path.startsWith(stem));
  const { path, text } = own[random.below(own.length)] ?? random.pick(sources);
  const changed = random.chance(0.5) ? mutate(random, text, random.pick(sources).text) : text;
  return spansOutside(scanner.check({ path, text: changed }), changed.length);
}

function scannerWith(assets: Assets, packs: readonly Pack[]): Promise<Scanner> {
  const { max_file_size: maxFileSize, languages } = config.parse({});
  return openScanner({ packs, suppressions: [], maxFileSize, languages, today: '2026-01-01', testCode: 'low' }, assets);
}

function spansOutside({ findings, suppressed }: FileResult, length: number): Verdict {
  const wrong = [...findings, ...suppressed].find(({ span }) => span.start < 0 || span.end > length || span.start > span.end);
  return wrong === undefined ? undefined : `a finding of ${wrong.ruleId} lies outside the text`;
}

/** Limits of time make two runs differ, and say so. */
function hasTimedOut({ skips }: FileResult): boolean {
  return skips.some(({ reason }) => reason === 'budget' || reason === 'long-line');
}
