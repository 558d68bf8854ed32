import type { JoinRow } from '../join-rule.ts';
import type { FileResult, Finding, LanguageId, Rule, Skip, Source, SuppressionComment } from '../model.ts';
import { isPathRule } from '../detectors/project-rule.ts';
import { type Steps, toEnd } from '../../kernel/steps.ts';
import { lineIndex } from '../../kernel/text.ts';
import { languageById, ruleLanguagesFor } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { type FileTree, openTextFile } from '../pattern/file-tree.ts';
import { wordsOf } from '../pattern/word-set.ts';
import type { Reach } from './carry.ts';
import { type CheckedSource, openSource } from './checked-source.ts';
import type { Engine } from './engine.ts';
import { toOuterMatches } from './extracted-matches.ts';
import { extractTexts, rulesForText } from './extracted-text.ts';
import { type RuleMatch, toFindings } from './findings.ts';
import { toRows } from './join-rows.ts';
import { gatherFacts } from './link-facts.ts';
import type { GatheredRules } from './rule-index.ts';
import type { TreeRuleResult } from './tree-rules.ts';
import { gradeTestCode } from './test-code.ts';
import { isTextRule } from './text-rules.ts';

/** Checks one text with all rules for its language and path, or only those of `ruleIds`. */
export function checkText(engine: Engine, source: Source, ruleIds?: ReadonlySet<string>): FileResult {
  const opened = openSource(engine, source);
  if (opened.kind === 'skip') return withSkip(checkPathOnly(engine, source.path), opened.skip);
  return finish(engine, opened.source, collectMatches(engine, opened.source, { ruleIds }));
}

/** What a check found before the settings have their say: suppressions of the text's own comments are marked, no others applied. */
export interface RawResult {
  readonly findings: readonly Finding[];
  readonly skips: readonly Skip[];
  /** Our comments that suppress, used or not. */
  readonly comments?: readonly SuppressionComment[];
  /** What the parts of join rules found. */
  readonly rows?: readonly JoinRow[];
  /** What other files need to know of it for data flows, packed (see `FileFacts`); absent where nobody asked. */
  readonly facts?: string;
}

/** The first half of `checkText`, with the rules that could match already known; on demand with what other files need to know. */
export function checkRaw(engine: Engine, source: Source, candidates: readonly Rule[], withFacts = false): RawResult {
  const opened = openSource(engine, source);
  if (opened.kind === 'skip') {
    const { findings, skips } = pathMatches(engine, source.path);
    return { findings, skips: [...skips, opened.skip] };
  }
  const collected: Collected = candidates.length === 0 ? { matches: [], skips: [] } : collectMatches(engine, opened.source, { candidates });
  if (!withFacts) return toRaw(engine, opened.source, collected);
  const { facts, skips } = gatherFacts(engine, opened.source);
  // Where only the facts need the tree, a few errors in it are no news.
  const unparsed = opened.source.skips.filter((skip) => skip.reason !== 'parse-errors' && !collected.skips.includes(skip));
  return { ...toRaw(engine, opened.source, { ...collected, skips: [...collected.skips, ...unparsed, ...skips] }), facts };
}

/** The same for a text in which flows from other files end. */
export function checkLinked(engine: Engine, source: Source, linked: readonly RuleMatch[]): RawResult {
  const opened = openSource(engine, source);
  if (opened.kind === 'skip') return { findings: [], skips: [opened.skip] };
  const { matches, skips } = collectMatches(engine, opened.source);
  return toRaw(engine, opened.source, { matches: [...matches, ...linked], skips });
}

/** The second half of `checkText`: what the settings say about test code and suppressions. */
export function settle(engine: Engine, path: string, { findings, skips, comments }: RawResult): FileResult {
  const graded = engine.settings.testCode === 'same' ? findings : gradeTestCode(findings, path, engine.rulesById);
  return { ...engine.suppressor.splitMarked(graded), skips, ...(comments === undefined ? {} : { comments }) };
}

/** Rules about names alone. */
export function checkPathOnly(engine: Engine, path: string): FileResult {
  return settle(engine, path, pathMatches(engine, path));
}

/** The first half of `checkPathOnly`. */
export function pathMatches(engine: Engine, path: string): RawResult {
  const rules = engine.index.groupFor(undefined).rulesFor(path).filter(isPathRule);
  const checked: CheckedSource = {
    path,
    text: '',
    language: undefined,
    lines: lineIndex(''),
    words: wordsOf(''),
    skips: [],
    opened: undefined,
    views: [],
    tree: () => undefined,
  };
  return toRaw(engine, checked, engine.textRules.run(rules, checked));
}

export interface Collected {
  readonly matches: readonly RuleMatch[];
  readonly skips: readonly Skip[];
  /** False where those far from what changed may be out of date. */
  readonly isWhole?: boolean | undefined;
}

/** The rules that could match: by language, path and words in the text. */
export function candidateRules(engine: Engine, checked: CheckedSource, { ruleIds, gathered }: CollectOptions = {}): readonly Rule[] {
  const rules = gathered?.candidates() ?? engine.index.groupFor(checked.language).candidates(checked.path, new TextEncoder().encode(checked.text));
  return rules.filter((rule) => rule.partOf === undefined && (ruleIds?.has(rule.id) !== false || rule.detector.kind === 'extract'));
}

export interface CollectOptions {
  /** Only these rules. */
  readonly ruleIds?: ReadonlySet<string> | undefined;
  /** The rules that could match, where they are known. */
  readonly candidates?: readonly Rule[] | undefined;
  /** Where the text was read in parts: what that tells about the rules. */
  readonly gathered?: GatheredRules | undefined;
  /** The trees of an earlier version of the same file. */
  readonly previous?: OpenedTrees | undefined;
  /** How far it goes beyond what changed since. Default: the whole file. */
  readonly reach?: Reach | undefined;
  /** Only the rules that follow data flows, or only the others, which also tell what was not checked. */
  readonly part?: 'flow' | 'plain' | undefined;
}

/** The trees of a text that were asked for, by language. */
export type OpenedTrees = ReadonlyMap<LanguageId, FileTree>;

/** Its own tree and those of its parts in other languages. */
export function openedTrees(checked: CheckedSource): OpenedTrees {
  const trees = [checked, ...checked.views].map(({ opened }) => opened).filter((tree) => tree !== undefined);
  return new Map(trees.map((tree) => [tree.language.id, tree]));
}

/** Runs the rules on one text and on its parts in other languages. */
export function collectMatches(engine: Engine, checked: CheckedSource, options: CollectOptions = {}): Collected {
  return toEnd(collectInSteps(engine, checked, options));
}

/** The same with rests, in which nobody else may look at the text. */
export function* collectInSteps(engine: Engine, checked: CheckedSource, options: CollectOptions = {}): Steps<Collected> {
  const known = options.candidates ?? candidateRules(engine, checked, options);
  return yield* collectLayers(
    engine,
    checked,
    known.filter((rule) => isOf(rule, options.part)),
    options,
  );
}

/** Texts are taken out in either part: there may be rules of both for them. */
function isOf({ detector }: Rule, part: CollectOptions['part']): boolean {
  return part === undefined || detector.kind === 'extract' || (detector.kind === 'taint') === (part === 'flow');
}

function* collectLayers(engine: Engine, checked: CheckedSource, rules: readonly Rule[], options: CollectOptions): Steps<Collected> {
  // Also where no part is in another language: the rules for such parts are not for the text around them.
  if (checked.language?.embedded === undefined) return yield* collectIn(engine, checked, rules, options);
  const own = rules.filter((rule) => rule.languages.includes('generic') || isFor(rule, checked.language));
  const layers: Collected[] = [];
  for (const view of checked.views) {
    const some = rules.filter((rule) => isFor(rule, view.language));
    const { matches, skips, isWhole } = yield* collectIn(engine, view, some, options);
    layers.push({ matches: matches.map((match) => ({ ...match, language: view.language })), skips, isWhole });
  }
  const all = [yield* collectIn(engine, checked, own, options), ...layers];
  return { matches: all.flatMap(({ matches }) => matches), skips: all.flatMap(({ skips }) => skips), isWhole: all.every(({ isWhole }) => isWhole !== false) };
}

function* collectIn(engine: Engine, checked: CheckedSource, rules: readonly Rule[], options: CollectOptions): Steps<Collected> {
  const { part, reach } = options;
  const previous = checked.language === undefined ? undefined : options.previous?.get(checked.language.id);
  const text = engine.textRules.run(rules.filter(isTextRule), checked);
  const found: TreeRuleResult[] = [];
  for (const { rules: some, file } of treeRuns(rules, checked))
    found.push(yield* engine.treeRules.runInSteps(some, { file, path: checked.path, previous, reach }));
  const matches = found.flatMap((run) => run.matches);
  const extracted = rules.some(isExtract) ? collectExtracted(engine, checked, matches.filter(isExtracted), options) : [];
  return {
    matches: [...text.matches, ...matches.filter((match) => !isExtracted(match)), ...extracted.flatMap((each) => each.matches)],
    skips: [...(part === 'flow' ? [] : checked.skips), ...text.skips, ...[...found, ...extracted].flatMap((run) => run.skips)],
    isWhole: found.every(({ isWhole }) => isWhole),
  };
}

function isExtract({ detector }: Rule): boolean {
  return detector.kind === 'extract';
}

function isExtracted({ rule }: RuleMatch): boolean {
  return isExtract(rule);
}

/** What other rules find in the texts that extract rules take out. */
function collectExtracted(
  engine: Engine,
  checked: CheckedSource,
  matches: readonly RuleMatch[],
  { ruleIds, candidates, part }: CollectOptions,
): readonly Collected[] {
  const { texts, skips } = extractTexts(engine, checked, matches);
  const isWanted = (rule: Rule) => ruleIds?.has(rule.id) !== false && (rule.partOf === undefined || candidates !== undefined) && isOf(rule, part);
  const found = texts.map((text) => {
    const rules = rulesForText(engine, text).filter(isWanted);
    return rules.length === 0 ? noneCollected : toOuterMatches(engine, checked, text, toEnd(collectLayers(engine, text.source, rules, { part })));
  });
  return [{ matches: [], skips: part === 'flow' ? [] : skips }, ...found];
}

const noneCollected: Collected = { matches: [], skips: [] };

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
export function finish(engine: Engine, checked: CheckedSource, collected: Collected): FileResult {
  return settle(engine, checked.path, toRaw(engine, checked, collected));
}

function toRaw(engine: Engine, checked: CheckedSource, { matches, skips }: Collected): RawResult {
  const own = matches.filter(({ rule }) => rule.partOf === undefined);
  const rows = own.length === matches.length ? [] : toRows(engine, matches, checked);
  const said = engine.suppressor.commentsOf(checked);
  const findings = said.mark(toFindings(own, checked));
  const comments = said.listed([...findings, ...rows.flatMap(({ finding }) => finding ?? [])]);
  return { findings, skips, ...(rows.length === 0 ? {} : { rows }), ...(comments.length === 0 ? {} : { comments }) };
}

function withSkip(result: FileResult, skip: Skip): FileResult {
  return { ...result, skips: [...result.skips, skip] };
}
