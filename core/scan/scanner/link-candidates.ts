import type { LanguageId, Rule, TaintSpec } from '../model.ts';
import { languageById, ruleLanguagesFor } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { isOn } from '../rule-options.ts';
import type { Unit } from '../link/unit.ts';
import { formulaPrefilter } from '../pattern/prefilter.ts';
import { always, anyOf, type Prefilter } from '../pattern/prefilter-formula.ts';
import { hashWord, type WordSet } from '../pattern/word-set.ts';
import type { Engine } from './engine.ts';

/** A rule and the units whose words allow one of its sources or sinks. */
export interface LinkCandidate {
  readonly rule: Rule;
  readonly units: readonly Unit[];
}

/** The taint rules that could have a source in one file and a sink in another. */
export function candidateUnits(engine: Engine, units: readonly Unit[]): readonly LinkCandidate[] {
  const byLanguage = new Map<LanguageId, Unit[]>();
  for (const unit of units) {
    const own = byLanguage.get(unit.language.id);
    if (own === undefined) byLanguage.set(unit.language.id, [unit]);
    else own.push(unit);
  }
  return engine.rules.flatMap((rule) => candidatesOf(engine, rule, byLanguage) ?? []);
}

/** Places and metavariables of two files are not compared, so rules that ask for that stay within each file. */
function crossesFiles({ options }: Rule): boolean {
  return isOn(options, 'interfile') && !isOn(options, 'taint_unify_mvars') && options?.taint_focus_on === undefined;
}

function candidatesOf(engine: Engine, rule: Rule, byLanguage: ReadonlyMap<LanguageId, readonly Unit[]>): LinkCandidate | undefined {
  if (rule.detector.kind !== 'taint' || !crossesFiles(rule)) return undefined;
  const sources = new Set<Unit>();
  const sinks = new Set<Unit>();
  for (const [id, own] of byLanguage) {
    const language = languageById(id);
    if (!ruleLanguagesFor(language).some((each) => rule.languages.includes(each))) continue;
    const looked = own.filter((unit) => engine.index.groupFor(language).looksAt(rule, unit.path));
    for (const unit of withWords(looked, rule.detector.sources, language)) sources.add(unit);
    for (const unit of withWords(looked, rule.detector.sinks, language)) sinks.add(unit);
  }
  const units = [...new Set([...sources, ...sinks])].toSorted((a, b) => a.index - b.index);
  return sources.size === 0 || sinks.size === 0 || units.length < 2 ? undefined : { rule, units };
}

function withWords(units: readonly Unit[], specs: readonly TaintSpec[], language: Language): readonly Unit[] {
  const accepted: readonly LanguageId[] = ruleLanguagesFor(language);
  const own = specs.filter((spec) => spec.languages?.some((id) => accepted.includes(id)) !== false);
  if (own.length === 0) return [];
  const modulePaths = language.pattern?.modulePaths === true;
  const prefilter = language.pattern?.anyCase === true ? always : anyOf(own.map(({ formula }) => formulaPrefilter(formula, modulePaths)));
  const test = compileTest(prefilter);
  return units.filter((unit) => test(unit.words));
}

/** What is no word is taken to be there. */
function compileTest(prefilter: Prefilter): (words: WordSet) => boolean {
  switch (prefilter.kind) {
    case 'always':
    case 'text':
    case 'operator':
      return () => true;
    case 'word': {
      const hash = hashWord(prefilter.word);
      return (words) => words.has(hash);
    }
    case 'all': {
      const tests = prefilter.of.map(compileTest);
      return (words) => tests.every((test) => test(words));
    }
    case 'any': {
      const tests = prefilter.of.map(compileTest);
      return (words) => tests.some((test) => test(words));
    }
  }
  return prefilter satisfies never;
}
