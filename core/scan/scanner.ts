import { createHash } from 'node:crypto';
import type { Assets } from '../kernel/context.ts';
import { languageById, languageOf, ruleLanguagesFor } from './languages/index.ts';
import type { Language } from './languages/language.ts';
import type { Edit, FileResult, Finding, Fix, LanguageId, Pack, Rule, RuleProblem, Source } from './model.ts';
import { checkPathOnly, checkRaw, checkText, pathMatches, type RawResult, settle } from './scanner/check.ts';
import { createEngine, type Engine } from './scanner/engine.ts';
import { type Explanation, explainRuleAt } from './scanner/explain.ts';
import { type LintDepth, lintRules } from './scanner/lint.ts';
import type { FileCost } from './scanner/meter.ts';
import { hasFlows } from './scanner/link-facts.ts';
import { finishLinked, type FlowHit, type Linker, type LinkTexts, openLinker } from './scanner/link-files.ts';
import { type KnownFile, type Plans, planLinks } from './scanner/link-plans.ts';
import type { LinkFile } from './scanner/link-units.ts';
import { openSession } from './scanner/session.ts';
import { suppressFinding, type SuppressionScope } from './scanner/suppress-finding.ts';
import { fixAllEdits, verifyFix } from './scanner/verify-fix.ts';
import type { Split, SuppressionRule } from './suppress/apply.ts';
import type { SuppressionPolicy } from './suppress/policy.ts';
import { openGrammars } from './tree/grammar.ts';

/** Everything a scanner needs to know; plain data that is sent to threads and hashed. */
export interface ScannerSettings {
  /** Packs in use, with severities and rules already overridden. */
  readonly packs: readonly Pack[];
  readonly suppressions: readonly SuppressionRule[];
  /** What the settings want of suppressions; absent: as the configuration has it by default. */
  readonly suppressionPolicy?: SuppressionPolicy;
  /** Characters of a text; larger ones are a skip. */
  readonly maxFileSize: number;
  /** Language by file extension, over the built-in ones. */
  readonly languages: Readonly<Record<string, LanguageId>>;
  /** Day of today as YYYY-MM-DD, for expiry. */
  readonly today: string;
  /** Severity and confidence of findings in test code: low, or the same as elsewhere. */
  readonly testCode: 'low' | 'same';
}

/** Replace `start..end` of the text at that moment (UTF-16 offsets) by `text`. */
export interface SessionChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text that is checked again after each change. Close it to free its tree. */
export interface EditorSession {
  readonly text: string;
  readonly result: FileResult;
  /** Whether the result equals a full check of the text. */
  readonly isSettled: boolean;
  /**
   * Applies the changes in order; the result equals a full check of the new text. A `quick` update looks for everything but data flows,
   * whose findings only move along with their text until `settle`.
   */
  update(changes: readonly SessionChange[], depth?: 'quick' | 'whole'): FileResult;
  settle(): FileResult;
  /** Goes on with settling for about so long; whether that is done. What it has done is lost with the next update. */
  settleFor(milliseconds: number): boolean;
  close(): void;
}

/** The engine as every frontend uses it. `check` is synchronous and depends on nothing but its arguments. */
export interface Scanner {
  readonly rules: readonly Rule[];
  /** Rules that could not be used; grows when a rule fails at its first use. */
  readonly problems: readonly RuleProblem[];
  /** Differs when the rules or settings differ. */
  readonly stamp: string;
  /**
   * Compiles rules for each of their languages without a file to check: all that need no longer wait for one to show that they cannot be
   * used, or only these. What is wrong is told, and added to `problems`.
   */
  lint(ruleIds?: ReadonlySet<string>, depth?: LintDepth): readonly RuleProblem[];
  /** Why a rule has no finding at a line (0-based), or that it has one. Throws `not_found` when there is no such rule. */
  explain(source: Source, ruleId: string, line: number): Explanation;
  languageOf(source: { readonly path: string; readonly text?: string; readonly languageId?: string }): Language | undefined;
  /** Rules that look at a file; `text` helps where only the first line tells the language. */
  rulesFor(path: string, languageId?: string, text?: string): readonly Rule[];
  check(source: Source, options?: { readonly ruleIds?: ReadonlySet<string> }): FileResult;
  /** Rules about the file's name alone, for files whose content is not text. */
  checkPath(path: string): FileResult;
  /** For scanning many files: the same in steps, so that whatever no rule can match is not even decoded, and results outlive settings. */
  readonly steps: ScanSteps;
  /** Applies the configured suppressions to findings that stand in no text. */
  suppress(findings: readonly Finding[]): Split;
  /** Quick: with the findings of data flows still to be looked for. */
  open(source: Source, depth?: 'quick' | 'whole'): EditorSession;
  /** The finding's fix, tried out: see `Fix.verified`. Throws `not_found` when the finding has none. */
  verifyFix(source: Source, finding: Finding): Fix;
  /** Edits that repair as many of the findings as can be verified together. */
  fixAll(source: Source, findings: readonly Finding[]): readonly Edit[];
  /** The edit that puts a comment with this reason at the finding, or for its rule at the top of the file, where it suppresses it; undefined where no comment can. */
  suppressFinding(source: Source, finding: Finding, reason: string, scope?: SuppressionScope): Edit | undefined;
}

/** `check` step by step. */
export interface ScanSteps {
  /** The rules that could match a file with these UTF-8 bytes (no byte order mark), by path and words. */
  candidates(path: string, language: Language | undefined, bytes: Uint8Array): readonly Rule[];
  /** What the candidates find, before suppressions of the project and the grading of test code; on demand with the facts for flows across files. */
  find(source: Source, candidates: readonly Rule[], withFacts?: boolean): RawResult;
  /** What rules about the file's name alone find. */
  findByPath(path: string): RawResult;
  /** Applies the settings that depend on nothing in the text. */
  settle(path: string, raw: RawResult): FileResult;
  /** Runs steps of several files under one time guard; undefined when it took so long that each has to be run by itself. */
  batch<T>(work: () => T): T | undefined;
  /** Differs when anything differs that the findings in files of a language come from: 32 hex digits. */
  stampFor(language: LanguageId): string;
  /** Runs work in which the costs of rules and files are taken, or not. */
  measure<T>(isOn: boolean, work: () => T): T;
  /** Runs the work on one file; tells what it cost where that is measured. */
  measured<T>(work: () => T): { readonly value: T; readonly cost?: FileCost };
  /** Problems that were there before any rule was used. */
  readonly initialProblems: readonly RuleProblem[];
  /** Languages whose rules look at files of a language. */
  ruleLanguages(language: LanguageId): readonly LanguageId[];
  /** Rules that look at a path of this language, without those whose ids are known already. */
  pendingFor(path: string, language: LanguageId, done: ReadonlySet<string>): readonly Rule[];
  readonly rulesById: ReadonlyMap<string, Rule>;
  /** Where flows across files are to be looked for, by the facts of the files; `settingsText` gives the text of settings files of the project. */
  planLinks(files: readonly KnownFile[], settingsText: LinkTexts['settingsText']): Plans;
  /** For following such plans; `files` are those of the plans. */
  linker(files: readonly LinkFile[], texts: LinkTexts): Linker;
  /** What a text gives in which flows from other files end, in place of what `find` gave. */
  finishLinked(source: Source, hits: readonly FlowHit[]): RawResult;
  /** Whether such flows can go through files of a language. */
  hasFlows(language: LanguageId): boolean;
}

const batchBudget = 5000;

function stepsOf(engine: Engine): ScanSteps {
  const isGuarded = engine.rules.some((rule) => !rule.trusted);
  return {
    rulesById: engine.rulesById,
    initialProblems: [...engine.failures.problems],
    measure: (isOn, work) => engine.meter.during(isOn, work),
    measured: (work) => engine.meter.file(work),
    candidates: (path, language, bytes) => engine.meter.part('setup', () => engine.index.groupFor(language)).candidates(path, bytes),
    find: (source, candidates, withFacts) => checkRaw(engine, source, candidates, withFacts),
    findByPath: (path) => pathMatches(engine, path),
    planLinks: (files, settingsText) => planLinks(engine, files, settingsText),
    linker: (files, texts) => openLinker(engine, files, texts),
    finishLinked: (source, hits) => finishLinked(engine, source, hits),
    hasFlows: (language) => hasFlows(languageById(language)),
    settle: (path, raw) => settle(engine, path, raw),
    stampFor: (language) => engine.index.groupFor(languageById(language)).stamp(),
    ruleLanguages: (language) => ruleLanguagesFor(languageById(language)),
    pendingFor: (path, language, done) => engine.index.groupFor(languageById(language)).pendingFor(path, done),
    batch(work) {
      if (!isGuarded) return work();
      const outcome = engine.guard.batch(work, batchBudget);
      return outcome.kind === 'done' ? outcome.value : undefined;
    },
  };
}

/** Opens a scanner; the parser starts here, grammars and rules load when they are first needed. */
export async function openScanner(settings: ScannerSettings, assets: Assets): Promise<Scanner> {
  const engine = createEngine(settings, await openGrammars(assets));
  let known: string | undefined;
  const stamp = (): string => (known ??= settingsStamp(settings));
  const scanner: Scanner = {
    rules: engine.rules,
    problems: engine.failures.problems,
    get stamp() {
      return stamp();
    },
    explain: (source, ruleId, line) => explainRuleAt(engine, source, { ruleId, line }),
    lint: (ruleIds, depth) => lintRules(engine, ruleIds, depth),
    languageOf: (source) => languageOf(source, settings.languages),
    rulesFor(path, languageId, text) {
      const source = { path, ...(languageId === undefined ? {} : { languageId }), ...(text === undefined ? {} : { text }) };
      return engine.index
        .groupFor(languageOf(source, settings.languages))
        .rulesFor(path)
        .filter((rule) => rule.partOf === undefined);
    },
    check: (source, options = {}) => checkText(engine, source, options.ruleIds),
    checkPath: (path) => checkPathOnly(engine, path),
    steps: stepsOf(engine),
    suppress: (findings) => engine.suppressor.split(findings, { text: '', language: undefined }),
    open: (source, depth) => openSession(engine, source, depth),
    verifyFix: (source, finding) => verifyFix(engine, source, finding),
    fixAll: (source, findings) => fixAllEdits(engine, source, findings),
    suppressFinding: (source, finding, reason, scope = 'line') => suppressFinding(engine, source, finding, { reason, scope }),
  };
  return scanner;
}

/** Differs when the settings differ; 32 hex digits. */
export function settingsStamp(settings: ScannerSettings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 32);
}
