import type { PatternNode } from './pattern-node.ts';
import type { Syntax } from './syntax.ts';

/** Whether a part of a pattern may be missing in the code: a list of nothing but `...` such as the bases of a class, or a result type that is left open. */
export function isOptionalPart(pattern: PatternNode, syntax: Syntax): boolean {
  if (pattern.op === 'meta') return pattern.slot < 0 && pattern.field !== 0 && pattern.field === syntax.typeField;
  return pattern.op === 'node' && pattern.optional;
}

/** Whether a part may stand in a field of the code: the same one between nodes of one kind; a type is never where a name is. */
export function fitsField(pattern: PatternNode, field: number, sameKind: boolean, syntax: Syntax): boolean {
  if (pattern.field === 0 || field === 0 || pattern.field === field) return true;
  return !sameKind && !(pattern.field === syntax.typeField && field === syntax.nameField);
}
