import { type Steps, toEnd } from '../../kernel/steps.ts';
import { analyzeTaintInSteps } from '../flow/analysis.ts';
import type { Cut } from '../flow/machine.ts';
import type { PropagatorMatch, TaintMatch, TaintMatches } from '../flow/marks.ts';
import type { Scheme } from '../flow/scheme.ts';
import { flowTables } from '../languages/flow/index.ts';
import { ruleLanguagesFor } from '../languages/index.ts';
import type { Detector, Formula, LanguageId, Rule, TaintSpec } from '../model.ts';
import { BudgetError } from '../pattern/budget.ts';
import { matchFormula } from '../pattern/evaluate.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { type CompiledFormula, compileFormula, type FormulaProblem, type FormulaSetting, type FormulaTarget } from '../pattern/formula.ts';
import type { Match } from '../pattern/match.ts';
import type { Grammar } from '../tree/grammar.ts';
import type { RawMatch } from './raw-match.ts';
import { meaningOf, propagatorMeaning, type PropagatorMeaning, schemeOf, type SpecMeaning } from './taint-scheme.ts';

type TaintDetector = Extract<Detector, { kind: 'taint' }>;

export interface CompiledSpec {
  readonly formula: CompiledFormula;
  readonly meaning: SpecMeaning;
  readonly notConflicting: boolean;
}

export interface CompiledPropagator {
  readonly formula: CompiledFormula;
  readonly meaning: PropagatorMeaning;
}

/** A taint rule compiled for one language. */
export interface CompiledTaint {
  readonly kind: 'compiled';
  readonly sources: readonly CompiledSpec[];
  readonly sinks: readonly CompiledSpec[];
  readonly sanitizers: readonly CompiledSpec[];
  readonly propagators: readonly CompiledPropagator[];
  readonly scheme: Scheme | undefined;
}

/** `cutOff`: the file was too large to be followed to the end, so matches may be missing; `cuts`: functions that were not. */
export interface TaintDetection {
  readonly matches: readonly RawMatch[];
  readonly cutOff: boolean;
  readonly cuts: readonly Cut[];
}

/** What a taint rule is compiled for: a language with a syntax tree. */
export interface TaintTarget extends FormulaTarget {
  readonly grammar: Grammar;
}

/** Compiles the formulas that are written for the language. A rule without sources or sinks left for it finds nothing. */
export function compileTaint(detector: TaintDetector, target: TaintTarget, setting: FormulaSetting = {}): CompiledTaint | FormulaProblem {
  const accepted = ruleLanguagesFor(target.language);
  const compile = <S extends { readonly formula: Formula; readonly languages?: readonly LanguageId[] }>(specs: readonly S[]): Compiled<S> => {
    const compiled: { formula: CompiledFormula; spec: S }[] = [];
    for (const spec of specs) {
      if (spec.languages?.some((id) => accepted.includes(id)) === false) continue;
      const formula = sharedFormula(spec.formula, target, setting);
      if (formula.kind === 'problem') return formula;
      compiled.push({ formula, spec });
    }
    return { kind: 'specs', specs: compiled };
  };
  const sources = compile(detector.sources);
  const sinks = compile(detector.sinks);
  const sanitizers = compile(detector.sanitizers);
  const propagators = compile(detector.propagators);
  if (sources.kind === 'problem') return sources;
  if (sinks.kind === 'problem') return sinks;
  if (sanitizers.kind === 'problem') return sanitizers;
  if (propagators.kind === 'problem') return propagators;
  const scheme = schemeOf(detector, setting.options);
  const withMeaning = ({ specs }: { readonly specs: readonly Entry<TaintSpec>[] }): CompiledSpec[] =>
    specs.map(({ formula, spec }) => ({ formula, meaning: meaningOf(spec, scheme), notConflicting: spec.notConflicting === true }));
  return {
    kind: 'compiled',
    sources: withMeaning(sources),
    sinks: withMeaning(sinks),
    sanitizers: withMeaning(sanitizers),
    propagators: propagators.specs.map(({ formula, spec }) => ({ formula, meaning: propagatorMeaning(spec, scheme) })),
    scheme,
  };
}

/** All formulas of a rule, for looking up their patterns in one pass with those of other rules. */
export function taintFormulas(compiled: CompiledTaint): readonly CompiledFormula[] {
  return [...compiled.sources, ...compiled.sinks, ...compiled.sanitizers, ...compiled.propagators].map((entry) => entry.formula);
}

/** Those of its sources and sinks. */
export function endFormulas({ sources, sinks }: CompiledTaint): readonly CompiledFormula[] {
  return [...sources, ...sinks].map(({ formula }) => formula);
}

/** Finds the sinks that a source reaches; a file without a match of both costs no more than looking for them. */
export function detectTaint(rule: Rule, compiled: CompiledTaint, file: FileTree): TaintDetection {
  return toEnd(detectTaintInSteps(rule, compiled, file));
}

/** The same with rests, in which nobody else may follow flows in the file. */
export function* detectTaintInSteps(_rule: Rule, compiled: CompiledTaint, file: FileTree): Steps<TaintDetection> {
  const table = flowTables[file.grammar.name];
  if (table === undefined) return nothing;
  for (const ends of [compiled.sinks, compiled.sources]) {
    yield* lookUp(ends, file);
    if (matchSpecs(ends, file).length === 0) return nothing;
  }
  yield* lookUp([...compiled.sanitizers, ...compiled.propagators], file);
  const { results, cutOff, cuts } = yield* analyzeTaintInSteps({ tree: file.tree, grammar: file.grammar, table }, matchesIn(compiled, file));
  return { matches: results, cutOff, cuts };
}

/** Matches each formula in a step of its own; they are remembered. */
function* lookUp(specs: readonly { readonly formula: CompiledFormula }[], file: FileTree): Steps<void> {
  for (const { formula } of specs) {
    yield;
    sharedMatches(formula, file);
  }
}

/** All matches of a taint rule in a file. */
export function matchesIn(compiled: CompiledTaint, file: FileTree): TaintMatches {
  const sources = matchSpecs(compiled.sources, file);
  const sinks = matchSpecs(compiled.sinks, file);
  return {
    sources,
    sinks,
    sanitizers: sanitizersIn(compiled, file, [...sources, ...sinks]),
    propagators: compiled.propagators.flatMap(({ formula, meaning }): PropagatorMatch[] =>
      sharedMatches(formula, file).map((match) => ({ ...match, ...meaning })),
    ),
    ...(compiled.scheme === undefined ? {} : { scheme: compiled.scheme }),
  };
}

/** A sanitizer that is told not to conflict leaves alone what is a source or a sink itself. */
function sanitizersIn({ sanitizers }: CompiledTaint, file: FileTree, others: readonly TaintMatch[]): readonly TaintMatch[] {
  if (!sanitizers.some(({ notConflicting }) => notConflicting)) return matchSpecs(sanitizers, file);
  const taken = new Set(others.map(({ start, end }) => `${start} ${end}`));
  return sanitizers.flatMap((spec) => matchSpecs([spec], file).filter(({ start, end }) => !spec.notConflicting || !taken.has(`${start} ${end}`)));
}

/** Matches of a rule's sources or sinks alone. */
export function matchesOfSpecs(specs: readonly CompiledSpec[], file: FileTree): readonly TaintMatch[] {
  return matchSpecs(specs, file);
}

const nothing: TaintDetection = { matches: [], cutOff: false, cuts: [] };

interface Entry<S> {
  readonly formula: CompiledFormula;
  readonly spec: S;
}

type Compiled<S> = { readonly kind: 'specs'; readonly specs: readonly Entry<S>[] } | FormulaProblem;

function matchSpecs(specs: readonly CompiledSpec[], file: FileTree): TaintMatch[] {
  return specs.flatMap(({ formula, meaning }) => sharedMatches(formula, file).map((match): TaintMatch => ({ ...match, ...meaning })));
}

/** Many rules have the same sources: equal formulas are compiled once per grammar, and matched once per file. */
const compiledFormulas = new WeakMap<Grammar, Map<string, CompiledFormula | FormulaProblem>>();
const formulaMatches = new WeakMap<FileTree, Map<CompiledFormula, readonly Match[] | BudgetError>>();

function sharedFormula(formula: Formula, target: TaintTarget, setting: FormulaSetting): CompiledFormula | FormulaProblem {
  const { language, grammar } = target;
  const key = `${language.id} ${JSON.stringify(setting.options)} ${setting.languages?.join()} ${JSON.stringify(formula)}`;
  const known = compiledFormulas.get(grammar) ?? new Map<string, CompiledFormula | FormulaProblem>();
  compiledFormulas.set(grammar, known);
  const ready = known.get(key);
  if (ready !== undefined) return ready;
  const compiled = compileFormula(formula, target, setting);
  known.set(key, compiled);
  return compiled;
}

function sharedMatches(formula: CompiledFormula, file: FileTree): readonly Match[] {
  const known = formulaMatches.get(file) ?? new Map<CompiledFormula, readonly Match[] | BudgetError>();
  formulaMatches.set(file, known);
  const ready = known.get(formula);
  if (ready instanceof BudgetError) throw ready;
  if (ready !== undefined) return ready;
  const matches = matchOrCut(formula, file);
  known.set(formula, matches);
  if (matches instanceof BudgetError) throw matches;
  return matches;
}

/** A formula that ran out of its budget for one rule does so for all. */
function matchOrCut(formula: CompiledFormula, file: FileTree): readonly Match[] | BudgetError {
  try {
    return matchFormula(formula, file);
  } catch (thrown) {
    if (thrown instanceof BudgetError) return thrown;
    throw thrown;
  }
}
