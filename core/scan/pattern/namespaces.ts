import type { NamespaceShape } from '../languages/language.ts';
import { childByField, childrenOf, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { firstChild, nextNamed, strip } from './head.ts';
import { plainString } from './string-literal.ts';
import { role, rolesOf } from './syntax.ts';

/** Values that a file reads through a prefix, such as Terraform's `local.name` and `var.name`. */
export interface Namespaces {
  /** The value of `prefix.name`; `none` for other nodes, and where it is set more than once. */
  readonly constantOf: (node: number) => number;
}

/** Reads the blocks that set such values, in one pass over the top-level nodes and their bodies. */
export function readNamespaces(file: FileTree): Namespaces {
  const values = new Map<string, number>();
  const add = (name: string, value: number) => values.set(name, values.has(name) ? none : value);
  for (const shape of file.syntax.source.namespaces) for (const block of blocksNamed(file, shape.block)) readBlock(file, shape, block, add);
  return {
    constantOf: (node) => {
      const name = dottedName(file, node);
      return name === undefined ? none : (values.get(name) ?? none);
    },
  };
}

type Add = (name: string, value: number) => void;

function readBlock(file: FileTree, shape: NamespaceShape, block: number, add: Add): void {
  const label = labelOf(file, block);
  for (const { key, value } of attributesOf(file, block)) {
    if (shape.attribute === undefined) add(`${shape.prefix}.${key}`, value);
    else if (shape.attribute === key && label !== '') add(`${shape.prefix}.${label}`, value);
  }
}

/** Blocks at the top of the file whose first word is this name. */
function* blocksNamed(file: FileTree, name: string): Generator<number> {
  const { tree, syntax } = file;
  for (const top of childrenOf(tree, 0)) {
    const isList = (rolesOf(syntax, tree, top) & role.block) !== 0;
    for (const block of isList ? childrenOf(tree, top) : [top]) {
      const word = firstChild(tree, block);
      if (word !== none && (rolesOf(syntax, tree, word) & role.name) !== 0 && textOf(tree, word) === name) yield block;
    }
  }
}

function labelOf({ tree, syntax }: FileTree, block: number): string {
  const word = firstChild(tree, block);
  const label = nextNamed(tree, tree.skip[word] ?? 0, tree.skip[block] ?? 0);
  const range = label === none ? undefined : plainString(syntax, tree, label);
  return range === undefined ? '' : tree.text.slice(range.start, range.end);
}

function* attributesOf({ tree, syntax }: FileTree, block: number): Generator<{ readonly key: string; readonly value: number }> {
  for (const body of childrenOf(tree, block)) {
    if ((rolesOf(syntax, tree, body) & role.block) === 0) continue;
    for (const entry of childrenOf(tree, body)) {
      const kind = tree.kind[entry] ?? 0;
      if ((rolesOf(syntax, tree, entry) & role.pair) === 0) continue;
      const key = childByField(tree, entry, syntax.fieldA[kind] ?? 0);
      const value = childByField(tree, entry, syntax.fieldB[kind] ?? 0);
      if (key !== none && value !== none) yield { key: textOf(tree, key), value: strip(tree, value, syntax) };
    }
  }
}

/** `a.b` of two names. */
function dottedName({ tree, syntax }: FileTree, node: number): string | undefined {
  if ((rolesOf(syntax, tree, node) & role.member) === 0) return undefined;
  const kind = tree.kind[node] ?? 0;
  const object = strip(tree, childByField(tree, node, syntax.fieldA[kind] ?? 0), syntax);
  const name = childByField(tree, node, syntax.fieldB[kind] ?? 0);
  const isPlain = object !== none && name !== none && (rolesOf(syntax, tree, object) & role.name) !== 0;
  return isPlain ? `${textOf(tree, object)}.${textOf(tree, name)}` : undefined;
}
