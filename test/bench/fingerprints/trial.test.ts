import { beforeAll, describe, expect, it } from 'vitest';
import { runTrials, type Sample, type Trial } from '../../../bench/fingerprints/trial.ts';
import { languageById } from '../../../core/scan/languages/index.ts';
import type { Example, Rule } from '../../../core/scan/model.ts';
import { readCompiledPacks } from '../../../core/scan/packs.ts';
import { openScanner } from '../../../core/scan/scanner.ts';
import { openGrammars } from '../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../support/assets.ts';
import { scannerSettings } from '../../support/scanning.ts';

const packs = readCompiledPacks(builtAssets);
const seed = 20_261_121;
const count = 500;

function sampleOf(rule: Rule, example: Example): Sample {
  const { extensions, fileNames } = languageById(example.language ?? rule.languages[0] ?? 'generic');
  const path = example.path ?? (extensions[0] === undefined ? (fileNames[0] ?? 'example.txt') : `example.${extensions[0]}`);
  return { path, text: example.bad ?? '' };
}

describe('over 500 random refactorings of the bad examples of all packs', () => {
  let trials: readonly Trial[] = [];

  beforeAll(async () => {
    const scanner = await openScanner(scannerSettings(packs), builtAssets);
    const rules = packs.flatMap((pack) => pack.rules);
    const [first, ...others] = rules.flatMap((rule) => rule.examples.flatMap((example) => (example.bad === undefined ? [] : sampleOf(rule, example))));
    if (first === undefined) throw new Error('There are no examples');
    trials = runTrials({ scanner, grammars: await openGrammars(builtAssets) }, [first, ...others], { count, seed });
  }, 240_000);

  it('each kind is among them', () => {
    expect(trials).toHaveLength(count);
    for (const kind of ['insert lines', 'reformat', 'rename', 'move']) expect(trials.filter((trial) => trial.refactoring === kind).length).toBe(count / 4);
  });

  it('at least 99 % of the fingerprints are kept', () => {
    const findings = trials.reduce((sum, trial) => sum + trial.findings, 0);
    const lost = trials.flatMap(({ refactoring, changed, gone }) => [...changed, ...gone].map(({ ruleId }) => `${refactoring}: ${ruleId}`));
    expect(lost.length / findings).toBeLessThanOrEqual(0.01);
  });

  it('no two findings are merged', () => {
    expect(trials.flatMap(({ merged }) => merged.map(({ ruleId }) => ruleId))).toEqual([]);
  });
});
