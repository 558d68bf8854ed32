import type { LanguageId, RuleProblem } from '../model.ts';
import type { Comparison } from './comparison.ts';
import type { CompiledPattern } from './pattern-node.ts';

/** A formula with its patterns compiled for one grammar. */
export type FormulaNode =
  | { readonly kind: 'pattern'; readonly pattern: CompiledPattern }
  | { readonly kind: 'regex'; readonly regex: RegExp }
  | {
      readonly kind: 'all';
      /** What a match is; at least one unless the formula only restricts a given range. */
      readonly positives: readonly FormulaNode[];
      readonly inside: readonly FormulaNode[];
      readonly not: readonly FormulaNode[];
      readonly notInside: readonly FormulaNode[];
      readonly where: readonly CompiledCondition[];
      readonly focus: readonly string[];
    }
  | { readonly kind: 'any'; readonly of: readonly FormulaNode[] };

export type CompiledCondition =
  | { readonly kind: 'regex'; readonly metavariable: string; readonly regex: RegExp; readonly quoted: boolean }
  | { readonly kind: 'pattern'; readonly metavariable: string; readonly formula: FormulaNode; readonly language?: LanguageId }
  | { readonly kind: 'comparison'; readonly metavariable?: string; readonly comparison: Comparison };

export interface CompiledFormula {
  readonly kind: 'compiled';
  readonly root: FormulaNode;
}

/** Why a formula could not be compiled. `file` and `ruleId` are left to whoever knows them. */
export interface FormulaProblem {
  readonly kind: 'problem';
  readonly problem: RuleProblem;
}
