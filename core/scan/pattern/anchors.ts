import { nextNamed, strip } from './head.ts';
import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { role, rolesOf } from './syntax.ts';

/** Anchored nodes by their name, in order. */
type Anchors = ReadonlyMap<string, readonly number[]>;

const read = new WeakMap<FileTree, Anchors>();
const mostNested = 6;

/** The node that an alias such as `*a` repeats: the last one anchored under the name before it; `none` for other nodes. */
export function aliasTarget(file: FileTree, start: number): number {
  const kinds = file.syntax.source.anchors;
  if (kinds === undefined) return none;
  const { tree, grammar } = file;
  const node = strip(tree, start, file.syntax);
  if (node === none || grammar.kinds[tree.kind[node] ?? 0] !== kinds.alias) return none;
  const places = anchorsOf(file, kinds.anchor).get(textOf(tree, node).slice(1)) ?? [];
  return places.findLast((place) => place < node && (tree.skip[place] ?? 0) <= node) ?? none;
}

/** The entries of a mapping with those that `<<` merges into it and that it does not set itself. */
export function entriesOf(file: FileTree, mapping: number, depth = 0): readonly number[] {
  const { tree } = file;
  const end = tree.skip[mapping] ?? 0;
  const own: number[] = [];
  for (let child = nextNamed(tree, mapping + 1, end); child !== none; child = nextNamed(tree, tree.skip[child] ?? end, end)) own.push(child);
  if (file.syntax.source.anchors === undefined || depth >= mostNested) return own;
  const merged = own.filter((entry) => keyOf(file, entry) === '<<').flatMap((entry) => mergedBy(file, entry, depth));
  if (merged.length === 0) return own;
  const keys = new Set(own.map((entry) => keyOf(file, entry)));
  return [...own, ...merged.filter((entry) => !keys.has(keyOf(file, entry)))];
}

/** Entries of the mapping, or of the list of mappings, that a merge key names. */
function mergedBy(file: FileTree, entry: number, depth: number): readonly number[] {
  const { tree, syntax } = file;
  const value = childByField(tree, entry, syntax.fieldB[tree.kind[entry] ?? 0] ?? 0);
  const target = followed(file, value);
  if ((rolesOf(syntax, tree, target) & role.argumentList) === 0) return mappingEntries(file, target, depth);
  const end = tree.skip[target] ?? 0;
  const entries: number[] = [];
  for (let item = nextNamed(tree, target + 1, end); item !== none; item = nextNamed(tree, tree.skip[item] ?? end, end)) {
    entries.push(...mappingEntries(file, followed(file, item), depth));
  }
  return entries;
}

function followed(file: FileTree, node: number): number {
  const target = node === none ? none : aliasTarget(file, node);
  return strip(file.tree, target === none ? node : target, file.syntax);
}

function mappingEntries(file: FileTree, node: number, depth: number): readonly number[] {
  return (rolesOf(file.syntax, file.tree, node) & role.unordered) === 0 ? [] : entriesOf(file, node, depth + 1);
}

function keyOf({ tree, syntax }: FileTree, entry: number): string {
  const key = childByField(tree, entry, syntax.fieldA[tree.kind[entry] ?? 0] ?? 0);
  return key === none ? '' : textOf(tree, key);
}

function anchorsOf(file: FileTree, kind: string): Anchors {
  const known = read.get(file);
  if (known !== undefined) return known;
  const { tree, grammar } = file;
  const ids = new Set(grammar.kindIds(kind));
  const found = new Map<string, number[]>();
  for (let node = 0; node < tree.count; node += 1) {
    const parent = tree.parent[node] ?? none;
    if (!ids.has(tree.kind[node] ?? 0) || parent === none) continue;
    const name = textOf(tree, node).slice(1);
    found.set(name, [...(found.get(name) ?? []), parent]);
  }
  read.set(file, found);
  return found;
}
