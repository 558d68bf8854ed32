import type { FileTree } from '../pattern/file-tree.ts';
import type { CompiledRule } from './compile-rule.ts';
import type { Environment } from './match-pattern.ts';

/** What matching a rule needs besides the node. */
export interface RuleContext {
  readonly file: FileTree;
  /** Rules within rules so far; utility rules may refer to themselves. */
  readonly depth: number;
  /** Matches a rule that another one refers to: `matchRule`. */
  readonly match: (rule: CompiledRule, node: number, bound: Environment, context: RuleContext) => Environment | undefined;
}
