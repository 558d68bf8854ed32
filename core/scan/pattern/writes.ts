import { childByField, none, textOf } from '../tree/flat-tree.ts';
import { isClassScope } from './block-parts.ts';
import { parameterType, typeNode } from './declared-type.ts';
import type { FileTree } from './file-tree.ts';
import { firstChild, nextNamed, onlyChild, strip } from './head.ts';
import type { NodeRange } from './match.ts';
import { isPlainAssign, sidesOf } from './plain-assign.ts';
import { role, rolesOf } from './syntax.ts';

const ownObjects: ReadonlySet<string> = new Set(['this', 'self', '$this', 'static']);

/** Kinds of `a[b]`, which write to no variable. */
const indexing: ReadonlySet<string> = new Set(['subscript', 'subscript_expression']);

/** One place that gives a name a value. */
export interface Write {
  readonly scope: number;
  readonly declares: boolean;
  /** The type it is declared with, or `none`. */
  readonly type: number;
  readonly name: number;
  /** The whole node that writes, and the expression it writes or `none`. */
  readonly at: number;
  readonly expression: number;
  /** It declares without giving a value. */
  readonly empty: boolean;
}

/** What is written to each name. */
export type Writes = ReadonlyMap<string, readonly Write[]>;

/** Reads the assignments, parameters and loop variables among some nodes, in one pass over them. `inside`: the node that these are children of. */
export function readWrites(file: FileTree, { from, to }: NodeRange, inside: number): Writes {
  const reader: Reader = { file, names: new Map(), scopes: scopesAround(file, inside) };
  for (let node = from; node < to; node += 1) readNode(reader, node);
  return reader.names;
}

/** The node and those around it that are scopes, outermost first. */
function scopesAround({ tree, syntax }: FileTree, inside: number): number[] {
  const scopes: number[] = [];
  for (let node = inside; node > 0; node = tree.parent[node] ?? none) if ((rolesOf(syntax, tree, node) & role.scope) !== 0) scopes.unshift(node);
  return scopes;
}

interface Reader {
  readonly file: FileTree;
  readonly names: Map<string, Write[]>;
  /** Scopes around the current node, innermost last. */
  readonly scopes: number[];
}

function readNode(reader: Reader, node: number): void {
  const { tree, syntax } = reader.file;
  const { scopes } = reader;
  while (scopes.length > 0 && (tree.skip[scopes.at(-1) ?? 0] ?? 0) <= node) scopes.pop();
  const kind = tree.kind[node] ?? 0;
  const bits = syntax.role[kind] ?? 0;
  if ((bits & role.scope) !== 0) scopes.push(node);
  if ((bits & role.assign) !== 0) return readAssign(reader, node, bits);
  if ((bits & role.parameterList) !== 0) return addNames(reader, node, true);
  if ((bits & role.binder) !== 0) readBinder(reader, node, bits);
  else if ((bits & role.declarator) !== 0 && !isInAssign(reader.file, node)) addNames(reader, node, true);
  else if ((bits & role.declaration) !== 0) readBareNames(reader, node);
}

/** Names declared without a value, where the grammar has no node around them. */
function readBareNames(reader: Reader, declaration: number): void {
  const { tree, syntax } = reader.file;
  const end = tree.skip[declaration] ?? 0;
  for (let child = declaration + 1; child < end; child = tree.skip[child] ?? end) {
    const isDeclared = isName(reader.file, child) && tree.field[child] !== syntax.typeField;
    if (isDeclared) addWrite(reader, child, { ...writeAt(reader, child, declaration), declares: true, empty: true });
  }
}

/** A write of an unknown value. */
function writeAt(reader: Reader, name: number, root: number): Write {
  return {
    scope: reader.scopes.at(-1) ?? 0,
    declares: false,
    type: parameterType(reader.file, name, root),
    name,
    at: root,
    expression: none,
    empty: false,
  };
}

function readAssign(reader: Reader, node: number, bits: number): void {
  const { tree, syntax } = reader.file;
  const sides = sidesOf(syntax, tree, node);
  const { right } = sides;
  const left = declaredName(reader.file, strip(tree, sides.left, syntax));
  if (left === none) return;
  const declares = (bits & role.declares) !== 0;
  const own = ownField(reader.file, left);
  const members = own === none ? undefined : reader.scopes.findLast((scope) => isClassScope(syntax, tree, scope));
  if (!isName(reader.file, left) && members === undefined) {
    if ((rolesOf(syntax, tree, left) & (role.member | role.call)) === 0) addNames(reader, left, declares);
    return;
  }
  const isPlain = isPlainAssign(syntax, tree, node);
  const expression = right === none || !isPlain ? none : strip(tree, right, syntax);
  const name = members === undefined ? left : own;
  addWrite(reader, name, {
    scope: members ?? reader.scopes.at(-1) ?? 0,
    declares,
    type: typeNode(reader.file, { assign: node, name, right }),
    name,
    at: node,
    expression,
    empty: right === none,
  });
}

/** The name in a declaration that also holds its type. */
function declaredName({ tree, syntax }: FileTree, node: number): number {
  if (node === none || (rolesOf(syntax, tree, node) & role.parameter) === 0) return node;
  const name = childByField(tree, node, syntax.fieldA[tree.kind[node] ?? 0] ?? 0);
  return name === none ? node : name;
}

function readBinder(reader: Reader, node: number, bits: number): void {
  const { tree, syntax } = reader.file;
  const isFunction = (bits & role.function) !== 0;
  const field = (isFunction ? syntax.fieldD : syntax.fieldA)[tree.kind[node] ?? 0] ?? 0;
  const lone = isFunction ? none : firstChild(tree, node);
  const target = field === 0 ? lone : childByField(tree, node, field);
  if (target === none) return;
  const value = enteredValue(reader.file, node);
  const name = value === none ? none : onlyChild(tree, target);
  if (name === none || !isName(reader.file, name)) return addNames(reader, target, isFunction);
  addWrite(reader, name, {
    ...writeAt(reader, name, node),
    declares: true,
    type: typeNode(reader.file, { assign: node, name, right: value }),
    expression: value,
  });
}

/** What `with value as name` gives to the name; `none` elsewhere. */
function enteredValue({ tree, grammar }: FileTree, node: number): number {
  const parent = tree.parent[node] ?? none;
  return parent !== none && grammar.kinds[tree.kind[parent] ?? 0] === 'with_item' ? firstChild(tree, node) : none;
}

function addNames(reader: Reader, root: number, declares: boolean): void {
  const { tree, syntax } = reader.file;
  const end = tree.skip[root] ?? 0;
  for (let node = root; node < end; ) {
    if (isName(reader.file, node)) addWrite(reader, node, { ...writeAt(reader, node, root), declares });
    const isRead = (rolesOf(syntax, tree, node) & (role.member | role.call)) !== 0 || indexing.has(syntax.grammar.kinds[tree.kind[node] ?? 0] ?? '');
    node = isRead ? (tree.skip[node] ?? end) : node + 1;
  }
}

function addWrite(reader: Reader, name: number, write: Write): void {
  const text = textOf(reader.file.tree, name);
  const known = reader.names.get(text);
  if (known === undefined) reader.names.set(text, [write]);
  else known.push(write);
}

/** Whether a node is a plain name. */
export function isName({ tree, syntax }: FileTree, node: number): boolean {
  return (rolesOf(syntax, tree, node) & role.name) !== 0;
}

/** The name of `this.name` and `self.name`, else `none`. */
export function ownField({ tree, syntax }: FileTree, node: number): number {
  const kind = tree.kind[node] ?? 0;
  if ((rolesOf(syntax, tree, node) & role.member) === 0) return none;
  const field = syntax.fieldA[kind] ?? 0;
  const object = field === 0 ? nextNamed(tree, node + 1, tree.skip[node] ?? 0) : childByField(tree, node, field);
  if (object === none || !ownObjects.has(textOf(tree, object))) return none;
  return field === 0 ? nextNamed(tree, tree.skip[object] ?? 0, tree.skip[node] ?? 0) : childByField(tree, node, syntax.fieldB[kind] ?? 0);
}

function isInAssign({ tree, syntax }: FileTree, node: number): boolean {
  return ((syntax.role[tree.kind[tree.parent[node] ?? 0] ?? 0] ?? 0) & role.assign) !== 0;
}
