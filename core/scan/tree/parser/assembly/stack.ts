import { errorCostOf, isMending, progressOf } from './costs.ts';
import { allocate, countAmbiguity, failedMemory, give, headsAddress, nodeBase, nodeEnd } from './memory.ts';
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

/** A head: node, scanner state, status, summary, progress at the last error, the token at which it was paused. */
const headSize: usize = 32;
const headShift: usize = 5;
const maximumHeads: u32 = 250;
export const statusActive: u32 = 0;
export const statusPaused: u32 = 1;
export const statusHalted: u32 = 2;

export let nodeTop: usize = 0;
/** The lowest node that has been given a link to a node above it: what lies below has only links downwards. */
export let lowestMerged: usize = 0;
export let headCount: u32 = 0;

export function startStack(position: usize): void {
  nodeTop = nodeBase;
  lowestMerged = usize.MAX_VALUE;
  headCount = 0;
  const base = nodeTop;
  nodeTop += nodeSize;
  store<u32>(base, 1);
  store<u32>(base, <u32>position, nodePosition);
  store<u32>(base, 0, nodeBelow);
  store<u32>(base, 0, nodeTree);
  store<i32>(base, 0, nodePrecedence);
  store<u64>(base, 0, nodeCost);
  setHead(addHead(base, 0), 0);
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

function addLink(node: usize, below: usize, tree: usize): void {
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
function isSamePlace(left: usize, right: usize): bool {
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

// @inline
function headAt(version: u32): usize {
  return headsAddress + (version << headShift);
}

// @inline
export function headNode(version: u32): usize {
  return load<u32>(headAt(version));
}

// @inline
export function setHeadNode(version: u32, node: usize): void {
  store<u32>(headAt(version), <u32>node);
}

/** The state of the external scanner after this version's last external token. */
// @inline
export function headScannerState(version: u32): usize {
  return load<u32>(headAt(version), 4);
}

// @inline
export function setHeadScannerState(version: u32, state: usize): void {
  store<u32>(headAt(version), <u32>state, 4);
}

// @inline
export function headStatus(version: u32): u32 {
  return load<u32>(headAt(version), 8);
}

export function setHeadStatus(version: u32, status: u32): void {
  store<u32>(headAt(version), status, 8);
}

/** Where the version stood at states before its last error, for `recordSummary`; 0 when there was none. */
export function headSummary(version: u32): usize {
  return load<u32>(headAt(version), 12);
}

export function setHeadSummary(version: u32, summary: usize): void {
  store<u32>(headAt(version), <u32>summary, 12);
}

export function headProgressAtError(version: u32): u32 {
  return load<u32>(headAt(version), 16);
}

export function setHeadProgressAtError(version: u32, progress: u32): void {
  store<u32>(headAt(version), progress, 16);
}

/** Sets a version aside at a token that it cannot take. */
export function pauseHead(version: u32, token: usize): void {
  setHeadStatus(version, statusPaused);
  store<u32>(headAt(version), <u32>token, 20);
  setHeadProgressAtError(version, load<u32>(headNode(version), nodeProgress));
}

export function tokenWhenPaused(version: u32): usize {
  return load<u32>(headAt(version), 20);
}

/** A new active version at `node`, derived from `original`. */
export function addHead(node: usize, original: u32): u32 {
  if (headCount >= maximumHeads) give(failedMemory);
  const version = headCount;
  headCount += 1;
  setHeadNode(version, node);
  setHeadScannerState(version, headScannerState(original));
  setHeadStatus(version, statusActive);
  setHeadSummary(version, 0);
  setHeadProgressAtError(version, headProgressAtError(original));
  return version;
}

function setHead(version: u32, scannerState: usize): void {
  setHeadScannerState(version, scannerState);
  setHeadProgressAtError(version, 0);
}

export function removeHead(version: u32): void {
  headCount -= 1;
  memory.copy(headAt(version), headAt(version + 1), (headCount - version) * headSize);
}

/** Puts version `from` in the place of `to`, which is lower. */
export function renumberHead(from: u32, to: u32): void {
  if (from == to) return;
  if (headSummary(from) == 0) setHeadSummary(from, headSummary(to));
  memory.copy(headAt(to), headAt(from), headSize);
  removeHead(from);
}

export function swapHeads(left: u32, right: u32): void {
  const spare = headAt(maximumHeads);
  memory.copy(spare, headAt(left), headSize);
  memory.copy(headAt(left), headAt(right), headSize);
  memory.copy(headAt(right), spare, headSize);
}

export function pushTree(version: u32, state: u32, tree: usize): void {
  setHeadNode(version, pushNode(headNode(version), state, tree, precedenceOf(tree)));
}

export function countHalted(): u32 {
  let count: u32 = 0;
  for (let version: u32 = 0; version < headCount; version += 1) if (headStatus(version) == statusHalted) count += 1;
  return count;
}

/** Marks with a link without a subtree that the version met an error here; it is in the state in which every token is valid. */
export function pushDiscontinuity(version: u32): void {
  const below = headNode(version);
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
  setHeadNode(version, node);
  setHeadProgressAtError(version, load<u32>(node, nodeProgress));
}

export function canMergeHeads(first: u32, second: u32): bool {
  if (headStatus(first) != statusActive || headStatus(second) != statusActive) return false;
  return isSamePlace(headNode(first), headNode(second)) && isSameState(headScannerState(first), headScannerState(second));
}

/** Joins the second version into the first where they stand at the same place in the same state. */
export function mergeHeads(first: u32, second: u32): bool {
  if (!canMergeHeads(first, second)) return false;
  const left = headNode(first);
  const right = headNode(second);
  const links = linksOf(right);
  for (let link: u32 = 0; link < links; link += 1) addLink(left, linkedNode(right, link), linkedTree(right, link));
  if (isMending && stateOf(left) == 0) setHeadProgressAtError(first, load<u32>(left, nodeProgress));
  removeHead(second);
  return true;
}
