import { type FlatTree, namedChildrenOf, none } from '../tree/flat-tree.ts';
import type { Marking, MatchedRange, PropagatorMatch, TaintMatch } from './marks.ts';
import type { Role } from './role.ts';

/** A match of a regex may be a part of its node only. */
export function isWithin(tree: FlatTree, node: number, range: { readonly start: number; readonly end: number }): boolean {
  return (tree.start[node] ?? 0) >= range.start && (tree.end[node] ?? 0) <= range.end;
}

/** The condition that a match is, or is an argument of; `none` when it is no check but a statement of its own. */
export function conditionAround(file: Marking, node: number): number {
  for (let at = node; at > 0; at = file.tree.parent[at] ?? none) {
    const kind = roleAt(file, at)?.kind;
    if (file.flow.conditions.has(at)) return at === node || kind === 'call' || kind === 'redirected' ? at : none;
    const passes = at === node || kind === 'pass' || kind === 'redirected' || kind === 'keyword' || !isEvaluated(file, at);
    if (!passes) return none;
  }
  return none;
}

/** The nodes whose variables a match by side effect is about: just those it is focused on, otherwise also the arguments of a call. */
export function effectTargets(file: Marking, match: TaintMatch): readonly number[] {
  return focusNodes(match).flatMap((node) => {
    if (file.flow.placeOf(node) !== undefined && roleAt(file, node)?.kind !== 'call') return [node];
    if (isEvaluated(file, node) && isFocused(match)) return [];
    const inner = sinkNodes(file, node);
    // What is assigned to is not evaluated.
    return inner.length > 0 ? inner : [node];
  });
}

/** The nodes whose evaluation a match as a whole stands for. */
export function wholeTargets(file: Marking, match: TaintMatch): readonly number[] {
  return isEvaluated(file, match.node) ? [match.node] : sinkNodes(file, match.node);
}

/** The expressions whose values a sink looks at. */
export function sinkTargets(file: Marking, match: TaintMatch): readonly number[] {
  if (match.anyPart === true) return partsOf(file, match);
  if (!isWithin(file.tree, match.node, match) && match.focus === undefined) return partsWithin(file, match.node, match);
  if (!isFocused(match)) return sinkNodes(file, match.node);
  return focusNodes(match).flatMap((node) => (isEvaluated(file, node) ? [node] : sinkNodes(file, node)));
}

/** The object of a method that is called, where a match is that call as a whole. */
export function calledObject(file: Marking, match: TaintMatch): readonly number[] {
  if (isFocused(match) || roleAt(file, match.node)?.kind !== 'call') return [];
  return [...namedChildrenOf(file.tree, match.node)].slice(0, 1).flatMap((child) => receiverNodes(file, child));
}

/** All expressions in a match. */
function partsOf(file: Marking, match: TaintMatch): readonly number[] {
  const nodes: number[] = [];
  for (let node = match.node; node < (file.tree.skip[match.node] ?? 0); node += 1) if (isEvaluated(file, node)) nodes.push(node);
  return nodes;
}

/** A match that is all of a metavariable is about that expression, even when it is a call. */
function isFocused(match: TaintMatch): boolean {
  if (match.focus !== undefined) return true;
  for (const binding of match.bindings.values()) if (binding.start === match.start && binding.end === match.end) return true;
  return false;
}

/** The outermost expressions inside a range. */
function partsWithin(file: Marking, node: number, range: MatchedRange): readonly number[] {
  return [...namedChildrenOf(file.tree, node)].flatMap((child) => {
    if (isWithin(file.tree, child, range)) return sinkNodes(file, child);
    return (file.tree.end[child] ?? 0) > range.start && (file.tree.start[child] ?? 0) < range.end ? partsWithin(file, child, range) : [];
  });
}

/** What a match is about: its focus, or all of it. */
function focusNodes(match: TaintMatch): readonly number[] {
  const nodes = match.focus === undefined ? undefined : match.bindings.get(match.focus)?.nodes;
  return nodes === undefined || nodes.length === 0 ? [match.node] : nodes;
}

export function isEvaluated(file: Marking, node: number): boolean {
  return (file.flow.registerOf[node] ?? 0) > 0;
}

function roleAt(file: Marking, node: number): Role | undefined {
  return file.roles[file.tree.kind[node] ?? 0];
}

/** The expressions a sink looks at: the arguments of a call, the right side of an assignment, otherwise the outermost expressions. */
export function sinkNodes(file: Marking, node: number): readonly number[] {
  if (node === none) return [];
  const role = roleAt(file, node);
  const evaluated = isEvaluated(file, node);
  const children = [...namedChildrenOf(file.tree, node)];
  switch (role?.kind) {
    case 'call': {
      const given = argumentNodes(file, children);
      return given.length > 0 ? given : children.slice(0, 1).flatMap((child) => receiverNodes(file, child));
    }
    case 'assign':
    case 'declare':
      return sinkNodes(file, children.at(-1) ?? none);
    case 'pass':
      return evaluated ? [node, ...children.flatMap((child) => sinkNodes(file, child))] : children.flatMap((child) => sinkNodes(file, child));
    default:
      return evaluated ? [node] : children.flatMap((child) => sinkNodes(file, child));
  }
}

/** The last child of a call holds the arguments, in all grammars. */
function argumentNodes(file: Marking, children: readonly number[]): readonly number[] {
  const isList = (kind: string | undefined) => kind === undefined || kind === 'tuple';
  const list = children.findLast((child) => !isEvaluated(file, child) && isList(roleAt(file, child)?.kind));
  if (list === undefined) return children.slice(1).filter((child) => isEvaluated(file, child));
  return [...namedChildrenOf(file.tree, list)].filter((child) => isEvaluated(file, child));
}

function receiverNodes(file: Marking, callee: number): readonly number[] {
  const [object] = namedChildrenOf(file.tree, callee);
  const member = roleAt(file, callee)?.kind === 'member';
  return member && object !== undefined ? [object] : [callee];
}

/** The nodes a propagator makes tainted, and the one at whose evaluation it does: the match itself, or the later of its two metavariables. */
export function propagation(file: Marking, match: PropagatorMatch): { readonly node: number; readonly to: readonly number[] } {
  const bound = (name: string) => match.bindings.get(name)?.nodes ?? [];
  const to = bound(match.to).map((node) => calledBy(file, node));
  const nodes = [...bound(match.from), ...to];
  const isLater = nodes.some((node) => node < match.node || node >= (file.tree.skip[match.node] ?? 0));
  for (let node = isLater ? none : match.node; node !== none; ) {
    if (isEvaluated(file, node)) return { node, to };
    const [inner, second] = namedChildrenOf(file.tree, node);
    if (inner === undefined || second !== undefined) break;
    node = inner;
  }
  const call = to.find((node) => nodes.every((other) => node <= other && other < (file.tree.skip[node] ?? 0)));
  return { node: call ?? Math.max(match.node, ...nodes), to };
}

/** The call a name belongs to that is no value itself: what is said of such a function is true of its results. */
function calledBy(file: Marking, node: number): number {
  if (isEvaluated(file, node) || file.flow.placeOf(node) !== undefined) return node;
  const parent = file.tree.parent[node] ?? none;
  return roleAt(file, parent)?.kind === 'call' && isEvaluated(file, parent) ? parent : node;
}
