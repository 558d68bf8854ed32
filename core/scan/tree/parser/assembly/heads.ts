import { isMending } from './costs.ts';
import { failedMemory, give, headsAddress } from './memory.ts';
import { isSameState } from './scanner-state.ts';
import { addLink, isSamePlace, linkedNode, linkedTree, linksOf, nodeProgress, pushGap, pushNode, startNodes, stateOf } from './stack.ts';
import { precedenceOf } from './subtree.ts';

/** A head: node, scanner state, status, summary, progress at the last error, the token at which it was paused. */
const headSize: usize = 32;
const headShift: usize = 5;
const maximumHeads: u32 = 250;
/** More versions than this are not followed. */
export const maximumVersions: u32 = 6;
export const statusActive: u32 = 0;
export const statusPaused: u32 = 1;
export const statusHalted: u32 = 2;

export let headCount: u32 = 0;

export function startStack(position: usize): void {
  headCount = 0;
  setHead(addHead(startNodes(position), 0), 0);
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
  const node = pushGap(headNode(version));
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
