import { childrenOf, type FlatTree, isLeaf, nodeFlags, none } from './flat-tree.ts';
import type { Grammar } from './grammar.ts';
import type { Refinement } from './refinements/refinement.ts';
import { createTreeWriter, type TreeWriter } from './tree-writer.ts';

type Rule = NonNullable<Refinement['substitutions']>;

interface Splitting {
  readonly tree: FlatTree;
  readonly writer: TreeWriter;
  /** Kind ids; the first is that of text that is split off. */
  readonly text: readonly number[];
  readonly node: number;
  readonly name: number;
  readonly sign: string;
}

const leadingName = /^[A-Za-z_]\w*/;

/** Makes the function that gives names in strings nodes of their own; a tree without any comes back as it is. */
export function openSubstitutions(rule: Rule, grammar: Pick<Grammar, 'kindIds'>): (tree: FlatTree) => FlatTree {
  const idOf = (kind: string) => grammar.kindIds(kind)[0] ?? 0;
  const ids = { text: grammar.kindIds(rule.text), node: idOf(rule.node), name: idOf(rule.name), sign: rule.sign };
  return (tree) => {
    if (!hasSign(tree, ids.text, rule.sign)) return tree;
    const splitting = { tree, writer: createTreeWriter(tree.text), ...ids };
    writeNode(splitting, 0);
    return splitting.writer.finish(tree.hasError);
  };
}

function hasSign(tree: FlatTree, text: readonly number[], sign: string): boolean {
  for (let node = 0; node < tree.count; node += 1) if (isSign(tree, node, text, sign)) return true;
  return false;
}

function isSign(tree: FlatTree, node: number, text: readonly number[], sign: string): boolean {
  const start = tree.start[node] ?? 0;
  return text.includes(tree.kind[node] ?? 0) && (tree.end[node] ?? 0) - start === sign.length && tree.text.startsWith(sign, start);
}

function writeNode(splitting: Splitting, node: number): void {
  const { tree, writer } = splitting;
  if (isLeaf(tree, node)) return copyLeaf(splitting, node);
  writer.open({ kind: tree.kind[node] ?? 0, start: tree.start[node] ?? 0, flags: tree.flags[node] ?? 0, field: tree.field[node] ?? 0 });
  const children = [...childrenOf(tree, node)];
  for (let index = 0; index < children.length; index += 1) {
    const child = children[index] ?? 0;
    const next = children[index + 1] ?? none;
    const name = isSign(tree, child, splitting.text, splitting.sign) ? nameAfter(splitting, child, next) : '';
    if (name === '') writeNode(splitting, child);
    else {
      writeSubstitution(splitting, next, name);
      index += 1;
    }
  }
  writer.close(tree.end[node] ?? 0);
}

/** The name that the text right after a sign begins with, '' for none. */
function nameAfter({ tree, text }: Splitting, sign: number, node: number): string {
  if (node === none || !text.includes(tree.kind[node] ?? 0) || tree.start[node] !== tree.end[sign]) return '';
  return leadingName.exec(tree.text.slice(tree.start[node], tree.end[node]))?.[0] ?? '';
}

function writeSubstitution({ tree, writer, sign, node, name, text }: Splitting, child: number, found: string): void {
  const start = tree.start[child] ?? 0;
  const end = start + found.length;
  writer.open({ kind: node, start: start - sign.length, flags: nodeFlags.named });
  writer.leaf({ kind: name, start, flags: nodeFlags.named }, end);
  writer.close(end);
  if (end < (tree.end[child] ?? 0)) writer.leaf({ kind: text[0] ?? 0, start: end, flags: nodeFlags.named }, tree.end[child] ?? 0);
}

function copyLeaf({ tree, writer }: Splitting, node: number): void {
  writer.leaf({ kind: tree.kind[node] ?? 0, start: tree.start[node] ?? 0, flags: tree.flags[node] ?? 0, field: tree.field[node] ?? 0 }, tree.end[node] ?? 0);
}
