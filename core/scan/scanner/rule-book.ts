import { type CompiledTaint, compileTaint, detectTaint } from '../detectors/taint.ts';
import type { RawMatch } from '../detectors/raw-match.ts';
import { searchResults } from '../detectors/search.ts';
import type { Language } from '../languages/language.ts';
import type { Rule } from '../model.ts';
import { createDispatcher, type Dispatcher } from '../pattern/dispatcher.ts';
import { matchFormula } from '../pattern/evaluate.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { type CompiledFormula, compileFormula } from '../pattern/formula.ts';
import type { Grammar } from '../tree/grammar.ts';

/** What the rules of a book are compiled for; without a grammar patterns are matched as text. */
export interface BookTarget {
  readonly language: Language;
  readonly grammar: Grammar | undefined;
}

export type Compiled =
  | { readonly kind: 'search'; readonly formula: CompiledFormula; readonly index: number }
  | { readonly kind: 'taint'; readonly taint: CompiledTaint }
  | { readonly kind: 'problem'; readonly message: string };

/** Search and taint rules compiled for one language, each at its first use. */
export interface RuleBook {
  compiled(rule: Rule): Compiled;
  /** Matches of search rules in one pass over the tree, in the order of `rules`. */
  searchAll(rules: readonly Rule[], file: FileTree): readonly (readonly RawMatch[])[];
  /** Matches of one rule. `cutOff`: it ran out of budget, so there may be more. */
  detect(rule: Rule, file: FileTree): { readonly matches: readonly RawMatch[]; readonly cutOff: boolean };
}

export function createRuleBook(target: BookTarget): RuleBook {
  const known = new Map<string, Compiled>();
  const formulas: CompiledFormula[] = [];
  let dispatcher: Dispatcher | undefined;
  const compiled = (rule: Rule): Compiled => {
    const cached = known.get(rule.id);
    if (cached !== undefined) return cached;
    const made = compileSafely(rule, target, formulas.length);
    if (made.kind === 'search') {
      formulas.push(made.formula);
      dispatcher = undefined;
    }
    known.set(rule.id, made);
    return made;
  };
  const indexOf = (rule: Rule) => {
    const entry = compiled(rule);
    return entry.kind === 'search' ? entry.index : -1;
  };
  return {
    compiled,
    searchAll(rules, file) {
      const indexes = rules.map(indexOf);
      const wanted = new Set(indexes);
      dispatcher ??= createDispatcher(formulas);
      const found = dispatcher.matchAll(file, (index) => wanted.has(index));
      return indexes.map((index) => searchResults(found[index] ?? []));
    },
    detect(rule, file) {
      const entry = compiled(rule);
      if (entry.kind === 'search') return { matches: searchResults(matchFormula(entry.formula, file)), cutOff: false };
      return entry.kind === 'taint' ? detectTaint(rule, entry.taint, file) : { matches: [], cutOff: false };
    },
  };
}

/** A pattern that our own compiler chokes on costs one rule, not the scan. */
function compileSafely(rule: Rule, target: BookTarget, index: number): Compiled {
  try {
    return compile(rule, target, index);
  } catch (thrown) {
    return { kind: 'problem', message: `it cannot be compiled (${thrown instanceof Error ? thrown.message.slice(0, 120) : 'unknown'})` };
  }
}

function compile({ detector }: Rule, { language, grammar }: BookTarget, index: number): Compiled {
  if (detector.kind === 'search') {
    const formula = compileFormula(detector.formula, language, grammar);
    return formula.kind === 'compiled' ? { kind: 'search', formula, index } : { kind: 'problem', message: formula.problem.message };
  }
  if (detector.kind !== 'taint' || grammar === undefined) return { kind: 'problem', message: 'The rule needs a language with a syntax tree' };
  const taint = compileTaint(detector, language, grammar);
  return taint.kind === 'compiled' ? { kind: 'taint', taint } : { kind: 'problem', message: taint.problem.message };
}
