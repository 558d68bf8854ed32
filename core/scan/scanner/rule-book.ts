import { type Steps, toEnd } from '../../kernel/steps.ts';
import { type CompiledTaint, compileTaint, detectTaintInSteps, endFormulas, taintFormulas } from '../detectors/taint.ts';
import type { RawMatch } from '../detectors/raw-match.ts';
import { searchResults } from '../detectors/search.ts';
import type { Language } from '../languages/language.ts';
import type { Rule } from '../model.ts';
import type { TimeGuard } from '../regex/guard.ts';
import { type CarriedMatches, createDispatcher, type Dispatcher } from '../pattern/dispatcher.ts';
import { matchFormula } from '../pattern/evaluate.ts';
import { isExhausted } from '../pattern/exhausted.ts';
import type { Match } from '../pattern/match.ts';
import type { Cut } from '../flow/machine.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { type CompiledFormula, compileFormula, type FormulaProblem } from '../pattern/formula.ts';
import type { Grammar, Grammars } from '../tree/grammar.ts';

/** What the rules of a book are compiled for; without a grammar patterns are matched as text. */
export interface BookTarget {
  readonly language: Language;
  readonly grammar: Grammar | undefined;
}

export type Compiled =
  | { readonly kind: 'search'; readonly formula: CompiledFormula; readonly index: number }
  | { readonly kind: 'taint'; readonly taint: CompiledTaint; readonly indexes: readonly number[]; readonly endIndexes: readonly number[] }
  | { readonly kind: 'problem'; readonly message: string; readonly line?: number };

/** Search and taint rules compiled for one language, each at its first use. */
/** `cutOff`: the rule ran out of budget, so there may be more; `cuts`: functions whose data flow was not followed to the end. */
export interface RuleDetection {
  readonly matches: readonly RawMatch[];
  readonly cutOff: boolean;
  readonly cuts?: readonly Cut[];
  /** Matching its patterns was given up, not only the flow in some functions. */
  readonly isExhausted?: boolean;
}

export interface RuleBook {
  compiled(rule: Rule): Compiled;
  /** Compiles those that were not yet: a guard for all of them takes less time than one for each pattern. */
  prepare(rules: readonly Rule[]): void;
  /** Looks up the patterns of all these rules in one pass over the tree, or over what changed in it; `detect` then finds them done. */
  lookUp(rules: readonly Rule[], file: FileTree, carried?: CarriedMatches): Steps<void>;
  /** The same for the sources and sinks of taint rules alone. */
  lookUpEnds(rules: readonly Rule[], file: FileTree): Steps<void>;
  /** Matches of one rule. */
  detect(rule: Rule, file: FileTree): RuleDetection;
  /** The same with rests, in which no other rule may be asked about the file. */
  detectInSteps(rule: Rule, file: FileTree): Steps<RuleDetection>;
}

/** Milliseconds; after that each pattern is compiled by itself, when it is needed. */
const prepareBudget = 2000;

/** `grammars` serve texts in other languages inside a file. */
export function createRuleBook(target: BookTarget, grammars: Grammars, guard: TimeGuard): RuleBook {
  const known = new Map<string, Compiled>();
  /** Indexes of all formulas of the book: equal ones of several taint rules are one. */
  const formulas = new Map<CompiledFormula, number>();
  let dispatcher: Dispatcher | undefined;
  const indexOf = (formula: CompiledFormula): number => {
    const index = formulas.get(formula) ?? formulas.size;
    if (index === formulas.size) dispatcher = undefined;
    formulas.set(formula, index);
    return index;
  };
  const compiled = (rule: Rule): Compiled => {
    const cached = known.get(rule.id);
    if (cached !== undefined) return cached;
    const made = compileSafely(rule, { ...target, grammars }, indexOf);
    known.set(rule.id, made);
    return made;
  };
  const lookUp = (file: FileTree, wanted: ReadonlySet<number>, carried?: CarriedMatches): Steps<void> => {
    dispatcher ??= createDispatcher([...formulas.keys()]);
    return dispatcher.lookUp(file, wanted, carried);
  };
  return {
    compiled,
    prepare(rules) {
      const fresh = rules.filter(({ id }) => !known.has(id));
      if (fresh.length > 1) guard.batch(() => fresh.forEach(compiled), prepareBudget);
    },
    lookUp: (rules, file, carried) => lookUp(file, new Set(rules.flatMap((rule) => indexesOf(compiled(rule)))), carried),
    lookUpEnds: (rules, file) => lookUp(file, new Set(rules.flatMap((rule) => endIndexesOf(compiled(rule))))),
    detect: (rule, file) => toEnd(detection(compiled(rule), rule, file)),
    detectInSteps: (rule, file) => detection(compiled(rule), rule, file),
  };
}

function* detection(entry: Compiled, rule: Rule, file: FileTree): Steps<RuleDetection> {
  if (entry.kind === 'search') return searchDetection(rule, entry.formula, file);
  return entry.kind === 'taint' ? yield* taintDetection(rule, entry.taint, file) : { matches: [], cutOff: false };
}

function searchDetection(rule: Rule, formula: CompiledFormula, file: FileTree): RuleDetection {
  const matches = searchMatches(rule, matchFormula(formula, file));
  const isCut = isExhausted(formula, file);
  return { matches, cutOff: isCut, isExhausted: isCut };
}

/** Also cut off where a pattern of it was not looked up to the end. */
function* taintDetection(rule: Rule, taint: CompiledTaint, file: FileTree): Steps<RuleDetection> {
  const found = yield* detectTaintInSteps(rule, taint, file);
  return file.exhausted.size > 0 && taintFormulas(taint).some((formula) => isExhausted(formula, file)) ? { ...found, cutOff: true, isExhausted: true } : found;
}

/** A join rule needs everything its parts can bind, also where several matches have one place, and so does an extract rule. */
function searchMatches(rule: Rule, matches: readonly Match[]): readonly RawMatch[] {
  return rule.partOf === undefined && rule.detector.kind === 'search' ? searchResults(matches) : matches;
}

function indexesOf(compiled: Compiled): readonly number[] {
  if (compiled.kind === 'search') return [compiled.index];
  return compiled.kind === 'taint' ? compiled.indexes : [];
}

function endIndexesOf(compiled: Compiled): readonly number[] {
  return compiled.kind === 'taint' ? compiled.endIndexes : [];
}

interface CompileTarget extends BookTarget {
  readonly grammars: Grammars;
}

/** A pattern that our own compiler chokes on costs one rule, not the scan. */
function compileSafely(rule: Rule, target: CompileTarget, indexOf: (formula: CompiledFormula) => number): Compiled {
  try {
    return compile(rule, target, indexOf);
  } catch (thrown) {
    return { kind: 'problem', message: `it cannot be compiled (${thrown instanceof Error ? thrown.message.slice(0, 120) : 'unknown'})` };
  }
}

function compile(
  { detector, options, languages }: Rule,
  { language, grammar, grammars }: CompileTarget,
  indexOf: (formula: CompiledFormula) => number,
): Compiled {
  if (detector.kind === 'search' || detector.kind === 'extract') {
    const formula = compileFormula(detector.formula, { language, grammar }, { options, grammars, languages });
    return formula.kind === 'compiled' ? { kind: 'search', formula, index: indexOf(formula) } : problemOf(formula);
  }
  if (detector.kind !== 'taint' || grammar === undefined) return { kind: 'problem', message: 'The rule needs a language with a syntax tree' };
  const taint = compileTaint(detector, { language, grammar }, { options, grammars, languages });
  if (taint.kind !== 'compiled') return problemOf(taint);
  return { kind: 'taint', taint, indexes: taintFormulas(taint).map(indexOf), endIndexes: endFormulas(taint).map(indexOf) };
}

function problemOf({ problem: { message, line } }: FormulaProblem): Compiled {
  return { kind: 'problem', message, ...(line === undefined ? {} : { line }) };
}
