import { changingTrees } from './derived-grammar.ts';
import { childrenOf, type FlatTree, nodeFlags } from './flat-tree.ts';
import type { Grammar } from './grammar.ts';
import { createTreeWriter, type TreeWriter } from './tree-writer.ts';

/** What a grammar's trees lack for matching; names that the grammar does not have are ignored. */
export interface TreeShape {
  /** Named kinds that are only punctuation: left out, with the tokens in them in their place. */
  readonly tokens: readonly string[];
  /** Fields for named children by their order; the last one given also holds for children beyond it. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** Kinds whose tokens are operators. */
  readonly operations: readonly string[];
  /** Kinds that follow what they apply to as a sibling: they become nodes around it, with the fields `object` and `name`. */
  readonly postfix: readonly string[];
}

interface ShapeTables {
  readonly token: Uint8Array;
  readonly postfix: Uint8Array;
  readonly operation: Uint8Array;
  readonly fields: ReadonlyMap<number, readonly number[]>;
  readonly fieldIds: ReadonlyMap<string, number>;
  readonly object: number;
  readonly name: number;
  readonly operator: number;
}

/** A grammar whose trees have the shape that matching needs. */
export function reshaped(grammar: Grammar, shape: TreeShape): Grammar {
  const tables = tablesOf(grammar, shape);
  return { ...grammar, fieldId: (name) => tables.fieldIds.get(name) ?? 0, ...changingTrees(grammar, (tree) => reshapeTree(tree, tables)) };
}

function tablesOf(grammar: Grammar, shape: TreeShape): ShapeTables {
  const flagged = (names: readonly string[]) => {
    const table = new Uint8Array(65_536);
    for (const id of names.flatMap((name) => grammar.kindIds(name))) table[id] = 1;
    return table;
  };
  const names = [...new Set([...Object.values(shape.fields).flat(), 'object', 'name', 'operator'])];
  const fieldIds = new Map(names.map((name, index) => [name, index + 1]));
  const fields = Object.entries(shape.fields).flatMap(([kind, given]) =>
    grammar.kindIds(kind).map((id) => [id, given.map((name) => fieldIds.get(name) ?? 0)] as const),
  );
  const idOf = (name: string) => fieldIds.get(name) ?? 0;
  return {
    ...{ token: flagged(shape.tokens), postfix: flagged(shape.postfix), operation: flagged(shape.operations) },
    ...{ fields: new Map(fields), fieldIds, object: idOf('object'), name: idOf('name'), operator: idOf('operator') },
  };
}

function reshapeTree(tree: FlatTree, tables: ShapeTables): FlatTree {
  const writer = createTreeWriter(tree.text);
  writeNode({ tree, tables, writer }, 0, 0);
  return writer.finish(tree.hasError);
}

interface Reshaping {
  readonly tree: FlatTree;
  readonly tables: ShapeTables;
  readonly writer: TreeWriter;
}

function writeNode(reshaping: Reshaping, node: number, field: number): void {
  const { tree, writer } = reshaping;
  writer.open({ kind: tree.kind[node] ?? 0, start: tree.start[node] ?? 0, flags: tree.flags[node] ?? 0, field });
  writeChildren(reshaping, node);
  writer.close(tree.end[node] ?? 0);
}

function writeChildren(reshaping: Reshaping, node: number): void {
  const { tree, tables } = reshaping;
  const kind = tree.kind[node] ?? 0;
  const fields = tables.fields.get(kind) ?? [];
  const operator = tables.operation[kind] === 1 ? tables.operator : 0;
  let named = 0;
  for (const chain of chainsOf(reshaping, node)) {
    const isPart = isNamedPart(reshaping, chain[0] ?? 0);
    const field = isPart ? (fields[named] ?? fields.at(-1) ?? 0) : operator;
    if (isPart) named += 1;
    writeChain(reshaping, chain, field);
  }
}

function isNamedPart({ tree }: Reshaping, node: number): boolean {
  return ((tree.flags[node] ?? 0) & (nodeFlags.named | nodeFlags.extra)) === nodeFlags.named;
}

function* partsOf(reshaping: Reshaping, node: number): Generator<number> {
  const { tree, tables } = reshaping;
  for (const child of childrenOf(tree, node)) {
    if (tables.token[tree.kind[child] ?? 0] === 1) yield* childrenOf(tree, child);
    else yield child;
  }
}

/** Children, each with the postfix nodes that follow it. */
function chainsOf(reshaping: Reshaping, node: number): readonly (readonly number[])[] {
  const { tree, tables } = reshaping;
  const chains: number[][] = [];
  for (const child of partsOf(reshaping, node)) {
    const last = chains.at(-1);
    if (last !== undefined && tables.postfix[tree.kind[child] ?? 0] === 1) last.push(child);
    else chains.push([child]);
  }
  return chains;
}

/** `a .b .c` as `((a) .b) .c`. */
function writeChain(reshaping: Reshaping, chain: readonly number[], field: number): void {
  const { tree, tables, writer } = reshaping;
  const [operand = 0, ...links] = chain;
  const start = tree.start[operand] ?? 0;
  for (const [index, link] of links.toReversed().entries()) {
    writer.open({ kind: tree.kind[link] ?? 0, start, flags: tree.flags[link] ?? 0, field: index === 0 ? field : tables.object });
  }
  writeNode(reshaping, operand, links.length === 0 ? field : tables.object);
  for (const link of links) closeLink(reshaping, link);
}

function closeLink(reshaping: Reshaping, link: number): void {
  const { tree, tables, writer } = reshaping;
  for (const child of childrenOf(tree, link)) writeNode(reshaping, child, isNamedPart(reshaping, child) ? tables.name : 0);
  writer.close(tree.end[link] ?? 0);
}
