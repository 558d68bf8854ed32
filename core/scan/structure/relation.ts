import { type FlatTree, none } from '../tree/flat-tree.ts';
import type { CompiledRelation } from './compile-rule.ts';
import type { Environment } from './match-pattern.ts';
import type { RuleContext } from './rule-context.ts';

/** The bindings when a node around, in, before or after this one matches the relation's rule. */
export function matchRelation(relation: CompiledRelation, node: number, bound: Environment, context: RuleContext): Environment | undefined {
  const { tree } = context.file;
  switch (relation.relation) {
    case 'inside':
      return firstOf(relation, ancestors(tree, node, relation.field), bound, context);
    case 'has':
      return relation.field === 0 ? matchHas(relation, node, bound, context) : matchField(relation, node, bound, context);
    case 'precedes':
      return firstOf(relation, following(tree, node), bound, context);
    case 'follows':
      return firstOf(relation, preceding(tree, node), bound, context);
  }
  return relation.relation satisfies never;
}

/** The first node in a direction that matches the relation's rule; undefined when it stops before. */
export function nearest(relation: CompiledRelation, node: number, context: RuleContext): number | undefined {
  const { tree } = context.file;
  const nodes = relation.relation === 'follows' ? preceding(tree, node) : following(tree, node);
  for (const candidate of nodes) {
    if (candidate === none) continue;
    if (context.match(relation.of, candidate, new Map(), context) !== undefined) return candidate;
    if (stops(relation.stopBy, candidate, context)) return undefined;
  }
  return undefined;
}

/** A place of -1 counts for `neighbor`, but can match nothing: the neighbour is there and in the wrong field. */
function firstOf(relation: CompiledRelation, nodes: Iterable<number>, bound: Environment, context: RuleContext): Environment | undefined {
  for (const candidate of nodes) {
    const own = candidate === none ? undefined : context.match(relation.of, candidate, bound, context);
    if (own !== undefined) return own;
    if (relation.stopBy === 'neighbor' || (candidate !== none && stops(relation.stopBy, candidate, context))) return undefined;
  }
  return undefined;
}

function stops(stopBy: CompiledRelation['stopBy'], node: number, context: RuleContext): boolean {
  if (stopBy === 'neighbor') return true;
  return stopBy !== 'end' && context.match(stopBy, node, new Map(), context) !== undefined;
}

/** With a field: only ancestors that have the way to the node in this field. */
function* ancestors(tree: FlatTree, node: number, field: number): Generator<number> {
  let below = node;
  for (let at = tree.parent[node] ?? none; at !== none; at = tree.parent[at] ?? none) {
    yield field === 0 || tree.field[below] === field ? at : none;
    below = at;
  }
}

function* following(tree: FlatTree, node: number): Generator<number> {
  const parent = tree.parent[node] ?? none;
  if (parent === none) return;
  const end = tree.skip[parent] ?? 0;
  for (let at = tree.skip[node] ?? end; at < end; at = tree.skip[at] ?? end) yield at;
}

function* preceding(tree: FlatTree, node: number): Generator<number> {
  const parent = tree.parent[node] ?? none;
  if (parent === none) return;
  const before: number[] = [];
  for (let at = parent + 1; at < node; at = tree.skip[at] ?? node) before.push(at);
  yield* before.reverse();
}

function matchHas(relation: CompiledRelation, node: number, bound: Environment, context: RuleContext): Environment | undefined {
  const { tree } = context.file;
  const end = tree.skip[node] ?? 0;
  for (let at = node + 1; at < end; ) {
    const own = context.match(relation.of, at, bound, context);
    if (own !== undefined) return own;
    const isClosed = relation.stopBy === 'neighbor' || stops(relation.stopBy, at, context);
    at = isClosed ? (tree.skip[at] ?? end) : at + 1;
  }
  return undefined;
}

/** Looks at the children in a field, and in them unless it is only about neighbours. */
function matchField(relation: CompiledRelation, node: number, bound: Environment, context: RuleContext): Environment | undefined {
  const { tree } = context.file;
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) {
    if (tree.field[child] !== relation.field) continue;
    const own = context.match(relation.of, child, bound, context) ?? inField(relation, child, bound, context);
    if (own !== undefined) return own;
  }
  return undefined;
}

function inField(relation: CompiledRelation, child: number, bound: Environment, context: RuleContext): Environment | undefined {
  const mayDescend = relation.stopBy !== 'neighbor' && !stops(relation.stopBy, child, context);
  return mayDescend ? matchHas(relation, child, bound, context) : undefined;
}
