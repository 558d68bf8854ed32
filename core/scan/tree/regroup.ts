import { addingNames, changingTrees } from './derived-grammar.ts';
import { childrenOf, type FlatTree, isExtra, namedChildrenOf, nodeFlags } from './flat-tree.ts';
import type { Grammar } from './grammar.ts';
import type { NewNode, Part, Regrouped, Regrouping } from './regroupings/regrouping.ts';
import { createTreeWriter } from './tree-writer.ts';

/** Added fields have ids from here on, below those that refinements add. */
const firstAddedField = 120;

/** A grammar whose trees are put together as a regrouping says. */
export function regrouped(grammar: Grammar, regrouping: Regrouping): Grammar {
  const tables = tablesOf(grammar, regrouping);
  const { kinds, kindIds, fieldId } = tables;
  return { name: grammar.name, kinds, kindIds, fieldId, ...changingTrees(grammar, (tree) => regroupTree(tree, tables)) };
}

interface Tables extends Pick<Grammar, 'kinds' | 'kindIds' | 'fieldId'> {
  readonly dissolved: Uint8Array;
  readonly groups: ReadonlyMap<number, Regrouping['groups'][string]>;
}

function tablesOf(grammar: Grammar, regrouping: Regrouping): Tables {
  const dissolved = new Uint8Array(65_536);
  for (const id of regrouping.dissolved.flatMap((name) => grammar.kindIds(name))) dissolved[id] = 1;
  const groups = Object.entries(regrouping.groups).flatMap(([name, group]) => grammar.kindIds(name).map((id) => [id, group] as const));
  return { ...addingNames(grammar, regrouping, firstAddedField), dissolved, groups: new Map(groups) };
}

interface Frame {
  readonly parts: readonly Part[];
  readonly end: number;
  at: number;
}

interface Regroup {
  readonly tree: FlatTree;
  readonly tables: Tables;
  /** Fields that children take over from a dissolved parent. */
  readonly taken: Map<number, number>;
}

/** Walks with a stack of its own: left-nested operators are as deep as a text is long. */
function regroupTree(tree: FlatTree, tables: Tables): FlatTree {
  const writer = createTreeWriter(tree.text);
  const regroup: Regroup = { tree, tables, taken: new Map() };
  const frames: Frame[] = [];
  const open = (part: Part) => {
    const frame = isNew(part) ? { parts: part.parts, end: endOf(tree, part), at: 0, kind: undefined } : frameOfNode(regroup, nodeOf(part));
    writer.open({ ...startOf(regroup, part), ...(frame.kind === undefined ? {} : { kind: lastId(tables, frame.kind) }) });
    frames.push(frame);
  };
  open(0);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const part = frame.parts[frame.at];
    frame.at += 1;
    if (part === undefined) {
      writer.close(frame.end);
      frames.pop();
    } else if (!isNew(part) && tree.skip[nodeOf(part)] === nodeOf(part) + 1) writer.leaf(startOf(regroup, part), tree.end[nodeOf(part)] ?? 0);
    else open(part);
  }
  return writer.finish(tree.hasError);
}

function frameOfNode(regroup: Regroup, node: number): Frame & { readonly kind: string | undefined } {
  const { tree, tables } = regroup;
  const children: number[] = [];
  collect(regroup, node, children);
  const group = tables.groups.get(tree.kind[node] ?? 0);
  const { kind, parts }: Regrouped = group === undefined ? { parts: children } : group({ parts: children, kindOf, isExtra: isExtraPart });
  return { parts, end: tree.end[node] ?? 0, at: 0, kind };

  function kindOf(part: number): string {
    return tables.kinds[tree.kind[part] ?? 0] ?? '';
  }
  function isExtraPart(part: number): boolean {
    return isExtra(tree, part);
  }
}

function collect(regroup: Regroup, node: number, into: number[]): void {
  const { tree, tables, taken } = regroup;
  for (const child of childrenOf(tree, node)) {
    if (tables.dissolved[tree.kind[child] ?? 0] !== 1) {
      into.push(child);
      continue;
    }
    const field = taken.get(child) ?? tree.field[child] ?? 0;
    if (field !== 0) for (const inner of namedChildrenOf(tree, child)) if ((tree.field[inner] ?? 0) === 0) taken.set(inner, field);
    collect(regroup, child, into);
  }
}

function startOf(regroup: Regroup, part: Part) {
  const { tree, tables, taken } = regroup;
  if (isNew(part)) {
    const field = part.field === undefined ? 0 : tables.fieldId(part.field);
    return { kind: lastId(tables, part.kind), start: tree.start[edgeOf(part, 0)] ?? 0, flags: nodeFlags.named, field };
  }
  const node = nodeOf(part);
  const field = typeof part === 'number' ? (taken.get(node) ?? tree.field[node] ?? 0) : tables.fieldId(part.field);
  return { kind: tree.kind[node] ?? 0, start: tree.start[node] ?? 0, flags: tree.flags[node] ?? 0, field };
}

function isNew(part: Part): part is NewNode {
  return typeof part !== 'number' && 'parts' in part;
}

function nodeOf(part: Exclude<Part, NewNode>): number {
  return typeof part === 'number' ? part : part.node;
}

function lastId(tables: Tables, kind: string): number {
  return tables.kindIds(kind).at(-1) ?? 0;
}

function endOf(tree: FlatTree, part: NewNode): number {
  return tree.end[edgeOf(part, -1)] ?? 0;
}

/** The first or last node of the tree in a new one. */
function edgeOf(part: NewNode, index: 0 | -1): number {
  let at: Part = part;
  while (isNew(at)) at = at.parts.at(index) ?? 0;
  return nodeOf(at);
}
