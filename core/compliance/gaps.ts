import type { ScanResult } from '../scan/project.ts';
import type { Catalogue, Reason } from '../scan/frameworks/catalogue.ts';
import { flowTables } from '../scan/languages/flow/index.ts';
import { languages } from '../scan/languages/index.ts';
import type { Language } from '../scan/languages/language.ts';
import type { LanguageId } from '../scan/model.ts';
import type { Check } from './control-state.ts';

/** What a scan saw of a project, as far as controls are concerned. */
export interface Seen {
  /** Programming languages of the project's files that the framework is about. */
  readonly languages: readonly LanguageId[];
  /** Parts of the project that no check saw, in words. */
  readonly unseen: readonly string[];
}

/** Programming languages that were scanned, and what was not looked at. */
export function seenBy({ filesByLanguage, skips, whole }: ScanResult, catalogue: Catalogue): Seen {
  const present = languages.filter(({ id }) => (filesByLanguage[id] ?? 0) > 0);
  const files = new Set(skips.filter(({ reason }) => reason !== 'rule-error').map(({ path }) => path)).size;
  return {
    languages: present.filter((language) => isProgramming(language) && catalogue.languages?.includes(language.id) !== false).map(({ id }) => id),
    unseen: [
      ...(whole ? [] : ['only a part of the project was scanned']),
      ...(files === 0 ? [] : [`${files} ${files === 1 ? 'file was' : 'files were'} skipped, whole or in part`]),
    ],
  };
}

function isProgramming({ grammar }: Language): boolean {
  return grammar !== undefined && flowTables[grammar] !== undefined;
}

/** What the checks of a control leave open, in words. `listed`: the weaknesses that the catalogue lists for it. */
export function gapsOf(checks: readonly Check[], listed: readonly number[], seen: Seen): readonly string[] {
  const ran = checks.filter(({ state }) => state === 'evaluated');
  const bare = seen.languages.filter((language) => !ran.some((check) => covers(check, language)));
  const isOfLanguages = checks.some(({ rule }) => !rule.languages.includes('generic'));
  const shallow = isOfLanguages
    ? seen.languages.filter((language) => !bare.includes(language) && !ran.some(({ rule }) => rule.languages.includes(language)))
    : [];
  const off = checks.filter(({ state }) => state === 'off').length;
  const failed = checks.filter(({ state }) => state === 'failed').length;
  return [
    ...(bare.length === 0 ? [] : [`no check for ${bare.join(', ')}`]),
    ...(shallow.length === 0 ? [] : [`for ${shallow.join(', ')} only checks of any text`]),
    ...seen.languages.filter((language) => !bare.includes(language)).flatMap((language) => missingIn(language, ran, listed)),
    ...(off === 0 ? [] : [`${off} switched off`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...seen.unseen,
  ];
}

function covers({ rule }: Check, language: LanguageId): boolean {
  return rule.languages.includes(language) || rule.languages.includes('generic');
}

function missingIn(language: LanguageId, ran: readonly Check[], listed: readonly number[]): readonly string[] {
  if (listed.length === 0) return [];
  const looked = new Set(ran.filter((check) => covers(check, language)).flatMap(({ weaknesses }) => weaknesses));
  const count = listed.filter((number) => looked.has(`CWE-${number}`)).length;
  return count === listed.length ? [] : [`${language}: ${count} of ${listed.length} listed weaknesses are looked for`];
}

/** The weaknesses that the catalogue itself lists for each control, by the control's index. */
export function listedWeaknesses({ byCwe, reasons }: Catalogue): ReadonlyMap<number, readonly number[]> {
  const listed = new Map<number, number[]>();
  for (const [cwe, places] of Object.entries(byCwe)) {
    for (const [at, why] of places) if (isListed(reasons[why])) listed.set(at, [...(listed.get(at) ?? []), Number(cwe)]);
  }
  return listed;
}

function isListed(reason: Reason | undefined): boolean {
  return reason?.kind === 'listed' && reason.whole;
}
