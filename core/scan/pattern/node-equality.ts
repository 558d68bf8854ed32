import { type FlatTree, nodeFlags, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import type { Binding } from './match.ts';
import { isString, plainString } from './string-literal.ts';
import { constantText, isSameNumber } from './constant.ts';
import { isCaseless } from './name-case.ts';
import { isMemberName } from './qualified-name.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';

/** Whether two metavariables stand for the same code or the same constant. */
export function equalBindings(file: FileTree, a: Binding, b: Binding): boolean {
  if (a.start === b.start && a.end === b.end) return true;
  const [nodeA, nodeB] = [a.nodes[0], b.nodes[0]];
  const areNodes = a.nodes.length === 1 && b.nodes.length === 1;
  if (areNodes && nodeA !== undefined && nodeB !== undefined && isKey(file, nodeA) && isKey(file, nodeB))
    return isSameNumber(keyText(file, nodeA), keyText(file, nodeB));
  if (areNodes && nodeA !== undefined && nodeB !== undefined)
    return (equalNodes(file, nodeA, nodeB) && isSameVariable(file, nodeA, nodeB)) || equalConstants(file, nodeA, nodeB);
  const { text } = file.tree;
  const written = ({ start, end, nodes, constant }: Binding) => (nodes.length === 0 ? (constant ?? text.slice(start, end)) : text.slice(start, end));
  return written(a) === written(b) || (a.constant !== undefined && a.constant === b.constant);
}

/** Whether two nodes are the same code up to formatting, comments, punctuation and the style of quotes. */
function equalNodes(file: FileTree, a: number, b: number): boolean {
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

/** The key of an entry, which is the same with and without quotes. */
function isKey({ tree, syntax }: FileTree, node: number): boolean {
  const parent = tree.parent[node] ?? none;
  return (
    parent !== none &&
    (rolesOf(syntax, tree, parent) & role.pair) !== 0 &&
    tree.field[node] === syntax.fieldA[tree.kind[parent] ?? 0] &&
    !mustEvaluate(tree, node)
  );
}

function mustEvaluate(tree: FlatTree, node: number): boolean {
  return tree.text[tree.start[node] ?? 0] === '[';
}

function keyText({ tree, syntax }: FileTree, node: number): string {
  const { start, end } = plainString(syntax, tree, node) ?? { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0 };
  return tree.text.slice(start, end);
}

/** Languages whose declarations are all known, so that an undeclared name is no declared one. */
const scoped: ReadonlySet<string> = new Set(['go', 'java', 'c', 'cpp', 'c_sharp']);

/** Two equal names are the same variable unless each is declared in a scope of its own. */
function isSameVariable({ tree, syntax, names, grammar }: FileTree, a: number, b: number): boolean {
  if ((rolesOf(syntax, tree, a) & rolesOf(syntax, tree, b) & role.name) === 0) return true;
  if (isMemberName(syntax, tree, a) || isMemberName(syntax, tree, b)) return true;
  const [ownerA, ownerB] = [names.ownerOf(a), names.ownerOf(b)];
  return ownerA === ownerB || (!scoped.has(grammar.name) && (ownerA === none || ownerB === none));
}

/** Whether one is a name that stands for the literal the other is, or both stand for the same. */
function equalConstants(file: FileTree, a: number, b: number): boolean {
  // What is around is asked first: it is the same for many, and mostly no constant.
  const valueB = constantText(file, b);
  return valueB !== undefined && valueB === constantText(file, a);
}

/** The next leaf or whole string literal from `from` on. */
function nextToken(syntax: Syntax, tree: FlatTree, from: number, end: number): number {
  let at = from;
  while (at < end && !isToken(syntax, tree, at)) at = ((tree.flags[at] ?? 0) & nodeFlags.extra) === 0 ? at + 1 : (tree.skip[at] ?? end);
  return at;
}

function isToken(syntax: Syntax, tree: FlatTree, node: number): boolean {
  const flags = tree.flags[node] ?? 0;
  if ((flags & nodeFlags.extra) !== 0) return false;
  const bits = rolesOf(syntax, tree, node);
  if ((bits & role.name) !== 0) return true;
  if (tree.skip[node] === node + 1) return (flags & nodeFlags.named) !== 0 || (bits & role.punctuation) === 0;
  return (bits & role.string) !== 0 && plainString(syntax, tree, node) !== undefined;
}

function equalTokens(file: FileTree, a: number, b: number): boolean {
  const { tree, syntax } = file;
  const isStringA = isString(syntax, tree, a);
  if (isStringA !== isString(syntax, tree, b)) return false;
  const rangeA = (isStringA ? plainString(syntax, tree, a) : undefined) ?? { start: tree.start[a] ?? 0, end: tree.end[a] ?? 0 };
  const rangeB = (isStringA ? plainString(syntax, tree, b) : undefined) ?? { start: tree.start[b] ?? 0, end: tree.end[b] ?? 0 };
  const length = rangeA.end - rangeA.start;
  if (length !== rangeB.end - rangeB.start) return false;
  if (isCaseless(file, a) && isCaseless(file, b)) return textOf(tree, a).toLowerCase() === textOf(tree, b).toLowerCase();
  for (let at = 0; at < length; at += 1) {
    if (tree.text.charCodeAt(rangeA.start + at) !== tree.text.charCodeAt(rangeB.start + at)) return false;
  }
  return true;
}
