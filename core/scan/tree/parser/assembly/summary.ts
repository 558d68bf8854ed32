import { headNode, setHeadSummary } from './heads.ts';
import { allocate, arenaPosition, iteratorsAddress } from './memory.ts';
import { linkedNode, linkedTree, linksOf, nodePosition, stateOf } from './stack.ts';
import { isExtra } from './subtree.ts';

/** States and places that lie below a version, at most so many subtrees deep: where it may go back to after an error. */
const maximumDepth: u32 = 16;
const maximumWays: u32 = 64;

/** An entry: position, depth, state. A summary: number of entries, then the entries. */
export const entryPosition: usize = 0;
export const entryDepth: usize = 4;
export const entryState: usize = 8;
const entrySize: usize = 12;

/** A way down that is being gone: node, depth. */
const waySize: usize = 8;
let wayCount: u32 = 0;
let first: usize = 0;
let count: u32 = 0;

export function entryCount(summary: usize): u32 {
  return summary == 0 ? 0 : load<u32>(summary);
}

export function entryAt(summary: usize, index: u32): usize {
  return summary + 4 + index * entrySize;
}

/** Takes down what lies below the version, level by level. */
export function recordSummary(version: u32): void {
  const summary = allocate(4);
  first = arenaPosition();
  count = 0;
  wayCount = 1;
  store<u32>(iteratorsAddress, <u32>headNode(version));
  store<u32>(iteratorsAddress, 0, 4);
  while (wayCount > 0) {
    let size = wayCount;
    for (let index: u32 = 0; index < size; index += 1) {
      if (!step(index)) continue;
      const way = wayAt(index);
      wayCount -= 1;
      memory.copy(way, way + waySize, (wayCount - index) * waySize);
      index -= 1;
      size -= 1;
    }
  }
  store<u32>(summary, count);
  setHeadSummary(version, summary);
}

function wayAt(index: u32): usize {
  return iteratorsAddress + index * waySize;
}

/** Goes one node down; true when the way has ended. */
function step(index: u32): bool {
  const way = wayAt(index);
  const node: usize = load<u32>(way);
  const depth = load<u32>(way, 4);
  if (depth > maximumDepth) return true;
  note(node, depth);
  const links = linksOf(node);
  if (links == 0) return true;
  for (let link: u32 = 1; link < links && wayCount < maximumWays; link += 1) {
    const fork = wayAt(wayCount);
    wayCount += 1;
    follow(fork, node, link, depth);
  }
  follow(way, node, 0, depth);
  return false;
}

function follow(way: usize, node: usize, link: u32, depth: u32): void {
  const tree = linkedTree(node, link);
  store<u32>(way, <u32>linkedNode(node, link));
  store<u32>(way, tree == 0 || !isExtra(tree) ? depth + 1 : depth, 4);
}

/** Each state once for each depth. */
function note(node: usize, depth: u32): void {
  const state = stateOf(node);
  for (let index = count; index > 0; index -= 1) {
    const entry = first + (index - 1) * entrySize;
    if (load<u32>(entry, entryDepth) < depth) break;
    if (load<u32>(entry, entryDepth) == depth && load<u32>(entry, entryState) == state) return;
  }
  const entry = allocate(entrySize);
  count += 1;
  store<u32>(entry, load<u32>(node, nodePosition), entryPosition);
  store<u32>(entry, depth, entryDepth);
  store<u32>(entry, state, entryState);
}
