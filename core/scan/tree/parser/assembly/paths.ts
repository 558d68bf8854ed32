import { addHead, headNode } from './heads.ts';
import { countAmbiguity, failedMemory, give, iteratorsAddress, slicesAddress } from './memory.ts';
import { linkedNode, linkedTree, linksOf } from './stack.ts';
import { isExtra, newCell } from './subtree.ts';

/**
 * Ways down the stack from one version. Each is a slice: the list of subtrees on the way, in the order of the text, and the version
 * whose head is the node where the way ended; ways that end at one node share it and lie next to each other.
 */
export let sliceCount: u32 = 0;
const maximumPaths: u32 = 64;
const maximumSlices: u32 = 500;
/** Goes down to the bottom of the stack. */
export const wholeStack: u32 = u32.MAX_VALUE;

/** A way being gone: node, list so far, subtrees that count. */
const pathSize: usize = 12;
let pathCount: u32 = 0;

export function sliceList(slice: u32): usize {
  return load<u32>(slicesAddress + (slice << 3));
}

export function sliceVersion(slice: u32): u32 {
  return load<u32>(slicesAddress + (slice << 3), 4);
}

function pathAt(index: u32): usize {
  return iteratorsAddress + index * pathSize;
}

/** Takes `goal` subtrees (extras between them come along and do not count) off the version along every way. */
export function popPaths(version: u32, goal: u32): void {
  sliceCount = 0;
  pathCount = 1;
  const first = pathAt(0);
  store<u32>(first, <u32>headNode(version));
  store<u32>(first, 0, 4);
  store<u32>(first, 0, 8);
  while (pathCount > 0) {
    let size = pathCount;
    for (let index: u32 = 0; index < size; index += 1) {
      if (!stepPath(version, goal, index)) continue;
      pathCount -= 1;
      memory.copy(pathAt(index), pathAt(index + 1), (pathCount - index) * pathSize);
      index -= 1;
      size -= 1;
    }
  }
}

/** Goes one node down; true when the way has ended. */
function stepPath(version: u32, goal: u32, index: u32): bool {
  const path = pathAt(index);
  const node: usize = load<u32>(path);
  const links = linksOf(node);
  const isDone = goal == wholeStack ? links == 0 : load<u32>(path, 8) == goal;
  if (isDone) addSlice(version, node, load<u32>(path, 4));
  if (isDone || links == 0) return true;
  for (let link: u32 = 1; link < links && pathCount < maximumPaths; link += 1) {
    const fork = pathAt(pathCount);
    pathCount += 1;
    memory.copy(fork, path, pathSize);
    follow(fork, node, link);
  }
  follow(path, node, 0);
  return false;
}

function follow(path: usize, node: usize, link: u32): void {
  countAmbiguity();
  const tree = linkedTree(node, link);
  store<u32>(path, <u32>linkedNode(node, link));
  if (tree != 0) store<u32>(path, <u32>newCell(tree, load<u32>(path, 4)), 4);
  if (tree == 0 || !isExtra(tree)) store<u32>(path, load<u32>(path, 8) + 1, 8);
}

function addSlice(original: u32, node: usize, list: usize): void {
  for (let index = sliceCount; index > 0; index -= 1) {
    const version = sliceVersion(index - 1);
    if (headNode(version) != node) continue;
    const place = slicesAddress + (index << 3);
    memory.copy(place + 8, place, (sliceCount - index) << 3);
    setSlice(index, list, version);
    return;
  }
  setSlice(sliceCount, list, addHead(node, original));
}

function setSlice(index: u32, list: usize, version: u32): void {
  if (sliceCount >= maximumSlices) give(failedMemory);
  const place = slicesAddress + (index << 3);
  store<u32>(place, <u32>list);
  store<u32>(place, version, 4);
  sliceCount += 1;
}
