import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { nextNamed, strip } from './head.ts';
import { matchEach } from './match-entries.ts';
import type { Matcher, Next } from './matcher.ts';
import type { NodePattern, PatternNode } from './pattern-node.ts';

/** Operators whose operands may be grouped in any way; those of `unordered` also stand in any order, and others may stand among them. */
export const associativeOperators: ReadonlySet<string> = new Set(['&&', '||', 'and', 'or', '|', '&', '^', '+']);
const unorderedOperators: ReadonlySet<string> = new Set(['|', '&', '^']);
const mostOperands = 200;

/** Operands of a chain of one operator such as `a && b && c`, however it is grouped. */
export function matchOperands(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const operator = pattern.children.find((child) => child.op === 'leaf' && associativeOperators.has(child.text));
  if (operator?.op !== 'leaf' || operatorOf(matcher.file, node) !== operator.text) return false;
  const wanted = pattern.children.filter((child) => child !== operator);
  const given = operandsOf(matcher.file, node, operator.text);
  if (!unorderedOperators.has(operator.text)) return matchInOrder(matcher, { wanted, given }, { index: 0, at: 0 }, next);
  const parts = wanted.filter((part) => part.op !== 'ellipsis');
  return parts.length <= given.length && matchEach(parts, given, (part, child, rest) => matcher.match(part, child, rest), next);
}

interface Operands {
  readonly wanted: readonly PatternNode[];
  readonly given: readonly number[];
}

function matchInOrder(matcher: Matcher, operands: Operands, { index, at }: { readonly index: number; readonly at: number }, next: Next): boolean {
  const { wanted, given } = operands;
  const part = wanted[index];
  if (part === undefined) return at === given.length && next();
  if (part.op === 'ellipsis') {
    for (let from = at; from <= given.length; from += 1) if (matchInOrder(matcher, operands, { index: index + 1, at: from }, next)) return true;
    return false;
  }
  if (part.op === 'meta' && matchStretch(matcher, operands, { index, at }, next)) return true;
  const child = given[at];
  return child !== undefined && matcher.match(part, child, () => matchInOrder(matcher, operands, { index: index + 1, at: at + 1 }, next));
}

/** A metavariable among operands also stands for several of them side by side. */
function matchStretch(matcher: Matcher, operands: Operands, { index, at }: { readonly index: number; readonly at: number }, next: Next): boolean {
  const { given, wanted } = operands;
  const part = wanted[index];
  const { tree } = matcher.file;
  if (part?.op !== 'meta' || part.type !== undefined) return false;
  for (let to = at + 2; to <= given.length - (wanted.length - index - 1); to += 1) {
    const nodes = given.slice(at, to);
    const binding = { start: tree.start[nodes[0] ?? 0] ?? 0, end: tree.end[nodes.at(-1) ?? 0] ?? 0, nodes };
    if (matcher.bind(part.slot, binding, () => matchInOrder(matcher, operands, { index: index + 1, at: to }, next))) return true;
  }
  return false;
}

/** The operands of a chain, nested ones of the same operator included, in order. */
export function operandsOf(file: FileTree, root: number, operator: string): readonly number[] {
  const { tree, syntax } = file;
  const operands: number[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined && operands.length < mostOperands; node = open.pop()) {
    const inner = strip(tree, node, syntax);
    if (operatorOf(file, inner) !== operator) {
      operands.push(node);
      continue;
    }
    const end = tree.skip[inner] ?? 0;
    const left = nextNamed(tree, inner + 1, end);
    const right = left === none ? none : nextNamed(tree, tree.skip[left] ?? end, end);
    if (right !== none) open.push(right);
    if (left !== none) open.push(left);
  }
  return operands;
}

function operatorOf({ tree, syntax }: FileTree, node: number): string | undefined {
  const operator = childByField(tree, node, syntax.operatorField);
  return operator === none ? undefined : textOf(tree, operator);
}
