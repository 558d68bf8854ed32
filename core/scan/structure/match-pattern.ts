import type { FileTree } from '../pattern/file-tree.ts';
import type { Binding } from '../pattern/match.ts';
import { errorKind, type FlatTree, isExtra, isLeaf, isNamed } from '../tree/flat-tree.ts';
import type { Strictness } from './node-rule.ts';
import type { TreeMeta, TreePattern } from './tree-pattern.ts';

/** What metavariables stand for so far. */
export type Environment = Map<string, Binding>;

type Outcome = 'match' | 'no-match' | 'skip-pattern' | 'skip-code' | 'skip-both';

interface Comparison {
  readonly file: FileTree;
  readonly strictness: Strictness;
}

/** Whether a pattern matches a node; binds its metavariables in `bound` (of no meaning when it does not match). */
export function matchTreePattern(pattern: TreePattern, node: number, comparison: Comparison, bound: Environment): boolean {
  if (pattern.op === 'meta') return bindOne(pattern, node, comparison.file, bound);
  return compare(pattern, node, comparison, bound) === 'match';
}

/** Binds a name, or compares with what it is bound to. */
export function bindNodes(file: FileTree, name: string, nodes: readonly number[], bound: Environment): boolean {
  if (name === '') return true;
  const binding = bindingOf(file, nodes);
  const known = bound.get(name);
  if (known !== undefined) return isSameCode(file.tree, known, binding);
  bound.set(name, binding);
  return true;
}

function bindingOf({ tree }: FileTree, nodes: readonly number[]): Binding {
  const [first] = nodes;
  const last = nodes.at(-1);
  if (first === undefined || last === undefined) return { start: 0, end: 0, nodes: [] };
  return { start: tree.start[first] ?? 0, end: tree.end[last] ?? 0, nodes };
}

/** The same code up to white space and comments. */
function isSameCode(tree: FlatTree, a: Binding, b: Binding): boolean {
  if (tree.text.slice(a.start, a.end) === tree.text.slice(b.start, b.end)) return true;
  return a.nodes.length === b.nodes.length && leavesOf(tree, a.nodes).join('\0') === leavesOf(tree, b.nodes).join('\0');
}

function leavesOf(tree: FlatTree, nodes: readonly number[]): readonly string[] {
  const leaves: string[] = [];
  for (const node of nodes) {
    const end = tree.skip[node] ?? 0;
    for (let inner = node; inner < end; inner += 1)
      if (isLeaf(tree, inner) && !isExtra(tree, inner)) leaves.push(tree.text.slice(tree.start[inner], tree.end[inner]));
  }
  return leaves;
}

function bindOne(meta: TreeMeta, node: number, file: FileTree, bound: Environment): boolean {
  if (meta.named && !isNamed(file.tree, node)) return false;
  return bindNodes(file, meta.name, [node], bound);
}

function compare(pattern: TreePattern, node: number, comparison: Comparison, bound: Environment): Outcome {
  const { file, strictness } = comparison;
  switch (pattern.op) {
    case 'leaf':
      return compareLeaf(pattern, node, comparison);
    case 'meta':
      if (skipsComments(strictness) && isExtra(file.tree, node)) return 'skip-code';
      return bindOne(pattern, node, file, bound) ? 'match' : 'no-match';
    case 'inner': {
      const isKind = strictness === 'template' || sameKind(file, pattern.kind, file.tree.kind[node] ?? 0);
      return isKind && compareChildren(pattern.children, node, comparison, bound) ? 'match' : 'no-match';
    }
  }
  return pattern satisfies never;
}

function compareLeaf(leaf: Extract<TreePattern, { op: 'leaf' }>, node: number, { file, strictness }: Comparison): Outcome {
  const { tree } = file;
  const isKind = sameKind(file, leaf.kind, tree.kind[node] ?? 0);
  const isText = (tree.end[node] ?? 0) - (tree.start[node] ?? 0) === leaf.text.length && tree.text.startsWith(leaf.text, tree.start[node]);
  if (isKind && (!leaf.named || isText || strictness === 'signature')) return 'match';
  if (skipsComments(strictness) && isExtra(tree, node)) return 'skip-code';
  if (strictness === 'template' && isText) return 'match';
  return skipped(strictness, !leaf.named, !isNamed(tree, node));
}

/** What does not match may be passed over: tokens of the code, and in the looser modes those of the pattern. */
function skipped(strictness: Strictness, isPatternToken: boolean, isCodeToken: boolean): Outcome {
  const skipsPattern = isPatternToken && mayMissTokens(strictness);
  const skipsCode = isCodeToken && strictness !== 'cst';
  if (skipsPattern) return skipsCode ? 'skip-both' : 'skip-pattern';
  return skipsCode ? 'skip-code' : 'no-match';
}

function mayMissTokens(strictness: Strictness): boolean {
  return strictness === 'ast' || strictness === 'relaxed' || strictness === 'signature';
}

/** What did not parse in a pattern may be any node. */
function sameKind({ grammar }: FileTree, a: number, b: number): boolean {
  return a === b || a === errorKind || (grammar.kinds[a] !== undefined && grammar.kinds[a] === grammar.kinds[b]);
}

function skipsComments(strictness: Strictness): boolean {
  return strictness !== 'cst' && strictness !== 'ast';
}

/** Compares children in order. `$$$X` takes as few siblings as it can before the first that what follows it matches. */
function compareChildren(patterns: readonly TreePattern[], node: number, comparison: Comparison, bound: Environment): boolean {
  const { tree } = comparison.file;
  const children: number[] = [];
  for (let child = node + 1; child < (tree.skip[node] ?? 0); child = tree.skip[child] ?? tree.count) children.push(child);
  if (patterns.length === 0) return true;
  if (children.length === 0) return false;
  return new Siblings(patterns, children, comparison).match(bound);
}

/** A walk over the children of a pattern and of the code side by side. */
class Siblings {
  private readonly patterns: readonly TreePattern[];
  private readonly children: readonly number[];
  private readonly comparison: Comparison;
  private pattern = 0;
  private child = 0;

  constructor(patterns: readonly TreePattern[], children: readonly number[], comparison: Comparison) {
    this.patterns = patterns;
    this.children = children;
    this.comparison = comparison;
  }

  match(bound: Environment): boolean {
    while (this.pattern < this.patterns.length) {
      const pattern = this.patterns[this.pattern];
      if (pattern === undefined) return false;
      const step = pattern.op === 'meta' && pattern.many ? this.many(pattern, bound) : this.one(bound);
      if (step !== 'next') return step === 'done';
    }
    return this.children.slice(this.child).every((child) => this.mayTrail(child));
  }

  /** One pattern against the next child that counts. */
  private one(bound: Environment): 'next' | 'done' | 'failed' {
    for (let pattern = this.patterns[this.pattern]; pattern !== undefined; pattern = this.patterns[this.pattern]) {
      const child = this.children[this.child];
      if (child === undefined) return this.restMayBeMissing() ? 'done' : 'failed';
      const outcome = compare(pattern, child, this.comparison, bound);
      if (outcome === 'no-match') return 'failed';
      this.pattern += outcome === 'skip-code' ? 0 : 1;
      this.child += outcome === 'skip-pattern' ? 0 : 1;
      if (outcome === 'match') return 'next';
    }
    return 'next';
  }

  private many(meta: TreeMeta, bound: Environment): 'next' | 'done' | 'failed' {
    const { file } = this.comparison;
    this.pattern += 1;
    const tokens = this.skipTokens();
    const next = this.patterns[this.pattern];
    if (next === undefined) {
      const taken = this.children.slice(this.child, this.children.length - tokens);
      return bindNodes(file, meta.name, taken, bound) ? 'done' : 'failed';
    }
    const first = this.child;
    const isStart = (child: number) => (next.op === 'meta' && next.many) || compare(next, child, this.comparison, new Map(bound)) === 'match';
    let at = first + (next.op === 'meta' && next.many ? 1 : 0);
    while (at < this.children.length && !isStart(this.children[at] ?? 0)) at += 1;
    if (at >= this.children.length) return 'failed';
    this.child = at;
    return bindNodes(file, meta.name, this.children.slice(first, Math.max(first, at - tokens)), bound) ? 'next' : 'failed';
  }

  /** Separators after `$$$X` are found along with it. */
  private skipTokens(): number {
    const from = this.pattern;
    for (let pattern = this.patterns[this.pattern]; pattern?.op === 'leaf' && !pattern.named; pattern = this.patterns[this.pattern]) this.pattern += 1;
    return this.pattern - from;
  }

  private restMayBeMissing(): boolean {
    const { strictness } = this.comparison;
    const looseTokens = mayMissTokens(strictness);
    const rest = this.patterns.slice(this.pattern);
    return strictness !== 'cst' && rest.every((pattern) => (pattern.op === 'meta' && pattern.many) || (looseTokens && pattern.op === 'leaf' && !pattern.named));
  }

  /** Whether a child may follow after the whole pattern has matched. */
  private mayTrail(child: number): boolean {
    const { tree } = this.comparison.file;
    switch (this.comparison.strictness) {
      case 'cst':
        return false;
      case 'smart':
        return true;
      case 'ast':
        return !isNamed(tree, child);
      case 'relaxed':
      case 'signature':
        return !isNamed(tree, child) || isExtra(tree, child);
      case 'template':
        return isExtra(tree, child);
    }
    return this.comparison.strictness satisfies never;
  }
}
