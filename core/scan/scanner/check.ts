import type { FileResult, Rule, Skip, Source } from '../model.ts';
import { isPathRule } from '../detectors/project-rule.ts';
import { lineIndex } from '../../kernel/text.ts';
import { languageById, ruleLanguagesFor } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { type FileTree, openTextFile } from '../pattern/file-tree.ts';
import { wordsOf } from '../pattern/word-set.ts';
import { type CheckedSource, openSource } from './checked-source.ts';
import type { Engine } from './engine.ts';
import { type RuleMatch, toFindings } from './findings.ts';
import { gradeTestCode } from './test-code.ts';
import { isTextRule } from './text-rules.ts';

/** Checks one text with all rules for its language and path, or only those of `ruleIds`. */
export function checkText(engine: Engine, source: Source, ruleIds?: ReadonlySet<string>): FileResult {
  const opened = openSource(engine, source);
  if (opened.kind === 'skip') return withSkip(checkPathOnly(engine, source.path), opened.skip);
  const collected = collectMatches(engine, opened.source, { ruleIds });
  return finish(engine, opened.source, collected);
}

/** Rules about names alone. */
export function checkPathOnly(engine: Engine, path: string): FileResult {
  const rules = engine.index.groupFor(undefined).rulesFor(path).filter(isPathRule);
  const checked: CheckedSource = {
    path,
    text: '',
    language: undefined,
    lines: lineIndex(''),
    words: wordsOf(''),
    skips: [],
    opened: undefined,
    tree: () => undefined,
  };
  return finish(engine, checked, engine.textRules.run(rules, checked));
}

export interface Collected {
  readonly matches: readonly RuleMatch[];
  readonly skips: readonly Skip[];
}

/** The rules that could match: by language, path and words in the text. */
export function candidateRules(engine: Engine, checked: CheckedSource, ruleIds?: ReadonlySet<string>): readonly Rule[] {
  const group = engine.index.groupFor(checked.language);
  const rules = group.rulesFor(checked.path);
  const wanted = ruleIds === undefined ? rules : rules.filter((rule) => ruleIds.has(rule.id));
  return wanted.length === 0 ? wanted : group.staying(wanted, checked.text, checked.words);
}

export interface CollectOptions {
  /** Only these rules. */
  readonly ruleIds?: ReadonlySet<string> | undefined;
  /** The tree of an earlier version of the same file. */
  readonly previous?: FileTree | undefined;
  /** Only the rules that follow data flows, or only the others, which also tell what was not checked. */
  readonly part?: 'flow' | 'plain' | undefined;
}

/** Runs the rules on one text. */
export function collectMatches(engine: Engine, checked: CheckedSource, { ruleIds, previous, part }: CollectOptions = {}): Collected {
  const rules = candidateRules(engine, checked, ruleIds).filter((rule) => part === undefined || (rule.detector.kind === 'taint') === (part === 'flow'));
  const text = engine.textRules.run(rules.filter(isTextRule), checked);
  const found = treeRuns(rules, checked).map(({ rules: some, file }) => engine.treeRules.run(some, { file, path: checked.path, previous }));
  return {
    matches: [...text.matches, ...found.flatMap((run) => run.matches)],
    skips: [...(part === 'flow' ? [] : checked.skips), ...text.skips, ...found.flatMap((run) => run.skips)],
  };
}

/** Rules with patterns, with the form of the file that each is for: its tree, or its plain text for generic rules. */
function treeRuns(rules: readonly Rule[], checked: CheckedSource): readonly { readonly rules: readonly Rule[]; readonly file: FileTree }[] {
  const pattern = rules.filter((rule) => !isTextRule(rule));
  const own = pattern.filter((rule) => isFor(rule, checked.language));
  const generic = pattern.filter((rule) => !own.includes(rule));
  const file = own.length === 0 ? undefined : fileFor(checked);
  return [
    ...(file === undefined ? [] : [{ rules: own, file }]),
    ...(generic.length === 0 ? [] : [{ rules: generic, file: openTextFile(checked.text, languageById('generic')) }]),
  ];
}

function fileFor(checked: CheckedSource): FileTree | undefined {
  const { language, text } = checked;
  return language !== undefined && language.grammar === undefined ? openTextFile(text, language) : checked.tree();
}

function isFor(rule: Rule, language: Language | undefined): boolean {
  const accepted = language === undefined ? [] : ruleLanguagesFor(language);
  return rule.languages.some((id) => id !== 'generic' && accepted.includes(id));
}

/** From matches to findings: order, fingerprints, fixes, suppressions. */
export function finish(engine: Engine, checked: CheckedSource, { matches, skips }: Collected): FileResult {
  const all = toFindings(matches, checked);
  const findings = engine.settings.testCode === 'same' ? all : gradeTestCode(all, checked.path, engine.rulesById);
  return { ...engine.suppressor.split(findings, checked), skips };
}

function withSkip(result: FileResult, skip: Skip): FileResult {
  return { ...result, skips: [...result.skips, skip] };
}
