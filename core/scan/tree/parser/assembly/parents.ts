import { errorCostOf, isMending, summarize } from './costs.ts';
import { allocate, arenaPosition, countAmbiguity, rewindArena } from './memory.ts';
import { countOf, newParent, precedenceOf, symbolOf, treeChildren, treeEnd, treePrecedence, treeProduction, treeStart } from './subtree.ts';

/** A parent over the first `count` cells; one without children lies at `position`. Its precedence is the sum of its children's. */
export function parentOfList(heading: u64, list: usize, count: u32, position: usize): usize {
  const tree = newParent(<u32>heading & 0xffff, (<u32>heading) >> 16, count);
  let precedence: i32 = 0;
  let cell = list;
  let slot = tree + treeChildren;
  for (let index: u32 = 0; index < count; index += 1) {
    const child = load<u32>(cell);
    store<u32>(slot, child);
    precedence += precedenceOf(child);
    slot += 4;
    cell = load<u32>(cell, 4);
  }
  store<i32>(tree, precedence, treePrecedence);
  store<u32>(tree, <u32>(heading >> 32), treeProduction);
  setExtent(tree, count, position);
  if (isMending) summarize(tree);
  return tree;
}

// @inline
export function setExtent(tree: usize, count: u32, position: usize): void {
  if (count == 0) {
    store<u32>(tree, <u32>position, treeStart);
    store<u32>(tree, <u32>position, treeEnd);
    return;
  }
  store<u32>(tree, load<u32>(load<u32>(tree, treeChildren), treeStart), treeStart);
  store<u32>(tree, load<u32>(load<u32>(tree + treeChildren + ((count - 1) << 2)), treeEnd), treeEnd);
}

/** Whether the right tree should take the left one's place: lower cost of errors, higher precedence, else the earlier in the order of symbols. */
export function isBetter(left: usize, right: usize): bool {
  const cost = errorCostOf(left);
  const other = errorCostOf(right);
  if (cost != other) return other < cost;
  const first = precedenceOf(left);
  const second = precedenceOf(right);
  if (second != first) return second > first;
  if (cost > 0) return true;
  return compareTrees(left, right) > 0;
}

/** Negative when the left tree comes first: by symbol, by number of children, then child by child. */
function compareTrees(left: usize, right: usize): i32 {
  const bottom = arenaPosition();
  let top = allocate(8);
  store<u32>(top, <u32>left);
  store<u32>(top, <u32>right, 4);
  let result: i32 = 0;
  while (top >= bottom && result == 0) {
    const a: usize = load<u32>(top);
    const b: usize = load<u32>(top, 4);
    rewindArena(top);
    top -= 8;
    if (a == b) continue;
    countAmbiguity();
    result = compareHeads(a, b);
    if (result != 0) break;
    for (let index = countOf(a); index > 0; index -= 1) {
      top = allocate(8);
      store<u32>(top, load<u32>(a + treeChildren + ((index - 1) << 2)));
      store<u32>(top, load<u32>(b + treeChildren + ((index - 1) << 2)), 4);
    }
  }
  rewindArena(bottom);
  return result;
}

function compareHeads(left: usize, right: usize): i32 {
  if (symbolOf(left) != symbolOf(right)) return symbolOf(left) < symbolOf(right) ? -1 : 1;
  if (countOf(left) != countOf(right)) return countOf(left) < countOf(right) ? -1 : 1;
  return 0;
}
