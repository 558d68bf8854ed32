import type { ImportSource, ImportTable } from '../languages/language.ts';
import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { nextNamed } from './head.ts';
import type { NodeRange } from './match.ts';
import { plainString } from './string-literal.ts';
import type { ChangedNodes } from './write-table.ts';

/** The imports of a file. */
export interface FileImports {
  /** Read at its first use. */
  table(): ImportTable;
  /** What has been read so far, and the kinds of nodes that may be imports. */
  readonly read: { readonly table: ImportTable; readonly kinds: ReadonlySet<number> } | undefined;
  /** Whether any of some nodes is of one of these kinds. */
  has(kinds: ReadonlySet<number>, range: NodeRange): boolean;
  /** Takes over what an earlier version read where no import changed. */
  follow(earlier: FileImports, changed: ChangedNodes): void;
}

const noImports: ImportTable = { aliases: new Map(), wildcards: [] };

export function openImports(file: FileTree): FileImports {
  const { tree } = file;
  let read: FileImports['read'];
  const imports: FileImports = {
    table() {
      read ??= readImports(file);
      return read.table;
    },
    get read() {
      return read;
    },
    has(kinds, { from, to }) {
      for (let node = from; node < to; node += 1) if (kinds.has(tree.kind[node] ?? 0)) return true;
      return false;
    },
    follow(earlier, changed) {
      const before = earlier.read;
      if (before === undefined || before.table.expand !== undefined || earlier.has(before.kinds, changed.old) || imports.has(before.kinds, changed.now)) return;
      read ??= { table: movedTable(before.table, changed), kinds: before.kinds };
    },
  };
  return imports;
}

/** The kinds are those that the language's reader asks for. */
function readImports(file: FileTree): NonNullable<FileImports['read']> {
  const source = importSource(file);
  const kinds = new Set<number>();
  const ofKind = (kind: string) => {
    for (const id of file.grammar.kindIds(kind)) kinds.add(id);
    return source.ofKind(kind);
  };
  return { table: file.language.imports?.({ ...source, ofKind }) ?? noImports, kinds };
}

/** The imports of an earlier version, of which none changed. */
function movedTable(imports: ImportTable, { old, nodeShift }: ChangedNodes): ImportTable {
  const { places } = imports;
  if (places === undefined || nodeShift === 0) return imports;
  const moved = [...places].map(([name, all]) => [name, all.map(({ at, target }) => ({ at: at >= old.to ? at + nodeShift : at, target }))] as const);
  return { ...imports, places: new Map(moved) };
}

/** What import readers may ask about a file. */
export function importSource(file: FileTree): ImportSource {
  const { tree, syntax, grammar } = file;
  return {
    ofKind: (kind) => grammar.kindIds(kind).flatMap((id) => file.ofGroup(syntax.group[id] ?? 0).filter((node) => tree.kind[node] === id)),
    kindOf: (node) => grammar.kinds[tree.kind[node] ?? 0] ?? '',
    text: (node) => textOf(tree, node),
    field: (node, name) => (node < 0 ? none : childByField(tree, node, grammar.fieldId(name))),
    children: (node) => {
      const found: number[] = [];
      const end = node < 0 ? 0 : (tree.skip[node] ?? 0);
      for (let child = nextNamed(tree, node + 1, end); child !== none; child = nextNamed(tree, tree.skip[child] ?? end, end)) found.push(child);
      return found;
    },
    stringOf: (node) => {
      const range = plainString(syntax, tree, node);
      return range === undefined ? undefined : tree.text.slice(range.start, range.end);
    },
  };
}
