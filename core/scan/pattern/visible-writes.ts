import { none, textOf } from '../tree/flat-tree.ts';
import { isClassScope } from './block-parts.ts';
import type { FileTree } from './file-tree.ts';
import type { NodeRange } from './match.ts';
import { role, rolesOf } from './syntax.ts';
import { readWrites, type Write } from './writes.ts';

/** What some statements or members tell the code around them. */
export interface VisibleWrites {
  /** The variables around them that they write to, by name. */
  readonly names: ReadonlyMap<string, VisibleName>;
  /** Every name they write to, those of variables that nobody else sees among them. */
  readonly all: ReadonlySet<string>;
  /** Where they return, throw or jump: equal texts do so in the same places. */
  readonly leaves: string;
}

/** What is written to a variable. Equal texts of two versions mean the same as long as what the expressions name does. */
export interface VisibleName {
  readonly text: string;
  /** The scope around the statements that declares the variable; 0 where it may be seen in the whole file. */
  readonly scope: number;
  readonly expressions: readonly string[];
}

/** Some children of a node. */
export interface Statements {
  readonly range: NodeRange;
  readonly inside: number;
}

const leaving = /^(?:return|throw|raise|break|continue|goto)(?:_\w+)?$/;

/** Reads what statements write to variables that code around them sees. */
export function visibleWrites(file: FileTree, statements: Statements): VisibleWrites {
  const { range, inside } = statements;
  const writes = readWrites(file, range, inside);
  const names = new Map<string, VisibleName>();
  for (const [name, all] of writes) {
    const seen = all.filter((write) => !isPrivate(file, all, write, range));
    if (seen.length > 0) names.set(name, describe(file, seen, statements));
  }
  return { names, all: new Set(writes.keys()), leaves: leavesOf(file, statements) };
}

/** Written to a variable that a scope among the statements declares. */
function isPrivate({ tree }: FileTree, all: readonly Write[], { scope }: Write, { from }: NodeRange): boolean {
  return all.some((other) => other.declares && other.scope >= from && other.scope <= scope && scope < (tree.skip[other.scope] ?? 0));
}

function describe(file: FileTree, writes: readonly Write[], { range, inside }: Statements): VisibleName {
  const text = (node: number) => (node === none ? '' : textOf(file.tree, node));
  const scopes = writes.map(({ declares, scope }) => (declares && scope < range.from ? scope : 0));
  return {
    text: writes
      .map((write) => [write.declares, write.empty, pathOf(file, write.at, inside), headOf(file, write), text(write.expression), text(write.type)].join(' '))
      .join('\n'),
    scope: Math.min(...scopes),
    expressions: writes.map(({ expression }) => text(expression)),
  };
}

/** The kinds of the nodes around a write, which tell in what branches and functions it stands. */
function pathOf({ tree, grammar }: FileTree, at: number, inside: number): string {
  const kinds: string[] = [];
  for (let node = at; node > inside; node = tree.parent[node] ?? none) kinds.push(grammar.kinds[tree.kind[node] ?? 0] ?? '');
  return kinds.join('<');
}

/** The modifiers of a field. */
function headOf({ tree, syntax }: FileTree, { scope, at }: Write): string {
  if (!isClassScope(syntax, tree, scope)) return '';
  return tree.text.slice(tree.start[tree.parent[at] ?? 0], tree.start[at]);
}

function leavesOf(file: FileTree, { range, inside }: Statements): string {
  const { tree, grammar, syntax } = file;
  const found: string[] = [];
  for (let node = range.from; node < range.to; ) {
    const isOfOther = (rolesOf(syntax, tree, node) & role.scope) !== 0;
    if (leaving.test(grammar.kinds[tree.kind[node] ?? 0] ?? '')) found.push(pathOf(file, node, inside));
    node = isOfOther ? (tree.skip[node] ?? range.to) : node + 1;
  }
  return found.join('\n');
}
