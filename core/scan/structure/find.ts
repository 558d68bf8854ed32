import { applyEdits } from '../fix.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { interpolate } from '../pattern/interpolate.ts';
import { type Binding, fixPlace, type Match, type NodeRange } from '../pattern/match.ts';
import type { Edit } from '../model.ts';
import { nodesOfKinds } from '../tree/kind-index.ts';
import type { CompiledRewriter, CompiledStructure } from './compile-rule.ts';
import type { Environment } from './match-pattern.ts';
import { matchRule, ruleContext } from './match-rule.ts';
import type { Transform } from './node-rule.ts';
import { nearest } from './relation.ts';
import { transformText } from './transform.ts';

const mostMatches = 10_000;

/** The part of a formula that is a structure. */
interface StructureClause {
  readonly structure: CompiledStructure;
}

/** Every node that the structure matches, in order; with a range only those that start in it. */
export function findStructure(clause: StructureClause, file: FileTree, range: NodeRange = { from: 0, to: file.tree.count }): readonly Match[] {
  const { structure } = clause;
  const { tree } = file;
  const found: Match[] = [];
  for (const node of nodesOfKinds(tree, structure.kinds, range.from, range.to)) {
    const bound = matchNode(structure, node, file);
    if (bound !== undefined) found.push({ node, start: tree.start[node] ?? 0, end: tree.end[node] ?? 0, bindings: completed(structure, node, bound, file) });
    if (found.length < mostMatches) continue;
    file.exhausted.add(clause);
    break;
  }
  return found;
}

function matchNode({ rule, kinds, constraints }: CompiledStructure, node: number, file: FileTree): Environment | undefined {
  if (kinds?.has(file.tree.kind[node] ?? 0) === false) return undefined;
  const context = ruleContext(file);
  let bound = matchRule(rule, node, new Map(), context);
  for (const [name, constraint] of constraints) {
    const target = bound?.get(name)?.nodes[0];
    if (bound !== undefined && target !== undefined) bound = matchRule(constraint, target, bound, context);
  }
  return bound;
}

/** Adds what transforms make, and the place of the fix where it is more than the match. */
function completed(structure: CompiledStructure, node: number, bound: Environment, file: FileTree): Environment {
  const all = new Map(bound);
  const empty = { start: file.tree.start[node] ?? 0, end: file.tree.start[node] ?? 0, nodes: [] };
  for (const name of structure.defaults) if (!all.has(name)) all.set(name, empty);
  for (const transform of structure.transforms) {
    const source = all.get(transform.source);
    if (source !== undefined) all.set(transform.name, { ...source, nodes: [], text: madeText(transform, source, structure, file) });
  }
  const place = expanded(structure, node, file);
  if (place !== undefined) all.set(fixPlace, { ...place, nodes: [] });
  return all;
}

function madeText(transform: Transform, source: Binding, { rewriters }: CompiledStructure, file: FileTree): string {
  const text = source.text ?? file.tree.text.slice(source.start, source.end);
  if (transform.kind !== 'rewrite') return transformText(text, transform);
  const chosen = rewriters.filter(({ id }) => transform.rewriters.includes(id));
  const edits = source.nodes.flatMap((node) => rewritesIn(node, chosen, rewriters, file));
  if (transform.joinBy !== undefined) return edits.map((edit) => edit.text).join(transform.joinBy);
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - source.start, end: edit.end - source.start }));
  return applyEdits(text, moved);
}

/** The outermost nodes that a rewriter matches, each by the first that does. */
function rewritesIn(root: number, chosen: readonly CompiledRewriter[], all: readonly CompiledRewriter[], file: FileTree): readonly Edit[] {
  const { tree } = file;
  const edits: Edit[] = [];
  for (let node = root; node < (tree.skip[root] ?? 0); ) {
    const edit = rewrite(node, chosen, all, file);
    if (edit !== undefined) edits.push(edit);
    node = edit === undefined ? node + 1 : (tree.skip[node] ?? tree.count);
  }
  return edits;
}

function rewrite(node: number, chosen: readonly CompiledRewriter[], all: readonly CompiledRewriter[], file: FileTree): Edit | undefined {
  for (const { structure, template } of chosen) {
    const bound = matchNode(structure, node, file);
    if (bound === undefined) continue;
    const bindings = completed({ ...structure, rewriters: all }, node, bound, file);
    return { start: file.tree.start[node] ?? 0, end: file.tree.end[node] ?? 0, text: interpolate(template, bindings, file.tree.text) };
  }
  return undefined;
}

function expanded({ expandStart, expandEnd }: CompiledStructure, node: number, file: FileTree): { readonly start: number; readonly end: number } | undefined {
  if (expandStart === undefined && expandEnd === undefined) return undefined;
  const { tree } = file;
  const context = ruleContext(file);
  const first = expandStart === undefined ? node : (nearest(expandStart, node, context) ?? node);
  const last = expandEnd === undefined ? node : (nearest(expandEnd, node, context) ?? node);
  return { start: tree.start[first] ?? 0, end: tree.end[last] ?? 0 };
}
