import { errorCostOf, isMending, progressOf } from './costs.ts';
import { allocate, countAmbiguity, failedMemory, give, nodeBase, nodeEnd } from './memory.ts';
import { isSameState } from './scanner-state.ts';
import { countOf, flagExternal, flagExtra, flagsOf, leafState, precedenceOf, symbolOf, treeEnd, treeStart } from './subtree.ts';

/**
 * The parse stack: a graph of nodes that several versions (heads) share, after tree-sitter's (Wagner, Practical Algorithms for
 * Incremental Software Development Environments, 1998). A node: state u16, number of links u16, position, the first link's node
 * and subtree, dynamic precedence, address of further links (node and subtree each), and while errors are mended
 * the cost of errors and the progress up to here. A link without a subtree (0) marks where an error was met.
 */
export const nodeSize: usize = 32;
export const nodeLinks: usize = 2;
export const nodePosition: usize = 4;
export const nodeBelow: usize = 8;
export const nodeTree: usize = 12;
export const nodePrecedence: usize = 16;
const nodeMore: usize = 20;
export const nodeCost: usize = 24;
export const nodeProgress: usize = 28;
const maximumLinks: u32 = 8;


export let nodeTop: usize = 0;
/** The lowest node that has been given a link to a node above it: what lies below has only links downwards. */
export let lowestMerged: usize = 0;

/** Empties the stack down to a base at `position`; answers the base. */
export function startNodes(position: usize): usize {
  nodeTop = nodeBase;
  lowestMerged = usize.MAX_VALUE;
  const base = nodeTop;
  nodeTop += nodeSize;
  store<u32>(base, 1);
  store<u32>(base, <u32>position, nodePosition);
  store<u32>(base, 0, nodeBelow);
  store<u32>(base, 0, nodeTree);
  store<i32>(base, 0, nodePrecedence);
  store<u64>(base, 0, nodeCost);
  return base;
}

// @inline
export function setNodeTop(top: usize): void {
  nodeTop = top;
}

export function forgetMerges(): void {
  lowestMerged = usize.MAX_VALUE;
}

// @inline
export function pushNode(below: usize, state: u32, tree: usize, precedence: i32): usize {
  const node = nodeTop;
  nodeTop = node + nodeSize;
  if (nodeTop > nodeEnd) give(failedMemory);
  store<u32>(node, state | 0x10000);
  store<u32>(node, load<u32>(tree, treeEnd), nodePosition);
  store<u32>(node, <u32>below, nodeBelow);
  store<u32>(node, <u32>tree, nodeTree);
  store<i32>(node, load<i32>(below, nodePrecedence) + precedence, nodePrecedence);
  if (isMending) {
    store<u32>(node, load<u32>(below, nodeCost) + errorCostOf(tree), nodeCost);
    store<u32>(node, load<u32>(below, nodeProgress) + progressOf(tree), nodeProgress);
  }
  return node;
}

/** A node in the state of errors whose link has no subtree. */
export function pushGap(below: usize): usize {
  const node = nodeTop;
  nodeTop = node + nodeSize;
  if (nodeTop > nodeEnd) give(failedMemory);
  store<u32>(node, 0x10000);
  store<u32>(node, load<u32>(below, nodePosition), nodePosition);
  store<u32>(node, <u32>below, nodeBelow);
  store<u32>(node, 0, nodeTree);
  store<i32>(node, load<i32>(below, nodePrecedence), nodePrecedence);
  store<u32>(node, load<u32>(below, nodeCost), nodeCost);
  store<u32>(node, load<u32>(below, nodeProgress), nodeProgress);
  return node;
}

// @inline
export function stateOf(node: usize): u32 {
  return load<u16>(node);
}

// @inline
export function linksOf(node: usize): u32 {
  return load<u16>(node, nodeLinks);
}

/** The node that a link leads to. */
export function linkedNode(node: usize, link: u32): usize {
  return link == 0 ? load<u32>(node, nodeBelow) : load<u32>(load<u32>(node, nodeMore) + ((link - 1) << 3));
}

/** The subtree that a link carries. */
export function linkedTree(node: usize, link: u32): usize {
  return link == 0 ? load<u32>(node, nodeTree) : load<u32>(load<u32>(node, nodeMore) + ((link - 1) << 3), 4);
}

function setLinkedTree(node: usize, link: u32, tree: usize): void {
  if (link == 0) store<u32>(node, <u32>tree, nodeTree);
  else store<u32>(load<u32>(node, nodeMore) + ((link - 1) << 3), <u32>tree, 4);
}

export function addLink(node: usize, below: usize, tree: usize): void {
  if (below == node) return;
  countAmbiguity();
  const links = linksOf(node);
  for (let link: u32 = 0; link < links; link += 1) {
    const present = linkedNode(node, link);
    if (!isEquivalent(linkedTree(node, link), present, tree, below)) continue;
    if (present == below) {
      preferPrecedence(node, link, tree);
      return;
    }
    if (!isSamePlace(present, below)) continue;
    const others = linksOf(below);
    for (let other: u32 = 0; other < others; other += 1) addLink(present, linkedNode(below, other), linkedTree(below, other));
    raisePrecedence(node, below, tree);
    return;
  }
  if (links == maximumLinks) return;
  appendLink(node, links, below, tree);
  raisePrecedence(node, below, tree);
  if (!isMending) return;
  const progress = load<u32>(below, nodeProgress) + (tree == 0 ? 0 : progressOf(tree));
  if (progress > load<u32>(node, nodeProgress)) store<u32>(node, progress, nodeProgress);
}

/** Same state at the same place of the text, with errors of the same cost. */
export function isSamePlace(left: usize, right: usize): bool {
  if (stateOf(left) != stateOf(right) || load<u32>(left, nodePosition) != load<u32>(right, nodePosition)) return false;
  return !isMending || load<u32>(left, nodeCost) == load<u32>(right, nodeCost);
}

function appendLink(node: usize, links: u32, below: usize, tree: usize): void {
  if (node < lowestMerged) lowestMerged = node;
  if (links == 0) {
    store<u32>(node, <u32>below, nodeBelow);
    store<u32>(node, <u32>tree, nodeTree);
  } else {
    if (links == 1) store<u32>(node, <u32>allocate((maximumLinks - 1) << 3), nodeMore);
    const place = load<u32>(node, nodeMore) + ((links - 1) << 3);
    store<u32>(place, <u32>below);
    store<u32>(place, <u32>tree, 4);
  }
  store<u16>(node, <u16>(links + 1), nodeLinks);
}

/** Two links join the same nodes: the one of higher precedence stays. */
function preferPrecedence(node: usize, link: u32, tree: usize): void {
  if (tree == 0 || precedenceOf(tree) <= precedenceOf(linkedTree(node, link))) return;
  setLinkedTree(node, link, tree);
  store<i32>(node, load<i32>(linkedNode(node, link), nodePrecedence) + precedenceOf(tree), nodePrecedence);
}

function raisePrecedence(node: usize, below: usize, tree: usize): void {
  const precedence = load<i32>(below, nodePrecedence) + (tree == 0 ? 0 : precedenceOf(tree));
  if (precedence > load<i32>(node, nodePrecedence)) store<i32>(node, precedence, nodePrecedence);
}

/** Whether two subtrees look the same from outside: symbol, padding, size, number of children, extra or not, scanner state. */
function isEquivalent(left: usize, belowLeft: usize, right: usize, belowRight: usize): bool {
  if (left == right) return true;
  if (left == 0 || right == 0) return false;
  if (isMending && symbolOf(left) == symbolOf(right) && errorCostOf(left) > 0 && errorCostOf(right) > 0) return true;
  const leftStart = load<u32>(left, treeStart);
  const rightStart = load<u32>(right, treeStart);
  return (
    symbolOf(left) == symbolOf(right) &&
    leftStart - load<u32>(belowLeft, nodePosition) == rightStart - load<u32>(belowRight, nodePosition) &&
    load<u32>(left, treeEnd) - leftStart == load<u32>(right, treeEnd) - rightStart &&
    countOf(left) == countOf(right) &&
    ((flagsOf(left) ^ flagsOf(right)) & flagExtra) == 0 &&
    isSameState(scannerStateOf(left), scannerStateOf(right))
  );
}

function scannerStateOf(tree: usize): usize {
  return countOf(tree) == 0 && (flagsOf(tree) & flagExternal) != 0 ? load<u32>(tree, leafState) : 0;
}
