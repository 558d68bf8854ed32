import { createHash } from 'node:crypto';
import { compileGlobs, type PathTest } from '../glob.ts';
import { embeddedIn, languageById, ruleLanguagesFor } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import type { Rule } from '../model.ts';
import { prefilterOf } from '../pattern/prefilter.ts';
import { createWordScanner, type WordScanner } from '../pattern/word-scanner.ts';

/** The rules for files of one language, and which of them look at a path. */
export interface RuleGroup {
  readonly language: Language | undefined;
  /** Text, path and tree rules, in the order of their ids. */
  readonly rules: readonly Rule[];
  /** Whether a rule's path globs let a path through. */
  looksAt(rule: Rule, path: string): boolean;
  /** Those whose path globs let a path through. */
  rulesFor(path: string): readonly Rule[];
  /** Those that look at a path and could match a text with these UTF-8 bytes (no byte order mark), by the words in it. */
  candidates(path: string, bytes: Uint8Array): readonly Rule[];
  /** The same for a text that is read in parts. */
  gather(path: string): GatheredRules;
  /** Differs when anything differs in the rules that a finding comes from: 32 hex digits. */
  stamp(): string;
  /** Those that look at a path, without the ones whose ids are known already. */
  pendingFor(path: string, done: ReadonlySet<string>): readonly Rule[];
}

/** The rules that could match what has been read of a text. */
export interface GatheredRules {
  /** Adds a part in UTF-8 bytes: whole words, with `reach` characters around what is new. */
  add(bytes: Uint8Array): void;
  candidates(): readonly Rule[];
  readonly reach: number;
}

/** Groups rules by language at the first file of each language. */
export interface RuleIndex {
  groupFor(language: Language | undefined): RuleGroup;
}

export function createRuleIndex(rules: readonly Rule[]): RuleIndex {
  const groups = new Map<string, RuleGroup>();
  const tests = new Map(rules.flatMap((rule) => pathTest(rule)));
  return {
    groupFor(language) {
      const key = language?.id ?? '';
      const known = groups.get(key);
      if (known !== undefined) return known;
      const group = openGroup(rules, language, tests);
      groups.set(key, group);
      return group;
    },
  };
}

function openGroup(rules: readonly Rule[], language: Language | undefined, tests: ReadonlyMap<string, PathTest>): RuleGroup {
  const own = rulesIn(rules, language);
  const reached = reachedFrom(own, rules);
  const always = own.filter((rule) => !tests.has(rule.id));
  const sometimes = own.filter((rule) => tests.has(rule.id));
  let known: WordScanner | undefined;
  const scanner = (): WordScanner => (known ??= createWordScanner(own.map(prefilterOf)));
  const lookingAt = (path: string, indexes: readonly number[]): readonly Rule[] =>
    indexes.flatMap((index) => {
      const rule = own[index];
      return rule === undefined || tests.get(rule.id)?.(path) === false ? [] : rule;
    });
  return {
    language,
    rules: own,
    candidates: (path, bytes) => lookingAt(path, scanner().present(bytes)),
    gather(path) {
      const { reach, gather } = scanner();
      const { add, present } = gather();
      return { reach, add, candidates: () => lookingAt(path, present()) };
    },
    stamp: () => stampOf([...own, ...reached]),
    looksAt: (rule, path) => tests.get(rule.id)?.(path) !== false,
    pendingFor: (path, done) => [...own, ...reached].filter((rule) => !done.has(rule.id) && tests.get(rule.id)?.(path) !== false),
    rulesFor(path) {
      const matching = sometimes.filter((rule) => tests.get(rule.id)?.(path) === true);
      return matching.length === 0 ? always : own.filter((rule) => !tests.has(rule.id) || matching.includes(rule));
    },
  };
}

/** Those for a language and for what its files may embed. */
function rulesIn(rules: readonly Rule[], language: Language | undefined): readonly Rule[] {
  const accepted = new Set(language === undefined ? ['generic'] : [language, ...embeddedIn(language)].flatMap(ruleLanguagesFor));
  return rules.filter((rule) => rule.languages.some((id) => accepted.has(id)));
}

/** Rules that look at what extract rules take out of such files. */
function reachedFrom(own: readonly Rule[], rules: readonly Rule[]): readonly Rule[] {
  const targets = new Set(own.flatMap(({ detector }) => (detector.kind === 'extract' ? [detector.language] : [])));
  const reached = [...targets].flatMap((id) => rulesIn(rules, languageById(id)));
  return [...new Set(reached)].filter((rule) => !own.includes(rule));
}

/** Without what only people read. */
function stampOf(rules: readonly Rule[]): string {
  const hash = createHash('sha256');
  for (const rule of rules) hash.update(JSON.stringify({ ...rule, examples: [], help: '', references: [] }));
  return hash.digest('hex').slice(0, 32);
}

/** Its globs are compiled when a path is first asked about. */
function pathTest(rule: Rule): readonly (readonly [string, PathTest])[] {
  const { include, exclude } = rule.paths;
  if (include.length === 0 && exclude.length === 0) return [];
  let known: PathTest | undefined;
  const test = (): PathTest => (known ??= compileTest(include, exclude));
  return [[rule.id, (path) => test()(path)]];
}

function compileTest(include: readonly string[], exclude: readonly string[]): PathTest {
  const included = include.length === 0 ? () => true : compileGlobs(include);
  const excluded = compileGlobs(exclude);
  return (path) => included(path) && !excluded(path);
}
