import { moduleName } from '../languages/imports/javascript.ts';
import type { ImportTable } from '../languages/language.ts';
import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { firstChild, nextNamed, strip } from './head.ts';
import { type Declarations, openDeclarations } from './declarations.ts';
import type { DeclaredType } from './declared-type.ts';
import { type Namespaces, readNamespaces } from './namespaces.ts';
import { type FileImports, openImports } from './file-imports.ts';
import { plainString } from './string-literal.ts';
import { role, rolesOf } from './syntax.ts';
import { type ChangedNodes, openWriteTable, type WriteTable } from './write-table.ts';

/** What the names of a file stand for. */
export interface NameTable {
  readonly imports: ImportTable;
  /** The full name an import gives to a local one; undefined for names that are not imported. */
  readonly resolve: (name: string, node: number) => string | undefined;
  /** Whether a name, member access or call with receiver spells this dotted name, directly or through an import. */
  readonly spells: (node: number, qualified: string) => boolean;
  /** The full dotted name of a name or member access, imports resolved; undefined for other nodes. */
  readonly qualifiedName: (node: number) => string | undefined;
  /** Whether the file gives a value to a variable of this name. */
  readonly declares: (name: string) => boolean;
  /** The node whose scope declares the variable of a name; `none` when nothing in the file does. */
  readonly ownerOf: (name: number) => number;
  /** The expressions that a use of a variable may stand for; undefined when not all are known. */
  readonly valuesOf: (node: number) => readonly number[] | undefined;
  /** Where the type of a name is told; undefined when not known. */
  readonly typeOf: (node: number) => DeclaredType | undefined;
  /** What has been read so far. */
  readonly known: { readonly writes: WriteTable | undefined; readonly imports: FileImports };
  /** Builds on what an earlier version of the file knew, unless something of it has been asked for already. */
  readonly follow: (earlier: NameTable, changed: ChangedNodes) => void;
}

/** Imports and declarations of a file, each read at its first use. */
export function openNames(file: FileTree): NameTable {
  const imports = openImports(file);
  let declarations: Declarations | undefined;
  let namespaces: Namespaces | undefined;
  const namespacesOf = () => (namespaces ??= readNamespaces(file));
  let writes: WriteTable | undefined;
  const writesOf = () => (writes ??= openWriteTable(file));
  const declarationsOf = () => (declarations ??= openDeclarations(file, writesOf()));
  const qualifiedName = (node: number) => {
    const parts = dottedName(file, node);
    if (parts === undefined) return undefined;
    const target = aliasAt(file, imports.table(), parts.root, node);
    return (target ?? parts.root) + parts.rest;
  };
  return {
    get imports() {
      return imports.table();
    },
    resolve: (name, node) => aliasAt(file, imports.table(), name, node) ?? imports.table().expand?.(name),
    qualifiedName,
    spells: (node, qualified) => {
      const name = qualifiedName(node);
      if (name === undefined) return false;
      if (name === qualified) return true;
      const root = name.slice(0, name.includes('.') ? name.indexOf('.') : name.length);
      return (
        !(imports.table().wildcards.length > 0 && declarationsOf().declares(root)) &&
        imports
          .table()
          .wildcards.some((module) => qualified.length === module.length + name.length + 1 && qualified.startsWith(`${module}.`) && qualified.endsWith(name))
      );
    },
    declares: (name) => declarationsOf().declares(name),
    ownerOf: (name) => declarationsOf().ownerOf(name),
    valuesOf: (node) => {
      const value = file.syntax.source.namespaces.length === 0 ? none : namespacesOf().constantOf(node);
      return value === none ? declarationsOf().valuesOf(node) : [value];
    },
    typeOf: (node) => declarationsOf().typeOf(node),
    get known() {
      return { writes, imports };
    },
    follow({ known: before }, changed) {
      if (before.writes !== undefined) writes ??= openWriteTable(file, { table: before.writes, changed });
      imports.follow(before.imports, changed);
    },
  };
}

/** What an import makes of a name where it is used: the last import before it, or the only one when it stands outside any block. */
function aliasAt({ tree }: FileTree, { aliases, places }: ImportTable, name: string, use: number): string | undefined {
  const all = places?.get(name);
  if (all === undefined) return aliases.get(name);
  const place = all.findLast(({ at }) => at <= use) ?? (all.length === 1 ? all.find(({ at }) => (tree.parent[tree.parent[at] ?? 0] ?? 0) <= 0) : undefined);
  return place?.target;
}

interface DottedName {
  readonly root: string;
  /** With its leading dot; '' for a lone name. */
  readonly rest: string;
}

/** Splits `a.b.c`; `require('m').a` has the root `m`. Bounded, so that endless chains cost little. */
function dottedName(file: FileTree, start: number): DottedName | undefined {
  const { tree, syntax } = file;
  let rest = '';
  let node = strip(tree, start, syntax);
  for (let steps = 0; steps < 16 && node !== none; steps += 1) {
    if ((rolesOf(syntax, tree, node) & role.name) !== 0) return { root: textOf(tree, node), rest };
    const { object, name } = accessParts(file, node);
    if (name === none) return undefined;
    if (object === none) return rest === '' ? { root: textOf(tree, name), rest } : undefined;
    rest = `.${textOf(tree, name)}${rest}`;
    const module = requiredModule(file, object);
    if (module !== undefined) return { root: module, rest };
    node = strip(tree, object, syntax);
  }
  return undefined;
}

/** Object and name of a member access or of a call with receiver; a call without one has only a name. */
function accessParts({ tree, syntax }: FileTree, node: number): { readonly object: number; readonly name: number } {
  const bits = rolesOf(syntax, tree, node);
  const kind = tree.kind[node] ?? 0;
  const a = syntax.fieldA[kind] ?? 0;
  const b = syntax.fieldB[kind] ?? 0;
  if ((bits & role.member) !== 0) {
    if (a !== 0) return { object: childByField(tree, node, a), name: childByField(tree, node, b) };
    const first = firstChild(tree, node);
    return { object: first, name: nextNamed(tree, tree.skip[first] ?? 0, tree.skip[node] ?? 0) };
  }
  const hasReceiver = (bits & role.call) !== 0 && b !== 0;
  return hasReceiver ? { object: childByField(tree, node, b), name: childByField(tree, node, a) } : { object: none, name: none };
}

/** The module of `require('m')` written in place. */
function requiredModule({ tree, syntax }: FileTree, node: number): string | undefined {
  const kind = tree.kind[node] ?? 0;
  if (((syntax.role[kind] ?? 0) & role.call) === 0 || !tree.text.startsWith('require', tree.start[node] ?? 0)) return undefined;
  const callee = childByField(tree, node, syntax.fieldA[kind] ?? 0);
  if (callee === none || textOf(tree, callee) !== 'require') return undefined;
  const list = nextNamed(tree, tree.skip[callee] ?? 0, tree.skip[node] ?? 0);
  const range = list === none ? undefined : plainString(syntax, tree, firstChild(tree, list));
  if (range === undefined) return undefined;
  return moduleName(tree.text.slice(range.start, range.end));
}
