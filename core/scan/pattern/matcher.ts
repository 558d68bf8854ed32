import type { RuleOptions } from '../rule-options.ts';
import { aliasTarget } from './anchors.ts';
import { none } from '../tree/flat-tree.ts';
import { fitsField, isOptionalPart } from './child-fit.ts';
import { matchAssign } from './match-assign.ts';
import { matchDecorated, matchDecorator } from './match-decorated.ts';
import { matchArguments, matchEntries, matchMembers, matchPair, matchSubset } from './match-entries.ts';
import { matchChain, matchDeep, heldValue } from './match-deep.ts';
import { matchImport } from './match-import.ts';
import { matchOperands } from './match-operands.ts';
import { matchFunction } from './match-function.ts';
import { matchBlock, matchLoneInBlock, matchLoneStatement } from './match-statements.ts';
import type { FileTree } from './file-tree.ts';
import { wrapped } from './head.ts';
import { isRegexPattern, matchHeldRegex } from './match-regex.ts';
import { matchLeaf, matchMeta, matchString } from './match-leaf.ts';
import { isBareCall, matchByName, matchReceiverCall } from './match-name.ts';
import type { Binding } from './match.ts';
import type { CompiledPattern, NodePattern, PatternNode } from './pattern-node.ts';
import { equalBindings } from './node-equality.ts';
import { isResult } from './result-position.ts';
import { role } from './syntax.ts';

/** What remains to be matched; true stops the search. */
export type Next = () => boolean;

/** Children of the code to compare with patterns in order. */
export interface ListMatch {
  readonly patterns: readonly PatternNode[];
  readonly end: number;
  /** Fields are compared too: pattern and code are of the same kind. */
  readonly sameKind: boolean;
  /** Roles of children that may be passed over. */
  readonly skippable: number;
}

const stepLimit = 200_000;
const followLimit = 6;

/** Matches patterns at nodes of one file. Search is by continuation: a metavariable is bound while the rest is tried, then freed. */
export class Matcher {
  readonly file: FileTree;
  private slots: (Binding | undefined)[] = [];
  private steps = 0;
  private followed = 0;
  private pattern: CompiledPattern | undefined;
  /** Whether names stand for the constants they hold. */
  usesConstants = true;
  /** Options of the rule that the pattern belongs to. */
  options: RuleOptions | undefined;
  private usesValues = false;

  constructor(file: FileTree) {
    this.file = file;
  }

  /** Starts a new pattern. */
  reset(pattern: CompiledPattern): void {
    for (let slot = 0; slot < pattern.slots.length; slot += 1) this.slots[slot] = undefined;
    this.steps = 0;
    this.pattern = pattern;
    this.options = pattern.options;
    this.usesConstants = pattern.options?.constant_propagation !== false;
    this.usesValues = pattern.options?.symbolic_propagation === true;
  }

  /** Steps since the pattern was started. */
  get effort(): number {
    return this.steps;
  }

  /** What metavariables are bound to at this moment. */
  get bound(): readonly (Binding | undefined)[] {
    return this.slots;
  }

  /** Tries a pattern at a node, and `next` for every way it matches. */
  match(pattern: PatternNode, node: number, next: Next): boolean {
    this.steps += 1;
    if (this.steps > stepLimit) return this.giveUp();
    if (this.matchDirectly(pattern, node, next)) return true;
    if (pattern.op === 'node' && this.usesConstants && isRegexPattern(this.file, pattern)) return matchHeldRegex(this, pattern, node, next);
    return pattern.op !== 'meta' && pattern.op !== 'ellipsis' && this.throughValue(node, (value) => this.match(pattern, value, next));
  }

  /** The pattern is left at this place; that it was is told with the result. */
  private giveUp(): true {
    if (this.pattern !== undefined) this.file.exhausted.add(this.pattern);
    return true;
  }

  /** Tries what an alias repeats, or the expression that a variable holds where the rule asks for that. */
  throughValue(node: number, attempt: (value: number) => boolean): boolean {
    if (this.followed >= followLimit) return false;
    const alias = aliasTarget(this.file, node);
    const value = alias === none && this.usesValues ? heldValue(this.file, node) : alias;
    if (value === none) return false;
    this.followed += 1;
    const matched = attempt(value);
    this.followed -= 1;
    return matched;
  }

  private matchDirectly(pattern: PatternNode, node: number, next: Next): boolean {
    switch (pattern.op) {
      case 'meta':
        return matchMeta(this, pattern, node, next);
      case 'leaf':
        return matchLeaf(this, pattern, node) && next();
      case 'string':
        return matchString(this, pattern, node, next);
      case 'node':
        return this.node(pattern, node, next);
      case 'assign':
        return matchAssign(this, pattern, node, next);
      case 'function':
        return matchFunction(this, pattern, node, next);
      case 'deep':
        return matchDeep(this, pattern, node, next);
      case 'chain':
        return matchChain(this, pattern, node, next);
      case 'decorator':
        return matchDecorator(this, pattern, node, next);
      case 'import':
        return matchImport(this, pattern, node, next);
      case 'ellipsis':
        return pattern.slot < 0 ? next() : this.bind(pattern.slot, this.nodeBinding(node), next);
    }
    return pattern satisfies never;
  }

  /** Binds a metavariable, or compares with what it is bound to. */
  bind(slot: number, binding: Binding, next: Next): boolean {
    if (slot < 0) return next();
    const known = this.slots[slot];
    if (known !== undefined) return equalBindings(this.file, known, binding) && next();
    this.slots[slot] = binding;
    if (next()) return true;
    this.slots[slot] = undefined;
    return false;
  }

  nodeBinding(node: number): Binding {
    const { tree } = this.file;
    return { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0, nodes: [node] };
  }

  /** Matches children in order; `...` takes any number of them. */
  list(list: ListMatch, index: number, from: number, next: Next): boolean {
    const { tree } = this.file;
    const at = this.nextPart(from, list.end);
    const pattern = list.patterns[index];
    if (pattern === undefined) return this.onlySkippable(list, at) && next();
    if (pattern.op === 'ellipsis') return this.ellipsis(list, index, at, next);
    if (isOptionalPart(pattern, this.file.syntax) && !this.isArguments(pattern, at, list.end) && this.list(list, index + 1, at, next)) return true;
    if (at >= list.end) return false;
    const field = tree.field[at] ?? 0;
    const after = tree.skip[at] ?? list.end;
    const isKeyword = (list.skippable & this.rolesOf(at) & role.keywordArgument) !== 0;
    const fits = !isKeyword && fitsField(pattern, field, list.sameKind, this.file.syntax);
    if (fits && this.mayMatch(pattern, at) && this.match(pattern, at, () => this.list(list, index + 1, after, next))) return true;
    return (
      this.isSkippable(list, at) &&
      !(isOptionalPart(pattern, this.file.syntax) && this.isArguments(pattern, at, list.end)) &&
      this.list(list, index, after, next)
    );
  }

  /** Arguments that are there are not passed over for a pattern of arguments. */
  private isArguments(pattern: PatternNode, node: number, end: number): boolean {
    return node < end && (this.rolesOf(node) & role.argumentList) !== 0 && this.file.syntax.group[this.file.tree.kind[node] ?? 0] === pattern.group;
  }

  /** A cheap test that spares most attempts; false only when the pattern cannot match here. */
  private mayMatch(pattern: PatternNode, node: number): boolean {
    if (pattern.op === 'leaf') return matchLeaf(this, pattern, node);
    const isPlain = pattern.op === 'node' && pattern.form === 'list' && (this.file.syntax.role[pattern.kind] ?? 0) === 0;
    return !isPlain || (this.rolesOf(node) & role.block) !== 0 || this.find(pattern.group, node) !== none || isRegexPattern(this.file, pattern);
  }

  /** The innermost node of this group that the node is or merely wraps; `none` when there is none. */
  find(group: number, start: number): number {
    const { tree, syntax } = this.file;
    for (let node = start; node !== none; node = wrapped(tree, node, syntax)) {
      if (syntax.group[tree.kind[node] ?? 0] === group) return node;
    }
    return none;
  }

  rolesOf(node: number): number {
    return this.file.syntax.role[this.file.tree.kind[node] ?? 0] ?? 0;
  }

  isText(node: number, text: string): boolean {
    const { tree } = this.file;
    const start = tree.start[node] ?? 0;
    return (tree.end[node] ?? 0) - start === text.length && tree.text.startsWith(text, start);
  }

  private ellipsis(list: ListMatch, index: number, from: number, next: Next): boolean {
    const { tree } = this.file;
    const slot = list.patterns[index]?.op === 'ellipsis' ? list.patterns[index].slot : -1;
    const isLast = index + 1 === list.patterns.length;
    if (isLast && slot < 0) return next();
    const taken: number[] = [];
    for (let at = isLast ? this.takeAll(list, from, taken) : from; ; at = this.nextPart(tree.skip[at] ?? list.end, list.end)) {
      const rest = () => this.list(list, index + 1, at, next);
      if (slot < 0 ? rest() : this.bind(slot, this.listBinding(taken, from), rest)) return true;
      if (at >= list.end) return false;
      taken.push(at);
    }
  }

  private takeAll(list: ListMatch, from: number, taken: number[]): number {
    const { tree } = this.file;
    for (let at = from; at < list.end; at = this.nextPart(tree.skip[at] ?? list.end, list.end)) taken.push(at);
    return list.end;
  }

  /** What `$...XS` stands for: these nodes, or nothing at the place before `at`. */
  listBinding(nodes: readonly number[], at: number): Binding {
    const { tree } = this.file;
    const first = nodes[0];
    const last = nodes.at(-1);
    if (first === undefined || last === undefined) {
      const place = tree.end[at - 1] ?? 0;
      return { start: place, end: place, nodes: [] };
    }
    return { start: tree.start[first] ?? 0, end: tree.end[last] ?? 0, nodes: [...nodes] };
  }

  /** The next child from `at` on that counts: no comment, no punctuation. */
  private nextPart(from: number, end: number): number {
    const { tree, syntax } = this.file;
    let at = from;
    while (at < end) {
      const flags = tree.flags[at] ?? 0;
      const counts = (flags & 2) === 0 && ((flags & 1) !== 0 || ((syntax.role[tree.kind[at] ?? 0] ?? 0) & role.punctuation) === 0);
      if (counts) return at;
      at = tree.skip[at] ?? end;
    }
    return end;
  }

  private onlySkippable(list: ListMatch, from: number): boolean {
    const { tree } = this.file;
    for (let at = from; at < list.end; at = this.nextPart(tree.skip[at] ?? list.end, list.end)) {
      if (!this.isSkippable(list, at)) return false;
    }
    return true;
  }

  private isSkippable(list: ListMatch, node: number): boolean {
    const { tree, syntax } = this.file;
    return (this.rolesOf(node) & (role.ignorable | list.skippable)) !== 0 || syntax.ignorableField[tree.field[node] ?? 0] === 1;
  }

  private node(pattern: NodePattern, start: number, next: Next): boolean {
    const node = this.find(pattern.group, start);
    if (node !== none && this.children(pattern, node, next)) return true;
    if (pattern.result !== undefined && this.options?.implicit_return !== false && isResult(this.file, start)) return this.match(pattern.result, start, next);
    if (node === none && pattern.form === 'statements' && (this.rolesOf(start) & role.ignorable) === 0) return matchLoneStatement(this, pattern, start, next);
    if (node === none && (this.rolesOf(start) & role.block) !== 0) return matchLoneInBlock(this, pattern, start, next);
    return isBareCall(this, pattern, start) ? next() : matchReceiverCall(this, pattern, start, next) || matchByName(this, pattern, start, next);
  }

  private children(pattern: NodePattern, node: number, next: Next): boolean {
    const { tree } = this.file;
    const end = tree.skip[node] ?? 0;
    const sameKind = pattern.kind === tree.kind[node];
    const all = (patterns: readonly PatternNode[], skippable = 0, fields = sameKind) =>
      this.list({ patterns, end, sameKind: fields, skippable }, 0, node + 1, next);
    switch (pattern.form) {
      case 'list':
        return all(pattern.children);
      case 'decorated':
        return matchDecorated(this, pattern, node, next);
      case 'members':
        return matchMembers(this, pattern, node, next);
      case 'declaration':
        return all(pattern.children, role.declarator);
      case 'commutative':
        return all(pattern.children) || (this.options?.symmetric_eq !== false && all([...pattern.children].reverse(), 0, false));
      case 'arguments':
        return matchArguments(this, pattern, node, next);
      case 'entries':
        return matchEntries(this, pattern, node, next);
      case 'pair':
        return matchPair(this, pattern, node, next);
      case 'operands':
        return matchOperands(this, pattern, node, next);
      case 'subset':
        return matchSubset(this, pattern, node, next);
      case 'statements':
        return matchBlock(this, pattern, node, next);
    }
    return pattern.form satisfies never;
  }
}
