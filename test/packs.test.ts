import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { spellOut } from '../core/scan/example-values.ts';
import { applyEdits } from '../core/scan/fix.ts';
import { languageById } from '../core/scan/languages/index.ts';
import type { Example, Pack, Rule } from '../core/scan/model.ts';
import { readCompiledPacks } from '../core/scan/packs.ts';
import { derivePrefilter, prefilterOf } from '../core/scan/pattern/prefilter.ts';
import { openScanner, type Scanner } from '../core/scan/scanner.ts';
import { builtAssets } from './support/assets.ts';
import { regexesOf } from './support/rule-regexes.ts';
import { scannerSettings } from './support/scanning.ts';

const packs = readCompiledPacks(builtAssets);
const rules = packs.flatMap((pack) => pack.rules);
/** Keys of the regexes that `scripts/vet-regexes.ts` found fit, by pack. */
function vettedIn(pack: Pack): ReadonlySet<string> {
  const file = path.resolve(import.meta.dirname, `fixtures/vetted-regexes/${pack.id}.json`);
  const verdicts: Readonly<Record<string, string>> = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  return new Set(Object.keys(verdicts));
}

let scanner: Scanner;

beforeAll(async () => {
  scanner = await openScanner(scannerSettings(packs), builtAssets);
});

test('what the build worked out of a rule is what the rule says', () => {
  for (const rule of rules) {
    expect(rule.prefilter, rule.id).toBeDefined();
    expect(prefilterOf(rule), rule.id).toEqual(derivePrefilter(rule));
  }
});

function linesOf(rule: Rule, example: Example): readonly number[] {
  const { findings } = scanner.check({ path: pathOf(rule, example), text: example.bad ?? '' });
  return findings.filter((finding) => finding.ruleId === rule.id).map((finding) => finding.span.startLine + 1);
}

/** A file name that makes the example what it is: its own, or one of the rule's first language. */
function pathOf(rule: Rule, example: Example): string {
  if (example.path !== undefined) return example.path;
  const { extensions, fileNames } = languageById(example.language ?? rule.languages[0] ?? 'generic');
  return extensions[0] === undefined ? (fileNames[0] ?? 'example.txt') : `example.${extensions[0]}`;
}

describe.each(packs.map((pack) => [pack.id, pack] as const))('the pack %s', (_id, pack) => {
  const cases = pack.rules.flatMap((rule) => rule.examples.map(spellOut).map((example, index) => [`${rule.id} ${index + 1}`, rule, example] as const));

  test('has rules', () => {
    expect(pack.rules.length).toBeGreaterThan(0);
    expect(pack.description.length).toBeGreaterThan(10);
  });

  test.each(cases.filter(([, , example]) => example.bad !== undefined))('finds the bad code of %s', (_name, rule, example) => {
    const { findings, skips } = scanner.check({ path: pathOf(rule, example), text: example.bad ?? '' });
    expect(skips.filter((skip) => skip.reason !== 'parse-errors')).toEqual([]);
    expect(findings.map((finding) => finding.ruleId)).toContain(rule.id);
  });

  test.each(cases.filter(([, , example]) => example.good !== undefined))('leaves the good code of %s alone', (_name, rule, example) => {
    const { findings } = scanner.check({ path: pathOf(rule, example), text: example.good ?? '' });
    expect(findings.filter((finding) => finding.ruleId === rule.id)).toEqual([]);
  });

  test('finds bad code at the lines that were read and found right', () => {
    for (const rule of pack.rules) {
      const bad = rule.examples.map(spellOut).filter((example) => example.bad !== undefined);
      expect({ [rule.id]: bad.map((example) => linesOf(rule, example)) }).toEqual({ [rule.id]: bad.map((example) => example.lines) });
    }
  });

  test('repairs what it says it repairs', () => {
    for (const [name, rule, example] of cases) {
      if (example.fixed === undefined) continue;
      const source = { path: pathOf(rule, example), text: example.bad ?? '' };
      const own = scanner.check(source).findings.filter((finding) => finding.ruleId === rule.id);
      expect({ [name]: applyEdits(source.text, scanner.fixAll(source, own)) }).toEqual({ [name]: example.fixed });
      const after = scanner.check({ ...source, text: example.fixed });
      expect({ [name]: after.findings.filter((finding) => finding.ruleId === rule.id) }).toEqual({ [name]: [] });
    }
  });
});

describe('every rule', () => {
  test('has an id of its own in kebab case', () => {
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    expect(rules.filter((rule) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(rule.id)).map((rule) => rule.id)).toEqual([]);
  });

  test('says what is wrong, why, and what to do', () => {
    const terse = rules.filter(({ message, help, title }) => message.length < 10 || title.length < 5 || (help.match(/[.!?](?:\s|$)/g)?.length ?? 0) < 2);
    expect(terse.map((rule) => rule.id)).toEqual([]);
  });

  test('names its weakness, unless it is about hygiene', () => {
    expect(rules.filter((rule) => rule.cwe.length === 0 && !rule.tags.includes('hygiene')).map((rule) => rule.id)).toEqual([]);
  });

  test('has a bad and a good example, and shows its fix', () => {
    const incomplete = rules.filter(({ examples, fix, detector }) => {
      if (detector.kind === 'documentation-obligation') return false;
      const has = (key: 'bad' | 'good' | 'fixed') => examples.some((example) => example[key] !== undefined);
      return !has('bad') || !has('good') || (fix !== undefined && !has('fixed'));
    });
    expect(incomplete.map((rule) => rule.id)).toEqual([]);
  });

  test('compiles for each of its languages', () => {
    for (const rule of rules) {
      for (const id of rule.languages) {
        const { extensions, fileNames } = languageById(id);
        scanner.check({ path: extensions[0] === undefined ? (fileNames[0] ?? 'x') : `x.${extensions[0]}`, text: 'x' }, { ruleIds: new Set([rule.id]) });
      }
    }
    expect(scanner.problems).toEqual([]);
  });

  test('uses regexes that were vetted not to backtrack without bound', () => {
    const unfit = packs.flatMap((pack) => {
      const fit = vettedIn(pack);
      return pack.rules.flatMap(regexesOf).filter(({ key }) => !fit.has(key));
    });
    expect(unfit.map(({ ruleId, source }) => `${ruleId}: ${source}`)).toEqual([]);
  });
});
