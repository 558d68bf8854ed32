import type { Language } from '../languages/language.ts';
import type { RuleProblem } from '../model.ts';
import type { Grammar } from '../tree/grammar.ts';
import type { Comparison } from './comparison.ts';
import type { CompiledQuery } from '../query/compile-query.ts';
import type { CompiledStructure } from '../structure/compile-rule.ts';
import type { GenericPattern } from './generic/pattern.ts';
import type { CompiledPattern } from './pattern-node.ts';

/** The part of a text that is all of it to a regex. */
export interface TextWindow {
  readonly start: number;
  readonly end: number;
}

/** A formula with its patterns compiled for one grammar. */
export type FormulaNode =
  | { readonly kind: 'pattern'; readonly pattern: CompiledPattern }
  | { readonly kind: 'regex'; readonly regex: RegExp; readonly window?: TextWindow }
  | { readonly kind: 'generic'; readonly pattern: GenericPattern }
  | {
      readonly kind: 'all';
      /** What a match is; at least one unless the formula only restricts a given range. */
      readonly positives: readonly FormulaNode[];
      readonly inside: readonly FormulaNode[];
      readonly not: readonly FormulaNode[];
      readonly notInside: readonly FormulaNode[];
      /** Each must match somewhere in the file. */
      readonly anywhere: readonly FormulaNode[];
      readonly where: readonly CompiledCondition[];
      /** One metavariable of each list. */
      readonly focus: readonly (readonly string[])[];
      /** Stands for the whole match. */
      readonly as?: string;
    }
  | { readonly kind: 'any'; readonly of: readonly FormulaNode[] }
  | { readonly kind: 'structure'; readonly structure: CompiledStructure }
  | { readonly kind: 'query'; readonly query: CompiledQuery };

export type CompiledCondition =
  | { readonly kind: 'regex'; readonly metavariable: string; readonly regex: RegExp; readonly quoted: boolean }
  | { readonly kind: 'pattern'; readonly metavariable: string; readonly formula: FormulaNode; readonly inner?: InnerText }
  | { readonly kind: 'type'; readonly metavariable: string; readonly types: readonly string[] }
  | { readonly kind: 'analysis'; readonly metavariable: string; readonly analyzer: 'entropy' | 'redos' }
  | { readonly kind: 'comparison'; readonly metavariable?: string; readonly comparison: Comparison };

/** The text of a metavariable is read in another language; without a grammar as plain text. */
export interface InnerText {
  readonly language: Language;
  readonly grammar: Grammar | undefined;
}

export interface CompiledFormula {
  readonly kind: 'compiled';
  readonly root: FormulaNode;
}

/** Why a formula could not be compiled. `file` and `ruleId` are left to whoever knows them. */
export interface FormulaProblem {
  readonly kind: 'problem';
  readonly problem: RuleProblem;
}
