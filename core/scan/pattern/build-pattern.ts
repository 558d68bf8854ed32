import { childByField, type FlatTree, isExtra, isLeaf, isNamed, namedChildrenOf, none, textOf } from '../tree/flat-tree.ts';
import type { AssignPattern, NodePattern, PatternNode, StringPattern } from './pattern-node.ts';
import { buildDecorator } from './match-decorated.ts';
import { isQuotedMeta, type Placeholder, readPlaceholder, restore, statementMark, type TypedMeta } from './placeholder.ts';
import { buildDeep } from './build-deep.ts';
import { buildFunction } from './build-function.ts';
import { asWritten, flattened, formOf, isOptional, openingTag } from './pattern-form.ts';
import { importList, isImportGroup, statementList } from './block-parts.ts';
import { readStringContent } from './string-content.ts';
import { isMemberName, qualifiedName } from './qualified-name.ts';
import { importParts } from './build-import.ts';
import { isPlainAssign, sidesOf } from './plain-assign.ts';
import { contentRange, isInterpolated, isJoined, scalarOf, tagOf } from './string-literal.ts';
import { joinedString, taggedString } from './string-pattern.ts';
import { returnedValue } from './result-position.ts';
import { role, type Syntax } from './syntax.ts';
import { typedParts } from './typed-meta.ts';

const depthLimit = 200;

/** Turns the parsed pattern into pattern nodes; metavariables get slots in the order they are met. */
export class PatternBuilder {
  readonly slots: string[] = [];
  private readonly syntax: Syntax;
  private readonly tree: FlatTree;
  private readonly typed: readonly TypedMeta[];
  private depth = 0;

  constructor(syntax: Syntax, tree: FlatTree, typed: readonly TypedMeta[]) {
    this.syntax = syntax;
    this.tree = tree;
    this.typed = typed;
  }

  /** The pattern of one node. Throws RangeError when the pattern nests too deep. */
  build(node: number): PatternNode {
    if (this.depth > depthLimit) throw new RangeError('the pattern nests too deep');
    this.depth += 1;
    const built = this.buildInner(this.unwrap(node), node);
    this.depth -= 1;
    return built;
  }

  private buildInner(node: number, outer: number): PatternNode {
    const field = this.tree.field[outer] ?? 0;
    const text = textOf(this.tree, node);
    const bits = this.bits(node);
    if (text.startsWith(`${statementMark} `)) return this.statementMeta(node, field, text);
    const placeholder = this.readPlaceholder(node);
    if (placeholder !== undefined && (bits & role.symbol) !== 0) return this.symbol(node, field, placeholder);
    if (placeholder !== undefined) return this.placeholder(node, field, placeholder);
    if ((bits & role.string) !== 0 && !this.hasSubstitution(node)) return this.tagged(node, field) ?? this.joined(node, field) ?? this.string(node, field);
    if (isLeaf(this.tree, node) || (bits & role.name) !== 0) return this.leaf(node, field, text.includes('\n') ? text.trim() : text);
    const stands = this.standsFor(node, field, bits);
    return stands ?? this.compound(node, field, bits);
  }

  /** A leaf that stands for pattern syntax; in JSON, where identifiers do not exist, a string. */
  private readPlaceholder(node: number): Placeholder | undefined {
    const isStringNode = (this.bits(node) & role.string) !== 0;
    if (!isLeaf(this.tree, node) && !isStringNode && (this.bits(node) & role.name) === 0) return undefined;
    const text = textOf(this.tree, node).trim();
    const { style, quotedMetas } = this.syntax.source;
    if (style !== 'json' && !(quotedMetas === true && isStringNode)) return readPlaceholder(text);
    const inner = text.slice(1, -1);
    return isStringNode && !isQuotedMeta(inner) ? readPlaceholder(inner) : undefined;
  }

  /** Skips wrappers that mean nothing. */
  private unwrap(node: number): number {
    let inner = node;
    while ((this.bits(inner) & role.transparent) !== 0) {
      const children = this.children(inner);
      const only = children[0];
      if (only === undefined || children.length !== 1) break;
      inner = only;
    }
    return openingTag({ syntax: this.syntax, tree: this.tree, node: inner });
  }

  private placeholder(node: number, field: number, found: Placeholder): PatternNode {
    const base = this.base(node, field);
    if (found.kind === 'ellipsis') return { op: 'ellipsis', ...base, slot: -1 };
    if (found.kind === 'list') return { op: 'ellipsis', ...base, slot: this.slot(found.name) };
    if (found.kind === 'typed') return { op: 'meta', ...base, statement: false, ...typedParts(this.typed[found.index], (name) => this.slot(name)) };
    return { op: 'meta', ...base, slot: this.slot(found.name), statement: false };
  }

  /** A statement that was written for a lone metavariable. */
  private statementMeta(node: number, field: number, text: string): PatternNode {
    const found = readPlaceholder(text.slice(statementMark.length, -1).trim());
    return { op: 'meta', ...this.base(node, field), slot: found?.kind === 'meta' ? this.slot(found.name) : -1, statement: true };
  }

  /** `:$X` and `:...` mean symbols only. */
  private symbol(node: number, field: number, found: Placeholder): PatternNode {
    const name = found.kind === 'meta' ? found.name : '$_';
    return { op: 'meta', ...this.base(node, field), slot: this.slot(name), statement: false, symbol: true };
  }

  private slot(name: string): number {
    if (name === '$_' || name === '$..._') return -1;
    const known = this.slots.indexOf(name);
    return known >= 0 ? known : this.slots.push(name) - 1;
  }

  private leaf(node: number, field: number, text: string): PatternNode {
    const bits = this.bits(node);
    return {
      op: 'leaf',
      ...this.base(node, field),
      text,
      resolvable: (bits & role.name) !== 0 && !isMemberName(this.syntax, this.tree, node),
      literal: (bits & role.number) !== 0,
      loose: (Object.hasOwn(this.syntax.source.loose, text) ? (this.syntax.source.loose[text] ?? []) : []).flatMap((token) =>
        this.syntax.grammar.kindIds(token, false),
      ),
    };
  }

  private hasSubstitution(node: number): boolean {
    return isInterpolated(this.syntax, this.tree, node);
  }

  private string(node: number, field: number): StringPattern {
    const range = contentRange(this.tree, node);
    const scalar = scalarOf(this.syntax, this.tree, node);
    const text = restore(scalar === undefined ? this.tree.text.slice(range.start, range.end) : scalar.text);
    return {
      op: 'string',
      ...this.base(node, field),
      content: readStringContent({ literal: textOf(this.tree, node), text, bare: this.syntax.source.bareStrings === true }, (name) => this.slot(name)),
    };
  }

  /** `sql"..."`. */
  private tagged(node: number, field: number): PatternNode | undefined {
    const tag = tagOf(this.syntax, this.tree, node);
    return tag === none ? undefined : taggedString({ syntax: this.syntax, tree: this.tree, node }, this.base(node, field), this.build(tag));
  }

  /** Literals side by side. */
  private joined(node: number, field: number): PatternNode | undefined {
    if (!isJoined(this.syntax, this.tree, node)) return undefined;
    const parts = this.children(node).map((part) => this.string(part, 0));
    return joinedString(this.base(node, field), parts);
  }

  /** A wrapper around nothing but pattern syntax is that syntax: `$X;`, `$T $X` for `...` parameters, `[$_]` type nodes. */
  private standsFor(node: number, field: number, bits: number): PatternNode | undefined {
    const children = this.children(node);
    const first = children[0];
    if (first === undefined) return undefined;
    if (this.isEllipsisOnly(node, children, bits)) return { op: 'ellipsis', ...this.base(node, field), slot: this.listSlot(node) };
    if ((bits & role.wrapper) === 0 || children.length !== 1 || this.hasMeaningfulToken(node)) return undefined;
    const inner = this.build(first);
    if (inner.op === 'ellipsis') return { ...inner, field };
    if (inner.op !== 'meta') return (bits & role.expressionStatement) !== 0 ? undefined : this.unwrapped(bits, inner, field);
    return { ...inner, field, statement: (bits & role.expressionStatement) !== 0 };
  }

  /** The slot of the list metavariable that a wrapper consists of; -1 for a plain ellipsis. */
  private listSlot(node: number): number {
    const end = this.tree.skip[node] ?? 0;
    for (let inner = node; inner < end; inner += 1) {
      const found = isLeaf(this.tree, inner) || (this.bits(inner) & role.name) !== 0 ? this.readPlaceholder(inner) : undefined;
      if (found?.kind === 'list') return this.slot(found.name);
    }
    return -1;
  }

  private isEllipsisOnly(node: number, children: readonly number[], bits: number): boolean {
    const first = children[0] ?? none;
    if ((bits & role.string) !== 0) return false;
    if ((bits & role.pair) !== 0) return this.isEllipsis(first);
    if ((bits & role.wrapper) !== 0 && children.length === 1 && this.isEllipsis(first)) return true;
    if ((bits & (role.argumentList | role.block | role.unordered | role.member)) !== 0 || !children.every((child) => this.isEllipsis(child))) return false;
    return (bits & role.wrapper) !== 0 || (children.length > 1 && !this.hasMeaningfulToken(node));
  }

  private unwrapped(bits: number, inner: PatternNode, field: number): PatternNode | undefined {
    const names = role.parameterList | role.block | role.unordered | role.pair | role.assign | role.subset;
    return (bits & names) === 0 && inner.op === 'leaf' && inner.resolvable && (bits & role.parameter) !== 0 ? { ...inner, field } : undefined;
  }

  private isEllipsis(node: number): boolean {
    const kind = this.readPlaceholder(node)?.kind;
    if (kind === 'ellipsis' || kind === 'list') return true;
    if ((this.bits(node) & role.string) !== 0) return false;
    const children = this.children(node);
    return (
      children.length > 0 &&
      !this.hasMeaningfulToken(node) &&
      (this.bits(node) & (role.call | role.argumentList)) === 0 &&
      !(this.syntax.source.bareStrings === true && (this.bits(node) & role.unordered) !== 0) &&
      children.every((child) => this.isEllipsis(child))
    );
  }

  private compound(node: number, field: number, bits: number): PatternNode {
    const deep =
      buildDeep({ syntax: this.syntax, tree: this.tree, node }, this.base(node, field), (part) => this.build(part)) ??
      buildDecorator({ syntax: this.syntax, tree: this.tree, node }, this.base(node, field), (part) => this.build(part));
    if (deep !== undefined) return deep;
    if ((bits & (role.member | role.call)) !== 0) {
      const chain = this.chain(node, field);
      if (chain !== undefined) return chain;
    }
    if ((bits & role.assign) !== 0) {
      const assign = this.assign(node, field);
      if (assign !== undefined) return assign;
    }
    if ((bits & role.function) !== 0) return buildFunction({ syntax: this.syntax, tree: this.tree, node }, this.base(node, field), (part) => this.build(part));
    const built = this.node(node, field, bits);
    const imported = importParts(this.syntax, this.tree, node, (name) => this.slot(name));
    return imported === undefined ? built : { op: 'import', ...this.base(node, field), ...imported, same: built };
  }

  private chain(node: number, field: number): PatternNode | undefined {
    const kind = this.tree.kind[node] ?? 0;
    const isCall = (this.bits(node) & role.call) !== 0;
    const object = childByField(this.tree, node, (isCall ? this.syntax.fieldB : this.syntax.fieldA)[kind] ?? 0);
    const name = childByField(this.tree, node, (isCall ? this.syntax.fieldA : this.syntax.fieldB)[kind] ?? 0);
    if (object === none || name === none || readPlaceholder(textOf(this.tree, name))?.kind !== 'ellipsis') return undefined;
    return { op: 'chain', ...this.base(node, field), object: this.build(object) };
  }

  private assign(node: number, field: number): AssignPattern | undefined {
    const { left, right } = sidesOf(this.syntax, this.tree, node);
    if (left === none || right === none || !isPlainAssign(this.syntax, this.tree, node)) return undefined;
    const isModifier = (part: number) => part !== left && part !== right && (this.bits(part) & role.ignorable) !== 0;
    if ([...this.parts(node)].some(isModifier)) return undefined;
    const type = childByField(this.tree, node, this.syntax.typeField);
    return { op: 'assign', ...this.base(node, field), left: this.build(left), right: this.build(right), ...(type === none ? {} : { type: this.build(type) }) };
  }

  private node(node: number, field: number, bits: number): NodePattern {
    const inner = Math.max(statementList(this.syntax, this.tree, node), importList(this.syntax, this.tree, node));
    const parts = (bits & role.pair) !== 0 ? this.children(node) : [...this.parts(inner === none ? node : inner)];
    const built = parts.map((part) => this.build(part));
    const counted = isImportGroup(this.syntax, this.tree, node) ? built.filter(({ op }) => op !== 'leaf') : built;
    const children = asWritten(this.syntax, this.tree.kind[node] ?? 0, counted);
    const form = formOf({ syntax: this.syntax, tree: this.tree, node }, children);
    const optional = isOptional({ syntax: this.syntax, tree: this.tree, node }, children, field);
    const result = returnedValue(this.syntax, this.tree.kind[node] ?? 0, children);
    return {
      op: 'node',
      ...this.base(node, field),
      form,
      children: form === 'operands' ? flattened(children) : children,
      qualified: qualifiedName(this.syntax, this.tree, node),
      optional,
      ...(result === undefined ? {} : { result }),
    };
  }

  /** Children that count: named ones and tokens with a meaning. */
  private *parts(node: number): Generator<number> {
    const { tree } = this;
    const end = tree.skip[node] ?? 0;
    for (let child = node + 1; child < end; child = tree.skip[child] ?? end) {
      if (!isExtra(tree, child) && (isNamed(tree, child) || (this.bits(child) & role.punctuation) === 0)) yield child;
    }
  }

  private tokens(node: number): number[] {
    return [...this.parts(node)].filter((part) => !isNamed(this.tree, part));
  }

  private hasMeaningfulToken(node: number): boolean {
    return this.tokens(node).length > 0;
  }

  private children(node: number): number[] {
    return [...namedChildrenOf(this.tree, node)];
  }

  private base(node: number, field: number): { readonly field: number; readonly kind: number; readonly group: number } {
    const kind = this.tree.kind[node] ?? 0;
    return { field, kind, group: this.syntax.group[kind] ?? 0 };
  }

  private bits(node: number): number {
    return this.syntax.role[this.tree.kind[node] ?? 0] ?? 0;
  }
}
