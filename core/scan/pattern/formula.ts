import type { AllFormula, Condition, Formula, LanguageId } from '../model.ts';
import { languageById } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import type { RuleOptions } from '../rule-options.ts';
import type { Grammar, Grammars } from '../tree/grammar.ts';
import { ComparisonError, parseComparison } from './comparison.ts';
import type { CompiledCondition, CompiledFormula, FormulaNode, FormulaProblem } from './compiled-formula.ts';
import { compileGeneric } from './generic/pattern.ts';
import { compilePattern } from './compile-pattern.ts';
import { compileQuery } from '../query/compile-query.ts';
import { QueryError } from '../query/parse-query.ts';
import { compileStructure, StructureError } from '../structure/compile-rule.ts';
import { compileRegex, RegexError, withFlag } from './regex.ts';

export type { CompiledFormula, FormulaProblem } from './compiled-formula.ts';

/** What a formula is compiled for; without a grammar, patterns are matched as text. */
interface Target {
  readonly language: Language;
  readonly grammar: Grammar | undefined;
  readonly setting: FormulaSetting;
}

/** What else compiling may need: the rule's options, and grammars for texts in other languages. */
export interface FormulaSetting {
  readonly options?: RuleOptions | undefined;
  readonly grammars?: Grammars | undefined;
  /** The rule's languages: a pattern needs to be valid in one of them. */
  readonly languages?: readonly LanguageId[] | undefined;
}

/** What patterns are compiled for: files of one language, parsed by its grammar; without one, patterns are matched as text. */
export interface FormulaTarget {
  readonly language: Language;
  readonly grammar: Grammar | undefined;
}

/** Stops compiling; becomes the problem of the whole formula. */
class FormulaError extends Error {
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** Compiles a formula for files of one grammar. A pattern or regex that cannot be used is a problem with its line and the reason. */
export function compileFormula(formula: Formula, { language, grammar }: FormulaTarget, setting: FormulaSetting = {}): CompiledFormula | FormulaProblem {
  try {
    const root = compileNode(formula, { language, grammar, setting });
    if (!isAnchored(root)) throw new FormulaError('the formula needs a pattern or regex that is not negated and not `inside`');
    return { kind: 'compiled', root };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return { kind: 'problem', problem: { file: '', message: error.message, ...(error.line === undefined ? {} : { line: error.line }) } };
  }
}

function compileNode(formula: Formula, target: Target): FormulaNode {
  switch (formula.kind) {
    case 'pattern':
      return compilePatternNode(formula, target);
    case 'regex':
      return regexNode(formula);
    case 'any':
      return { kind: 'any', of: formula.of.map((part) => compileNode(part, target)) };
    case 'all':
      return compileAll(formula, target);
    case 'not':
    case 'inside':
    case 'anywhere':
      return compileAll({ kind: 'all', of: [formula], where: [], focus: [] }, target);
    case 'structure':
    case 'query':
      return compileTreeFormula(formula, target);
  }
  return formula satisfies never;
}

/** Formulas that speak about nodes and kinds need a tree. */
function compileTreeFormula(formula: Extract<Formula, { kind: 'structure' | 'query' }>, { language, grammar }: Target): FormulaNode {
  if (grammar === undefined) throw new FormulaError(`${language.id} has no syntax tree to look in`, formula.line);
  try {
    if (formula.kind === 'structure') return { kind: 'structure', structure: compileStructure(formula.structure, grammar) };
    return { kind: 'query', query: compileQuery(formula.query, grammar) };
  } catch (error) {
    if (error instanceof StructureError) throw new FormulaError(error.message, error.line ?? formula.line);
    if (error instanceof QueryError) throw new FormulaError(`query: ${error.message}`, formula.line);
    throw error;
  }
}

/** As Semgrep, `^` and `$` match at every line. */
function regexNode({ regex, line }: Extract<Formula, { kind: 'regex' }>): FormulaNode {
  return { kind: 'regex', regex: withFlag(withFlag(toRegex(regex, 'm', line), 'g'), 'd') };
}

function compilePatternNode({ pattern, line }: Extract<Formula, { kind: 'pattern' }>, { language, grammar, setting }: Target): FormulaNode {
  if (grammar === undefined || language.pattern === undefined) return { kind: 'generic', pattern: compileGeneric(pattern, setting.options) };
  const result = compilePattern(pattern, language, grammar, setting.options);
  if (result.kind === 'problem' && isForOther(pattern, language, setting)) return { kind: 'any', of: [] };
  if (result.kind === 'problem') throw new FormulaError(`pattern \`${shorten(pattern)}\`: ${result.message}`, line);
  return { kind: 'pattern', pattern: result.pattern };
}

/** Languages whose rules are also read as those of a language that extends them. */
const supersets: Readonly<Partial<Record<LanguageId, LanguageId>>> = { javascript: 'typescript' };

/** A pattern that is none of this language's means another language of the rule, or one that extends this: here it has no match. */
function isForOther(pattern: string, { id }: Language, { grammars, languages = [] }: FormulaSetting): boolean {
  const others = [...languages.filter((other) => other !== id), supersets[id] ?? []].flat();
  return grammars !== undefined && others.some((other) => isPatternOf(pattern, languageById(other), grammars));
}

function isPatternOf(pattern: string, language: Language, grammars: Grammars): boolean {
  if (language.grammar === undefined) return language.pattern === undefined;
  return compilePattern(pattern, language, grammars.get(language.grammar)).kind === 'pattern';
}

function compileAll(formula: AllFormula, target: Target): FormulaNode {
  const positives: FormulaNode[] = [];
  const inside: FormulaNode[] = [];
  const not: FormulaNode[] = [];
  const notInside: FormulaNode[] = [];
  const anywhere: FormulaNode[] = [];
  for (const part of formula.of) {
    if (part.kind === 'anywhere') anywhere.push(compileNode(part.of, target));
    else if (part.kind === 'inside') inside.push(compileNode(part.of, target));
    else if (part.kind === 'not' && part.of.kind === 'inside') notInside.push(compileNode(part.of.of, target));
    else if (part.kind === 'not') not.push(compileNode(part.of, target));
    else positives.push(compileNode(part, target));
  }
  const where = formula.where.map((condition) => compileCondition(condition, target));
  const [first, ...others] = positives;
  if (first !== undefined) positives.splice(0, positives.length, withChecks(first, where), ...others);
  return { kind: 'all', positives, inside, not, notInside, anywhere, where, focus: formula.focus, ...(formula.as === undefined ? {} : { as: formula.as }) };
}

/** The first positive pattern decides what its metavariables stand for, so regex conditions on them can be tried while it matches. */
function withChecks(node: FormulaNode, where: readonly CompiledCondition[]): FormulaNode {
  if (node.kind === 'any') return { kind: 'any', of: node.of.map((part) => withChecks(part, where)) };
  if (node.kind !== 'pattern') return node;
  const checks = where.flatMap((condition) => {
    const slot = condition.kind === 'regex' ? node.pattern.slots.indexOf(condition.metavariable) : -1;
    return condition.kind === 'regex' && slot >= 0 ? [{ slot, regex: condition.regex, quoted: condition.quoted }] : [];
  });
  return checks.length === 0 ? node : { kind: 'pattern', pattern: { ...node.pattern, checks } };
}

function compileCondition(condition: Condition, target: Target): CompiledCondition {
  switch (condition.kind) {
    case 'metavariable-regex': {
      const regex = withFlag(toRegex(condition.regex, ''), 'y');
      return { kind: 'regex', metavariable: condition.metavariable, regex, quoted: /["'`]/.test(condition.regex) };
    }
    case 'metavariable-comparison': {
      const comparison = compileComparison(condition.comparison);
      return { kind: 'comparison', comparison, ...(condition.metavariable === undefined ? {} : { metavariable: condition.metavariable }) };
    }
    case 'metavariable-pattern':
      return compileNested(condition, target);
    case 'metavariable-type':
      return { kind: 'type', metavariable: condition.metavariable, types: condition.types };
    case 'metavariable-analysis':
      return { kind: 'analysis', metavariable: condition.metavariable, analyzer: condition.analyzer };
  }
  return condition satisfies never;
}

function compileNested(condition: Extract<Condition, { kind: 'metavariable-pattern' }>, target: Target): CompiledCondition {
  const { language: id, metavariable } = condition;
  if (id === undefined || id === target.language.id) return { kind: 'pattern', metavariable, formula: compileNode(condition.formula, target) };
  const language = languageById(id);
  const grammar = language.grammar === undefined ? undefined : target.setting.grammars?.get(language.grammar);
  if (language.pattern !== undefined && grammar === undefined) throw new FormulaError(`metavariable-pattern in ${id} is not supported here`);
  const formula = compileNode(condition.formula, { language, grammar, setting: target.setting });
  return { kind: 'pattern', metavariable, formula, inner: { language, grammar } };
}

function toRegex(regex: string, flags: string, line?: number): RegExp {
  try {
    return compileRegex(regex, flags);
  } catch (error) {
    if (error instanceof RegexError) throw new FormulaError(`regex \`${shorten(regex)}\`: ${error.message}`, line);
    throw error;
  }
}

function compileComparison(text: string): ReturnType<typeof parseComparison> {
  try {
    return parseComparison(text);
  } catch (error) {
    if (error instanceof ComparisonError) throw new FormulaError(`comparison \`${shorten(text)}\`: ${error.message}`);
    throw error;
  }
}

function isAnchored(node: FormulaNode): boolean {
  if (node.kind === 'all') return node.positives.some(isAnchored) || (node.positives.length === 0 && node.inside.some(isAnchored));
  return node.kind !== 'any' || node.of.every(isAnchored);
}

function shorten(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
