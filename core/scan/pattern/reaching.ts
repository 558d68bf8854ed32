import { type FlatTree, none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { role, rolesOf } from './syntax.ts';

/** A place that gives a variable a value. `at`: the node that does; `value`: the expression, or `none` when it is not known. */
export interface ReachingWrite {
  readonly at: number;
  readonly value: number;
}

/** The expressions that a variable may stand for at a place; undefined when one of them is not known. */
export type Values = readonly number[] | undefined;

/** What a stretch of code leaves in a variable. `open`: a way through it does not write. `ends`: no way leads out of it. */
interface Effect {
  readonly values: readonly number[];
  readonly open: boolean;
  readonly ends: boolean;
}

const mostValues = 4;
const untouched: Effect = { values: [], open: true, ends: false };
const leaving = /^(?:return|throw|raise|break|continue|goto)(?:_\w+)?$/;
const branching = /^(?:if|elif|unless|conditional|ternary)/;
const repeating = /^(?:for|while|do|until|loop|repeat|enhanced_for|foreach)/;
const unclear = /^(?:try|switch|match|select|case)|_switch_|boolean_operator/;

/**
 * What a use of a variable reads, as far as the order of statements in its function tells. `outside`: nothing in the function writes it before.
 * `writes` are all of the variable in the file.
 */
export function reachingValues(file: FileTree, writes: readonly ReachingWrite[], use: number): Values | 'outside' {
  const { tree } = file;
  const own = functionAround(file, use);
  const near = writes.filter(({ at }) => at >= own && at < (tree.skip[own] ?? 0));
  if (near.some(({ at }) => functionAround(file, at) !== own)) return near.length === writes.length || near.length === 0 ? undefined : 'outside';
  return near.length === 0 ? 'outside' : climb({ file, writes: near }, use, own);
}

interface Search {
  readonly file: FileTree;
  readonly writes: readonly ReachingWrite[];
}

function climb(search: Search, use: number, own: number): Values | 'outside' {
  const { tree } = search.file;
  const found: number[] = [];
  let node = use;
  while (node !== own) {
    const parent = tree.parent[node] ?? none;
    if (parent === none) break;
    const effect = before(search, parent, node);
    if (effect === undefined) return undefined;
    found.push(...effect.values);
    if (!effect.open) return distinct(found);
    node = parent;
  }
  if (found.length > 0) return undefined;
  return 'outside';
}

/** What runs before `node` inside `parent`. */
function before(search: Search, parent: number, node: number): Effect | undefined {
  const { file, writes } = search;
  const { tree } = file;
  const kind = kindOf(file, parent);
  if (repeating.test(kind)) return beforeInLoop(search, parent, node);
  const isBranching = branching.test(kind);
  const values: number[] = [];
  for (const sibling of siblingsBefore(tree, parent, node, writes)) {
    if (isBranching && isBranch(file, sibling)) continue;
    if (unclear.test(kind)) return undefined;
    const effect = effectOf(search, sibling);
    if (effect === undefined) return undefined;
    values.push(...effect.values);
    if (!effect.open) return { values, open: false, ends: false };
  }
  return { values, open: true, ends: false };
}

/** What a loop writes may come from an earlier round, except in its head before the first. */
function beforeInLoop(search: Search, loop: number, node: number): Effect | undefined {
  const { tree } = search.file;
  const inside = search.writes.filter(({ at }) => at > loop && at < (tree.skip[loop] ?? 0));
  return inside.every(({ at }) => at >= node && at < (tree.skip[node] ?? 0) && !isBranch(search.file, node)) ? untouched : undefined;
}

/** Children of `parent` that end before `node` and hold writes, the last first. */
function siblingsBefore(tree: FlatTree, parent: number, node: number, writes: readonly ReachingWrite[]): readonly number[] {
  const found = new Set<number>();
  for (let index = writes.length - 1; index >= 0; index -= 1) {
    let child = writes[index]?.at ?? none;
    if (child <= parent || (tree.skip[child] ?? 0) > node) continue;
    while ((tree.parent[child] ?? none) > parent) child = tree.parent[child] ?? none;
    if (tree.parent[child] === parent && (tree.skip[child] ?? 0) <= node) found.add(child);
  }
  return [...found].sort((a, b) => b - a);
}

/** What a node leaves behind; undefined when that is not clear. */
function effectOf(search: Search, node: number): Effect | undefined {
  const { file, writes } = search;
  const { tree } = file;
  const end = tree.skip[node] ?? 0;
  const own = writes.find(({ at }) => at === node);
  if (own !== undefined) return own.value === none ? undefined : { values: [own.value], open: false, ends: false };
  const kind = kindOf(file, node);
  const isTouched = writes.some(({ at }) => at > node && at < end);
  if (!isTouched) return leavesAlways(file, node) ? { values: [], open: false, ends: true } : untouched;
  if (repeating.test(kind) || unclear.test(kind)) return undefined;
  return branching.test(kind) ? effectOfBranches(search, node) : effectOfSequence(search, node);
}

function effectOfSequence(search: Search, node: number): Effect | undefined {
  const { tree } = search.file;
  const children = childrenOf(tree, node);
  if (children.some((child) => leavesAlways(search.file, child))) return { values: [], open: false, ends: true };
  const values: number[] = [];
  for (const child of children.reverse()) {
    const effect = effectOf(search, child);
    if (effect === undefined) return undefined;
    values.push(...effect.values);
    if (effect.ends) return { values: [], open: false, ends: true };
    if (!effect.open) return { values, open: false, ends: false };
  }
  return { values, open: true, ends: false };
}

/** The ways through an `if`: what a branch leaves, unless it never comes out of it. */
function effectOfBranches(search: Search, node: number): Effect | undefined {
  const { file } = search;
  const children = childrenOf(file.tree, node);
  const branches = children.filter((child) => isBranch(file, child));
  const head = children.filter((child) => !isBranch(file, child));
  if (head.some((child) => effectOf(search, child)?.values.length !== 0)) return undefined;
  const effects = branches.map((child) => effectOf(search, child));
  const known = effects.filter((effect) => effect !== undefined);
  if (known.length < effects.length) return undefined;
  const live = known.filter(({ ends }) => !ends);
  const isTotal = branches.length > 1;
  if (isTotal && live.length === 0) return { values: [], open: false, ends: true };
  return { values: live.flatMap(({ values }) => values), open: !isTotal || live.some(({ open }) => open), ends: false };
}

/** A statement that always returns, throws or jumps, or a block with one. */
function leavesAlways(file: FileTree, node: number): boolean {
  if (leaving.test(kindOf(file, node))) return true;
  if ((rolesOf(file.syntax, file.tree, node) & role.block) === 0 && !/else/.test(kindOf(file, node))) return false;
  return childrenOf(file.tree, node).some((child) => leavesAlways(file, child));
}

/** The part of an `if` or a loop that does not always run. */
function isBranch({ tree, syntax, grammar }: FileTree, node: number): boolean {
  const field = tree.field[node] ?? 0;
  const isNamed = ['consequence', 'alternative', 'body'].some((name) => grammar.fieldId(name) === field && field !== 0);
  return isNamed || (rolesOf(syntax, tree, node) & role.block) !== 0 || /^(?:else|elif)/.test(grammar.kinds[tree.kind[node] ?? 0] ?? '');
}

/** The innermost node with a scope of its own around a node; the root when there is none. */
function functionAround({ tree, syntax }: FileTree, node: number): number {
  for (let around = tree.parent[node] ?? none; around !== none; around = tree.parent[around] ?? none) {
    if ((rolesOf(syntax, tree, around) & role.scope) !== 0) return around;
  }
  return 0;
}

function childrenOf(tree: FlatTree, node: number): number[] {
  const children: number[] = [];
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) if (((tree.flags[child] ?? 0) & 3) === 1) children.push(child);
  return children;
}

function kindOf({ tree, grammar }: FileTree, node: number): string {
  return grammar.kinds[tree.kind[node] ?? 0] ?? '';
}

function distinct(nodes: readonly number[]): Values {
  const all = [...new Set(nodes)];
  return all.length > mostValues ? undefined : all;
}
