import type { FlatTree } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { isString, plainString } from './string-literal.ts';
import { role, type Syntax } from './syntax.ts';

/** Whether two nodes are the same code up to formatting, comments, punctuation and the style of quotes. */
export function equalNodes(file: FileTree, a: number, b: number): boolean {
  const { tree, syntax } = file;
  const endA = tree.skip[a] ?? 0;
  const endB = tree.skip[b] ?? 0;
  let atA = nextToken(syntax, tree, a, endA);
  let atB = nextToken(syntax, tree, b, endB);
  while (atA < endA && atB < endB) {
    if (!equalTokens(file, atA, atB)) return false;
    atA = nextToken(syntax, tree, tree.skip[atA] ?? endA, endA);
    atB = nextToken(syntax, tree, tree.skip[atB] ?? endB, endB);
  }
  return atA >= endA && atB >= endB;
}

/** The next leaf or whole string literal from `from` on. */
function nextToken(syntax: Syntax, tree: FlatTree, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const flags = tree.flags[at] ?? 0;
    const bits = syntax.role[tree.kind[at] ?? 0] ?? 0;
    if ((flags & 2) !== 0) at = tree.skip[at] ?? end;
    else if (tree.skip[at] === at + 1) {
      if ((flags & 1) !== 0 || (bits & role.punctuation) === 0) return at;
      at += 1;
    } else if ((bits & role.string) !== 0 && plainString(syntax, tree, at) !== undefined) return at;
    else at += 1;
  }
  return end;
}

function equalTokens({ tree, syntax }: FileTree, a: number, b: number): boolean {
  const isStringA = isString(syntax, tree, a);
  if (isStringA !== isString(syntax, tree, b)) return false;
  const rangeA = (isStringA ? plainString(syntax, tree, a) : undefined) ?? { start: tree.start[a] ?? 0, end: tree.end[a] ?? 0 };
  const rangeB = (isStringA ? plainString(syntax, tree, b) : undefined) ?? { start: tree.start[b] ?? 0, end: tree.end[b] ?? 0 };
  const length = rangeA.end - rangeA.start;
  if (length !== rangeB.end - rangeB.start) return false;
  for (let at = 0; at < length; at += 1) {
    if (tree.text.charCodeAt(rangeA.start + at) !== tree.text.charCodeAt(rangeB.start + at)) return false;
  }
  return true;
}
