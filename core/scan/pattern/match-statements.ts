import { type FlatTree, none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { nextNamed, onlyChild, strip } from './head.ts';
import type { Matcher, Next } from './matcher.ts';
import type { NodePattern, PatternNode } from './pattern-node.ts';
import { role, rolesOf } from './syntax.ts';

/** Statements of a block to match in order. `open`: more statements may follow the last pattern. */
export interface StatementMatch {
  readonly patterns: readonly PatternNode[];
  readonly end: number;
  readonly open: boolean;
  /** Told the node after which the match ends, before `next`. */
  readonly reached?: (end: number) => void;
}

/** Where the statements of a block are: node indexes. */
export function statementRange(file: FileTree, block: number): { readonly start: number; readonly end: number } {
  const { tree, syntax } = file;
  const inner = onlyChild(tree, block);
  const isList = inner !== none && (rolesOf(syntax, tree, inner) & role.block) !== 0 && syntax.grammar.kinds[tree.kind[inner] ?? 0] === 'statement_list';
  const list = isList ? inner : block;
  return { start: list + 1, end: endOfLast(tree, list) };
}

/** The index after the last statement; closing braces are left out. */
function endOfLast(tree: FlatTree, list: number): number {
  const end = tree.skip[list] ?? 0;
  let last = list + 1;
  for (let node = nextNamed(tree, list + 1, end); node !== none; node = nextNamed(tree, tree.skip[node] ?? end, end)) last = tree.skip[node] ?? end;
  return last;
}

/** The statements of a block. With a `...` among them, more may follow the last pattern. */
export function matchBlock(matcher: Matcher, pattern: NodePattern, block: number, next: Next): boolean {
  const range = statementRange(matcher.file, block);
  const open = pattern.children.some((child) => child.op === 'ellipsis');
  return matchStatements(matcher, { patterns: pattern.children, open, end: range.end }, range.start, next);
}

/** `{ foo(); }` also matches `foo()` where the language lets a lone statement stand for a block. */
export function matchLoneStatement(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const end = matcher.file.tree.skip[node] ?? 0;
  return matchStatements(matcher, { patterns: pattern.children, open: false, end }, node, next);
}

/** `return x;` for a block of one statement, where the pattern has it as the body of an `if`, an `else` or a loop. */
export function matchLoneInBlock(matcher: Matcher, pattern: NodePattern, block: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const parent = tree.parent[block] ?? none;
  const isBody = parent !== none && ((tree.field[block] ?? 0) !== 0 || syntax.grammar.kinds[tree.kind[parent] ?? 0] === 'else_clause');
  const only = isBody ? onlyChild(tree, statementRange(matcher.file, block).start - 1) : none;
  return only !== none && syntax.group[tree.kind[only] ?? 0] === pattern.group && matcher.match(pattern, only, next);
}

/** Matches statements from the node `from` on; after `...` the next one may also stand in a nested block. */
export function matchStatements(matcher: Matcher, match: StatementMatch, from: number, next: Next): boolean {
  return new StatementSearch(matcher, match, next).from(0, from, match.end);
}

const bodies = ['consequence', 'alternative', 'body'] as const;

interface NodeSpan {
  readonly from: number;
  readonly end: number;
}

/** One search; holds what stays the same while it backtracks. */
class StatementSearch {
  private readonly matcher: Matcher;
  private readonly match: StatementMatch;
  private readonly next: Next;

  constructor(matcher: Matcher, match: StatementMatch, next: Next) {
    this.matcher = matcher;
    this.match = match;
    this.next = next;
  }

  /** Matches patterns from `index` on with the siblings from `at` to `end`. */
  from(index: number, at: number, end: number): boolean {
    const { tree } = this.matcher.file;
    const pattern = this.match.patterns[index];
    const node = nextNamed(tree, at, end);
    if (pattern === undefined) return (this.match.open || node === none) && this.done(at);
    if (pattern.op === 'ellipsis') return this.ellipsis(index, at, end);
    if (node === none) return false;
    const after = tree.skip[node] ?? end;
    return this.statement(pattern, node, () => this.from(index + 1, after, end));
  }

  private done(at: number): boolean {
    this.match.reached?.(at);
    return this.next();
  }

  private ellipsis(index: number, from: number, end: number): boolean {
    const { tree } = this.matcher.file;
    const following = this.match.patterns[index + 1];
    const slot = this.slotAt(index);
    if (following === undefined) return slot < 0 ? this.done(end) : this.bindRest(slot, { from, end }, () => this.done(end));
    if (following.op === 'ellipsis') return this.ellipsis(index + 1, from, end);
    if (slot >= 0) return this.listed(index, slot, { from, end });
    for (let node = from; node < end; ) {
      if (!this.isStatementPlace(node, from)) {
        node += 1;
        continue;
      }
      const after = tree.skip[node] ?? end;
      const continues = this.match.patterns[index + 2]?.op === 'ellipsis' ? end : Math.min(end, this.listEnd(node, end));
      if (this.statement(following, node, () => this.from(index + 2, after, continues))) return true;
      node += 1;
    }
    return false;
  }

  private slotAt(index: number): number {
    const pattern = this.match.patterns[index];
    return pattern?.op === 'ellipsis' ? pattern.slot : -1;
  }

  /** `$...BODY` before more patterns: any number of the statements that stand here. */
  private listed(index: number, slot: number, { from, end }: NodeSpan): boolean {
    const { tree } = this.matcher.file;
    for (let at = from; ; at = tree.skip[at] ?? end) {
      const next = nextNamed(tree, at, end);
      const to = next === none ? end : next;
      if (this.bindRest(slot, { from, end: to }, () => this.from(index + 1, to, end))) return true;
      if (next === none) return false;
      at = next;
    }
  }

  private bindRest(slot: number, { from, end }: NodeSpan, next: Next): boolean {
    const { tree } = this.matcher.file;
    const nodes: number[] = [];
    for (let node = nextNamed(tree, from, end); node !== none; node = nextNamed(tree, tree.skip[node] ?? end, end)) nodes.push(node);
    return this.matcher.bind(slot, this.matcher.listBinding(nodes, from), next);
  }

  /** A sibling, or a statement in a nested block. */
  private isStatementPlace(node: number, from: number): boolean {
    const { tree } = this.matcher.file;
    if (((tree.flags[node] ?? 0) & 3) !== 1) return false;
    const parent = tree.parent[node] ?? none;
    if (parent < from) return true;
    return (this.matcher.rolesOf(parent) & role.block) !== 0 || (this.matcher.rolesOf(node) & role.expressionStatement) !== 0 || this.isLoneBody(node, parent);
  }

  /** A statement without braces that an `if`, an `else` or a loop runs. */
  private isLoneBody(node: number, parent: number): boolean {
    const { tree, grammar } = this.matcher.file;
    const kind = grammar.kinds[tree.kind[node] ?? 0] ?? '';
    if (!kind.endsWith('_statement') || (this.matcher.rolesOf(node) & role.block) !== 0) return false;
    const field = tree.field[node] ?? 0;
    return grammar.kinds[tree.kind[parent] ?? 0] === 'else_clause' || (field !== 0 && bodies.some((name) => grammar.fieldId(name) === field));
  }

  private listEnd(node: number, end: number): number {
    const parent = this.matcher.file.tree.parent[node] ?? none;
    return parent === none ? end : (this.matcher.file.tree.skip[parent] ?? end);
  }

  /** Whether a statement matches: itself, or for an expression, something in it. */
  private statement(pattern: PatternNode, node: number, next: Next): boolean {
    const { matcher } = this;
    if (pattern.op === 'meta') return matcher.match({ ...pattern, statement: true }, node, next);
    if (matcher.match(pattern, node, next)) return true;
    const expression = expressionOf(matcher, pattern);
    return expression !== undefined && this.inside(expression, node, next);
  }

  /** Looks for an expression in a statement, not in blocks nested in it. */
  private inside(expression: PatternNode, statement: number, next: Next): boolean {
    const { tree, syntax } = this.matcher.file;
    const end = tree.skip[statement] ?? 0;
    for (let node = statement; node < end; ) {
      const bits = this.matcher.rolesOf(node);
      if ((bits & role.block) !== 0) {
        node = tree.skip[node] ?? end;
        continue;
      }
      const isOwn = ((tree.flags[node] ?? 0) & 3) === 1 && strip(tree, node, syntax) === node;
      if (isOwn && this.matcher.match(expression, node, next)) return true;
      node += 1;
    }
    return false;
  }
}

/** The expression an expression statement of a pattern consists of; undefined for other statements. */
function expressionOf(matcher: Matcher, pattern: PatternNode): PatternNode | undefined {
  if (pattern.op !== 'node') return pattern.op === 'assign' || pattern.op === 'chain' || pattern.op === 'deep' ? pattern : undefined;
  const { source, grammar } = matcher.file.syntax;
  if (source.expressions?.includes(grammar.kinds[pattern.kind] ?? '') === true) return pattern;
  const bits = matcher.file.syntax.role[pattern.kind] ?? 0;
  if ((bits & role.expressionStatement) !== 0) return pattern.children[0];
  return (bits & (role.call | role.member)) !== 0 ? pattern : undefined;
}
