import { costOfRecovery, costOfSkippedTree, errorCostOf, isMending } from './costs.ts';
import { canMergeHeads, headCount, headNode, headProgressAtError, headStatus, setHeadProgressAtError, statusActive, statusPaused } from './heads.ts';
import { finished } from './outcome.ts';
import { linksOf, nodeBelow, nodeCost, nodePosition, nodePrecedence, nodeProgress, nodeTree, stateOf } from './stack.ts';

/** How versions compare; before errors are mended, those that met one lose, else dynamic precedence decides. The state in which every token is valid is 0. */
export const takeLeft: i32 = -2;
export const preferLeft: i32 = -1;
export const preferNone: i32 = 0;
export const preferRight: i32 = 1;
export const takeRight: i32 = 2;

const maximumCostDifference: u32 = 18 * costOfSkippedTree;

/** The node that is being read on from, and the progress its version had made at its last error. */
let standingNode: usize = 0;
let standingProgress: u32 = 0;

export function stand(node: usize, progress: u32): void {
  standingNode = node;
  standingProgress = progress;
}

/** Whether anything of the text has been taken in since the last error. */
export function hasAdvanced(): bool {
  let node = standingNode;
  if (load<u32>(node, nodeCost) == 0) return true;
  while (linksOf(node) > 0) {
    const tree: usize = load<u32>(node, nodeTree);
    if (tree == 0) return false;
    const below: usize = load<u32>(node, nodeBelow);
    if (load<u32>(node, nodePosition) > load<u32>(below, nodePosition)) return true;
    if (load<u32>(node, nodeProgress) <= standingProgress || errorCostOf(tree) != 0) return false;
    node = below;
  }
  return false;
}

export function costOfVersion(version: u32): u32 {
  const node = headNode(version);
  const isPaused = headStatus(version) == statusPaused;
  if (!isMending) return isPaused ? costOfRecovery : 0;
  const isAtError = isPaused || (stateOf(node) == 0 && load<u32>(node, nodeTree) == 0);
  return load<u32>(node, nodeCost) + (isAtError ? costOfRecovery : 0);
}

export function progressSinceError(version: u32): u32 {
  if (!isMending) return 0;
  const progress = load<u32>(headNode(version), nodeProgress);
  if (progress < headProgressAtError(version)) setHeadProgressAtError(version, progress);
  return progress - headProgressAtError(version);
}

export function isInError(version: u32): bool {
  return headStatus(version) == statusPaused || stateOf(headNode(version)) == 0;
}

/** The standing of a version, in the order in which `compareStandings` wants it. */
let cost: u32 = 0;
let progress: u32 = 0;
let precedence: i32 = 0;
let inError: bool = false;

/** Takes down how the version stands, as the right side of the comparisons that follow. */
export function noteStanding(version: u32): void {
  cost = costOfVersion(version) + (headStatus(version) == statusPaused ? costOfSkippedTree : 0);
  progress = progressSinceError(version);
  precedence = load<i32>(headNode(version), nodePrecedence);
  inError = isInError(version);
}

/** The same for what the version would be at this cost. */
export function noteStandingAt(version: u32, expected: u32): void {
  noteStanding(version);
  cost = expected;
  inError = false;
}

/** Compares the version with what was noted. */
export function compareWithNoted(version: u32): i32 {
  const rightCost = cost;
  const rightProgress = progress;
  const rightPrecedence = precedence;
  const isRightInError = inError;
  noteStanding(version);
  const leftCost = cost;
  const leftProgress = progress;
  const leftPrecedence = precedence;
  const isLeftInError = inError;
  cost = rightCost;
  progress = rightProgress;
  precedence = rightPrecedence;
  inError = isRightInError;
  if (isLeftInError != isRightInError) {
    if (isRightInError) return leftCost < rightCost ? takeLeft : preferLeft;
    return rightCost < leftCost ? takeRight : preferRight;
  }
  if (leftCost < rightCost) return (rightCost - leftCost) * (1 + leftProgress) > maximumCostDifference ? takeLeft : preferLeft;
  if (rightCost < leftCost) return (leftCost - rightCost) * (1 + rightProgress) > maximumCostDifference ? takeRight : preferRight;
  if (leftPrecedence == rightPrecedence) return preferNone;
  return leftPrecedence > rightPrecedence ? preferLeft : preferRight;
}

export function notedCost(): u32 {
  return cost;
}

export function isNotedInError(): bool {
  return inError;
}

/** Whether going on with the version at this cost is pointless, because another one is clearly better. */
export function isBeaten(version: u32, expected: u32): bool {
  if (finished != 0 && errorCostOf(finished) <= expected) return true;
  const position = load<u32>(headNode(version), nodePosition);
  noteStandingAt(version, expected);
  for (let other: u32 = 0; other < headCount; other += 1) {
    if (other == version || headStatus(other) != statusActive || load<u32>(headNode(other), nodePosition) < position) continue;
    const order = compareWithNoted(other);
    if (order == takeLeft) return true;
    if (order == preferLeft && canMergeHeads(other, version)) return true;
  }
  return false;
}
