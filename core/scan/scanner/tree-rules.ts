import { type Steps, toEnd } from '../../kernel/steps.ts';
import type { RawMatch } from '../detectors/raw-match.ts';
import type { CompiledTaint } from '../detectors/taint.ts';
import type { Rule, Skip } from '../model.ts';
import type { CarriedMatches } from '../pattern/dispatcher.ts';
import { BudgetError } from '../pattern/budget.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { Grammars } from '../tree/grammar.ts';
import { carryMatches, type Reach } from './carry.ts';
import { enclosingNames } from './enclosing-names.ts';
import type { Failures } from './failures.ts';
import type { RuleMatch } from './findings.ts';
import type { Watch } from './meter.ts';
import { type BookTarget, type Compiled, createRuleBook, type RuleBook, type RuleDetection } from './rule-book.ts';

export interface TreeRuleResult {
  readonly matches: readonly RuleMatch[];
  readonly skips: readonly Skip[];
  /** Whether the matches are those of a check of the whole file; others are so near what changed. */
  readonly isWhole: boolean;
}

/** A parsed file and its path. `previous`: an earlier version that was checked; what did not change is taken over from it. */
export interface TreePlace {
  readonly file: FileTree;
  readonly path: string;
  readonly previous?: FileTree | undefined;
  /** Default: the whole file. */
  readonly reach?: Reach | undefined;
}

/** Runs search and taint rules on parsed files. */
export interface TreeRules {
  run(rules: readonly Rule[], place: TreePlace): TreeRuleResult;
  /** The same with rests, in which nobody else may look at the file. */
  runInSteps(rules: readonly Rule[], place: TreePlace): Steps<TreeRuleResult>;
  /** The rule as it is compiled for a language. */
  compiled(rule: Rule, target: BookTarget): Compiled;
  /** Of these taint rules those that can be used, with their patterns, or those of sources and sinks alone, looked up in the file together. Their failures are told when they run. */
  usable(rules: readonly Rule[], place: TreePlace, wanted?: 'ends'): readonly UsableTaint[];
  /** Compiles a rule for a language without running it; what is wrong with it, if anything. */
  problemOf(rule: Rule, target: BookTarget): { readonly message: string; readonly line?: number } | undefined;
}

/** A taint rule ready to be asked for its matches. */
export interface UsableTaint {
  readonly rule: Rule;
  readonly taint: CompiledTaint;
}

/** Milliseconds for all rules together that did not come with the product, per file; then for each alone. */
const guardedBudget = 2000;
const singleBudget = 300;
/** Milliseconds after which no further rule is tried on a file; the limits of each rule are met much earlier. */
const fileBudget = 20_000;
/** Findings of one rule in one file. */
const mostFindings = 10_000;

export function createTreeRules(failures: Failures, watch: Watch, grammars: Grammars): TreeRules {
  const books = new Map<string, RuleBook>();
  const bookFor = (target: BookTarget): RuleBook => {
    const { id } = target.language;
    const book = books.get(id) ?? createRuleBook(target, grammars, watch.guard);
    books.set(id, book);
    return book;
  };
  const openRun = (place: TreePlace): Run => {
    const { language, grammar } = place.file;
    const book = bookFor({ language, grammar: language.grammar === undefined ? undefined : grammar });
    const carried = place.previous === undefined ? undefined : carryMatches(place.previous, place.file, place.reach ?? 'whole');
    return {
      book,
      place,
      failures,
      watch,
      carried,
      deadline: performance.now() + fileBudget,
      left: [],
      matches: [],
      skips: [],
      isWhole: carried?.isWhole !== false,
    };
  };
  return {
    compiled: (rule, target) => bookFor(target).compiled(rule),
    usable: (rules, { file }, wanted) => usableIn(bookFor({ language: file.language, grammar: file.grammar }), rules, file, wanted),
    problemOf(rule, target) {
      const compiled = bookFor(target).compiled(rule);
      return compiled.kind === 'problem' ? compiled : undefined;
    },
    run: (rules, place) => toEnd(runRules(rules, openRun(place))),
    runInSteps: (rules, place) => runRules(rules, openRun(place)),
  };
}

function usableIn(book: RuleBook, rules: readonly Rule[], file: FileTree, wanted?: 'ends'): readonly UsableTaint[] {
  book.prepare(rules);
  const taints = rules.flatMap((rule): readonly UsableTaint[] => {
    const compiled = book.compiled(rule);
    return compiled.kind === 'taint' ? [{ rule, taint: compiled.taint }] : [];
  });
  try {
    const own = taints.map(({ rule }) => rule);
    toEnd(wanted === 'ends' ? book.lookUpEnds(own, file) : book.lookUp(own, file));
  } catch {
    // Each rule then looks its own up, and tells its own failure.
    file.found.clear();
  }
  return taints;
}

function* runRules(rules: readonly Rule[], run: Run): Steps<TreeRuleResult> {
  const usable = run.watch.meter.part('setup', () => {
    run.book.prepare(rules);
    return rules.filter((rule) => isUsable(rule, run));
  });
  yield* runAll(
    usable.filter((rule) => rule.trusted),
    run,
  );
  const guarded = usable.filter((rule) => !rule.trusted);
  if (guarded.length > 0) runGuarded(guarded, run);
  tellLeft(run);
  return run;
}

/** One call of `run` and what it has found so far. */
interface Run {
  readonly book: RuleBook;
  readonly place: TreePlace;
  readonly failures: Failures;
  readonly watch: Watch;
  readonly carried: CarriedMatches | undefined;
  /** As `performance.now` tells it. */
  readonly deadline: number;
  /** Rules for which there was no time. */
  readonly left: string[];
  readonly matches: RuleMatch[];
  readonly skips: Skip[];
  readonly isWhole: boolean;
}

function isUsable(rule: Rule, { book, failures, place, skips }: Run): boolean {
  const compiled = book.compiled(rule);
  if (compiled.kind === 'problem') skips.push(...failures.report(rule, place.path, compiled.message, compiled.line));
  return compiled.kind !== 'problem';
}

/** Who asks what each rule costs gets it looked up by itself. */
function* runAll(rules: readonly Rule[], run: Run): Steps<void> {
  if (!run.watch.meter.isOn) yield* lookUpTogether(rules, run);
  for (const rule of rules) {
    if (!isInTime(rule, run)) continue;
    yield;
    yield* runOne(rule, run);
  }
}

function isInTime({ id }: Rule, { deadline, left }: Run): boolean {
  const isLate = performance.now() > deadline;
  if (isLate) left.push(id);
  return !isLate;
}

function tellLeft({ left, place: { path }, skips }: Run): void {
  if (left.length === 0) return;
  const named = left.length <= mostNamed ? left.join(', ') : `${left.slice(0, mostNamed).join(', ')} and ${left.length - mostNamed} more`;
  skips.push({ path, reason: 'budget', message: `${path} took more than ${fileBudget / 1000} s; these rules were not applied to it: ${named}` });
}

const mostNamed = 10;

/** One pass for the patterns of all rules. When it throws, each rule looks its own up and tells its own failure. */
function* lookUpTogether(rules: readonly Rule[], { book, place, carried }: Run): Steps<void> {
  try {
    if (rules.length > 0) yield* book.lookUp(rules, place.file, carried);
  } catch {
    place.file.found.clear();
  }
}

function* runOne(rule: Rule, run: Run): Steps<void> {
  const { path, file } = run.place;
  const { meter } = run.watch;
  try {
    const found = meter.isOn ? meter.rule(rule.id, () => run.book.detect(rule, file)) : yield* run.book.detectInSteps(rule, file);
    const isTooMany = found.matches.length > mostFindings;
    keep(rule, isTooMany ? found.matches.slice(0, mostFindings) : found.matches, run);
    if (found.cutOff || isTooMany) cutShort(rule, run, found);
  } catch (thrown) {
    if (thrown instanceof BudgetError) cutShort(rule, run, { isExhausted: true });
    else if (thrown instanceof RangeError) addOnce(run.skips, { path, reason: 'too-deep', message: `${path} is nested too deeply for some rules` });
    else run.skips.push(...run.failures.report(rule, path, `it failed while matching (${thrown instanceof Error ? thrown.message.slice(0, 120) : 'unknown'})`));
  }
}

/** Functions that are named for one rule in one file. */
const mostCuts = 5;

/** A rule that was not followed to its end: in the functions named, or in the file. */
function cutShort({ id }: Rule, { skips, watch, place: { path } }: Run, { cuts = [], isExhausted = false }: Pick<RuleDetection, 'cuts' | 'isExhausted'>): void {
  watch.meter.stopped(id);
  for (const { name, steps } of cuts.slice(0, mostCuts)) {
    skips.push({ path, reason: 'budget', message: `The rule ${id} did not follow ${name} in ${path} to its end (${steps} steps)` });
  }
  if (cuts.length > 0 && cuts.length <= mostCuts && !isExhausted) return;
  skips.push({ path, reason: 'budget', message: `The rule ${id} ran out of its budget in ${path}`, ...(isExhausted ? { ruleId: id } : {}) });
}

function runGuarded(rules: readonly Rule[], run: Run): void {
  const { guard, meter } = run.watch;
  const trial: Run = { ...run, left: [], matches: [], skips: [] };
  if (guard.run(() => toEnd(runAll(rules, trial)), guardedBudget).kind === 'done') {
    run.matches.push(...trial.matches);
    run.skips.push(...trial.skips);
    run.left.push(...trial.left);
    return;
  }
  const { path } = run.place;
  for (const rule of rules) {
    if (!isInTime(rule, run)) continue;
    if (guard.run(() => toEnd(runOne(rule, run)), singleBudget).kind === 'done') continue;
    meter.stopped(rule.id);
    run.skips.push({ path, reason: 'budget', message: `The rule ${rule.id} took too long on ${path}`, ruleId: rule.id });
  }
}

function keep(rule: Rule, found: readonly RawMatch[], { place, matches }: Run): void {
  const { file } = place;
  for (const match of found) {
    const scope = file.language.grammar === undefined ? '' : enclosingNames(file.tree, file.grammar, match);
    matches.push({ rule, match, scope });
  }
}

function addOnce(skips: Skip[], skip: Skip): void {
  if (!skips.some((known) => known.reason === skip.reason)) skips.push(skip);
}
