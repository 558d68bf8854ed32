import { concatenations } from './constant.ts';
import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { type DeclaredType, declaratorMarks, parameterType, typeNode } from './declared-type.ts';
import { firstChild, nextNamed, onlyChild, strip } from './head.ts';
import type { NodeRange } from './match.ts';
import { isPlainAssign, sidesOf } from './plain-assign.ts';
import { reachingValues } from './reaching.ts';
import { isSettledField } from './settled-field.ts';
import { innermost, resolveWrites, type Variables } from './variables.ts';
import { isClassScope } from './block-parts.ts';
import { role, rolesOf } from './syntax.ts';

/** What is known of the variables of a file without following control flow. */
export interface Declarations {
  /** The expressions that a use of a variable may stand for, by the order of statements around it; undefined when not all are known. */
  readonly valuesOf: (node: number) => readonly number[] | undefined;
  readonly typeOf: (node: number) => DeclaredType | undefined;
  /** The node whose scope declares the variable of a name; `none` when nothing in the file does. */
  readonly ownerOf: (name: number) => number;
  /** Whether the file gives a value to a variable of this name. */
  readonly declares: (name: string) => boolean;
}

const ownObjects: ReadonlySet<string> = new Set(['this', 'self', '$this', 'static']);

/** Kinds of `a[b]`, which write to no variable. */
const indexing: ReadonlySet<string> = new Set(['subscript', 'subscript_expression']);

/** One place that gives a name a value. `value`: the literal or what a string is put together from, or `none` when it is not known. */
interface Write {
  readonly scope: number;
  readonly declares: boolean;
  readonly value: number;
  readonly type: number;
  readonly name: number;
  /** The whole node that writes, and the expression it writes or `none`. */
  readonly at: number;
  readonly expression: number;
  /** It declares without giving a value. */
  readonly empty: boolean;
}

/** All that a file writes to variables of one name; told apart by scope at the first question. */
interface Name {
  readonly writes: Write[];
  variables: Variables<Write> | undefined;
}

/** Reads every assignment, parameter and loop variable in one pass over the nodes. */
export function readDeclarations(file: FileTree): Declarations {
  const names = new Map<string, Name>();
  const reader: Reader = { file, names, scopes: [] };
  const values = new Map<number, readonly number[] | undefined>();
  for (let node = 0; node < file.tree.count; node += 1) readNode(reader, node);
  return {
    declares: (name) => names.has(name),
    ownerOf: (node) => ownerOf(file, names, node),
    valuesOf: (node) => {
      if (!values.has(node)) values.set(node, valuesAt(file, names, node));
      return values.get(node);
    },
    typeOf: (node) => {
      const name = ownField(file, node);
      const found = name !== none || isName(file, node) ? writesFor(file, names, name === none ? node : name, name !== none) : [];
      const typed = found.find((write) => write.type !== none);
      if (found.some((write) => write.name === node && write.declares && write.expression === none)) return undefined;
      if (typed !== undefined) return { kind: 'written', type: typed.type, marks: declaratorMarks(file, typed.name) };
      const valued = found.find((write) => write.declares && write.expression !== none);
      return valued === undefined ? undefined : { kind: 'value', value: valued.expression };
    },
  };
}

function valuesAt(file: FileTree, names: ReadonlyMap<string, Name>, node: number): readonly number[] | undefined {
  const field = ownField(file, node);
  if (field === none && !isVariable(file, node)) return undefined;
  const all = writesFor(file, names, field === none ? node : field, field !== none);
  const found = all.filter(({ empty }) => !empty);
  if (found.length === 0 || found.some(({ name }) => name === node)) return undefined;
  const reached = reachingValues(
    file,
    found.map(({ at, expression }) => ({ at, value: expression })),
    node,
  );
  if (reached !== 'outside') return reached;
  const [only] = found;
  if (
    only !== undefined &&
    !isSettledField(
      file,
      all.find((write) => write.declares),
      only,
    )
  )
    return undefined;
  return only === undefined || found.length > 1 || only.expression === none ? undefined : [only.expression];
}

/** What whole top-level nodes write, by name: when the texts are equal, the rest of the file sees no difference. */
export function describeWrites(file: FileTree, range: NodeRange): ReadonlyMap<string, string> {
  const reader: Reader = { file, names: new Map(), scopes: [] };
  const paths = new Map<number, string>([[0, '']]);
  for (let node = range.from; node < range.to; node += 1) {
    readNode(reader, node);
    if (reader.scopes.at(-1) === node) paths.set(node, `${paths.get(reader.scopes.at(-2) ?? 0)}>${paths.size}`);
  }
  const text = (node: number) => (node === none ? '' : textOf(file.tree, node));
  const described = new Map<string, string>();
  for (const [name, { writes }] of reader.names) {
    const lines = writes.map(({ scope, declares, empty, value, expression, type }) => {
      const seen = scope === 0 && declares ? expression : value;
      return [paths.get(scope), declares, empty, text(seen), text(type)].join(' ');
    });
    described.set(name, lines.join('\n'));
  }
  return described;
}

interface Reader {
  readonly file: FileTree;
  readonly names: Map<string, Name>;
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
    value: none,
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
  const value = right === none || !isPlain ? none : literalOf(reader.file, right);
  const expression = right === none || !isPlain ? none : strip(tree, right, syntax);
  const name = members === undefined ? left : own;
  addWrite(reader, name, {
    scope: members ?? reader.scopes.at(-1) ?? 0,
    declares,
    value,
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
  if (known === undefined) reader.names.set(text, { writes: [write], variables: undefined });
  else known.writes.push(write);
}

/** All writes to the variable a use means: those of the innermost scope around it that declares the name, with writes to it from inner scopes. */
function writesFor({ tree, syntax }: FileTree, names: ReadonlyMap<string, Name>, node: number, isField = false): readonly Write[] {
  const name = names.get(textOf(tree, node));
  if (name === undefined) return [];
  name.variables ??= resolveWrites(tree.skip, name.writes);
  const classes = isField ? name.variables.scopes.filter((scope) => isClassScope(syntax, tree, scope)) : [];
  return name.variables.writes.get(innermost(tree.skip, classes.length > 0 ? classes : name.variables.scopes, node)) ?? [];
}

function ownerOf({ tree }: FileTree, names: ReadonlyMap<string, Name>, node: number): number {
  const name = names.get(textOf(tree, node));
  if (name === undefined) return none;
  name.variables ??= resolveWrites(tree.skip, name.writes);
  return innermost(tree.skip, name.variables.scopes, node);
}

function literalOf(file: FileTree, right: number): number {
  const { tree, syntax } = file;
  const value = strip(tree, right, syntax);
  const bits = rolesOf(syntax, tree, value);
  if ((bits & role.number) !== 0) return value;
  if ((bits & (role.string | role.name)) !== 0) return value;
  const operator = childByField(tree, value, syntax.operatorField);
  return operator !== none && concatenations.has(textOf(tree, operator)) ? value : none;
}

function isName({ tree, syntax }: FileTree, node: number): boolean {
  return (rolesOf(syntax, tree, node) & role.name) !== 0;
}

/** The name of `this.name` and `self.name`, else `none`. */
function ownField({ tree, syntax }: FileTree, node: number): number {
  const kind = tree.kind[node] ?? 0;
  if ((rolesOf(syntax, tree, node) & role.member) === 0) return none;
  const field = syntax.fieldA[kind] ?? 0;
  const object = field === 0 ? nextNamed(tree, node + 1, tree.skip[node] ?? 0) : childByField(tree, node, field);
  if (object === none || !ownObjects.has(textOf(tree, object))) return none;
  return field === 0 ? nextNamed(tree, tree.skip[object] ?? 0, tree.skip[node] ?? 0) : childByField(tree, node, syntax.fieldB[kind] ?? 0);
}

/** A name that reads a variable: not a member, key, argument name or method. */
function isVariable(file: FileTree, node: number): boolean {
  const { tree, syntax } = file;
  const parent = tree.parent[node] ?? none;
  if (parent === none || !isName(file, node)) return false;
  const kind = tree.kind[parent] ?? 0;
  const bits = syntax.role[kind] ?? 0;
  const field = tree.field[node] ?? 0;
  if ((bits & role.member) !== 0) return field !== 0 && field !== syntax.fieldB[kind];
  if ((bits & (role.pair | role.keywordArgument)) !== 0) return field !== syntax.fieldA[kind];
  return (bits & role.call) === 0 || field !== syntax.fieldA[kind];
}

function isInAssign({ tree, syntax }: FileTree, node: number): boolean {
  return ((syntax.role[tree.kind[tree.parent[node] ?? 0] ?? 0] ?? 0) & role.assign) !== 0;
}
