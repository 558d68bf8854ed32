import { none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { heldValue } from './match-deep.ts';
import type { Matcher, Next } from './matcher.ts';
import type { PatternNode } from './pattern-node.ts';

/** Whether a pattern is a regex literal. */
export function isRegexPattern({ grammar }: FileTree, { kind }: PatternNode): boolean {
  return grammar.kinds[kind] === 'regex';
}

/** A variable that holds nothing but one regex literal stands for it. */
export function matchHeldRegex(matcher: Matcher, pattern: PatternNode, node: number, next: Next): boolean {
  const value = heldValue(matcher.file, node);
  return value !== none && matcher.file.tree.kind[value] === pattern.kind && matcher.match(pattern, value, next);
}
