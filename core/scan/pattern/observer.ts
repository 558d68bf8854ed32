import type { CompiledCondition, FormulaNode } from './compiled-formula.ts';
import type { Match } from './match.ts';

/** One clause of a formula at work: what it matches by itself, and which matches there were before and after it. */
export type ClauseStep = { readonly own: readonly Match[]; readonly before: readonly Match[]; readonly after: readonly Match[] } & (
  | { readonly role: 'pattern' | 'inside' | 'not' | 'not-inside' | 'anywhere'; readonly clause: FormulaNode }
  | { readonly role: 'condition'; readonly clause: CompiledCondition }
);

/** Is told of every clause in the order of evaluation; clauses after the last match is lost are not evaluated. */
export type Observer = (step: ClauseStep) => void;
