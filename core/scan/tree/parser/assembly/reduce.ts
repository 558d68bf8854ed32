import { countHalted, headCount, headNode, maximumVersions, mergeHeads, pushTree, removeHead } from './heads.ts';
import { gotoOf, reduceCount, reduceFlags, reducePrecedence, reduceProduction, reduceSymbol, rowOf } from './language.ts';
import { arenaPosition, rewindArena } from './memory.ts';
import { isBetter, parentOfList } from './parents.ts';
import { popPaths, sliceCount, sliceList, sliceVersion } from './paths.ts';
import { nodePosition, stateOf } from './stack.ts';
import { countOf, countWithoutTrailingExtras, dropCells, flagExtra, flagsOf, headingOf, treeFlags, treePrecedence } from './subtree.ts';

export const noVersion: u32 = u32.MAX_VALUE;
const overflowVersions: u32 = 4;

/** The extras that followed the children of the parent last built. */
let trailing: usize = 0;

/** Reduces along every way down the version; answers the first version this made, or `noVersion` when all were merged into others. */
export function reduceVersion(version: u32, reduction: usize, endsExtra: bool): u32 {
  const before = headCount;
  popPaths(version, load<u8>(reduction, reduceCount));
  const halted = countHalted();
  let removed: u32 = 0;
  for (let slice: u32 = 0; slice < sliceCount; ) {
    const own = sliceVersion(slice);
    const target = own - removed;
    if (target > maximumVersions + overflowVersions + halted) {
      removeHead(target);
      removed += 1;
      do slice += 1;
      while (slice < sliceCount && sliceVersion(slice) == own);
      continue;
    }
    const parent = buildParent(reduction, slice, target);
    do slice += 1;
    while (slice < sliceCount && sliceVersion(slice) == own);
    pushParent(target, parent, reduction, endsExtra);
    if (mergeIntoEarlier(version, target)) removed += 1;
  }
  return headCount > before ? before : noVersion;
}

/** The best parent over the slices that share the version of `slice`. */
function buildParent(reduction: usize, slice: u32, version: u32): usize {
  const heading = headingOf(load<u16>(reduction, reduceSymbol), load<u16>(reduction, reduceFlags), load<u16>(reduction, reduceProduction));
  const position = load<u32>(headNode(version), nodePosition);
  const own = sliceVersion(slice);
  let list = sliceList(slice);
  let count = countWithoutTrailingExtras(list);
  let parent = parentOfList(heading, list, count, position);
  trailing = dropCells(list, count);
  for (let next = slice + 1; next < sliceCount && sliceVersion(next) == own; next += 1) {
    list = sliceList(next);
    count = countWithoutTrailingExtras(list);
    const mark = arenaPosition();
    const other = parentOfList(heading, list, count, position);
    if (isBetter(parent, other)) {
      parent = other;
      trailing = dropCells(list, count);
    } else {
      rewindArena(mark);
    }
  }
  return parent;
}

function pushParent(version: u32, parent: usize, reduction: usize, endsExtra: bool): void {
  const state = stateOf(headNode(version));
  const next = gotoOf(rowOf(state), load<u16>(reduction, reduceSymbol));
  if (endsExtra && next == state) store<u16>(parent, <u16>(flagsOf(parent) | flagExtra), treeFlags);
  if (countOf(parent) > 0) store<i32>(parent, load<i32>(parent, treePrecedence) + load<i16>(reduction, reducePrecedence), treePrecedence);
  pushTree(version, next, parent);
  for (let cell = trailing; cell != 0; cell = load<u32>(cell, 4)) pushTree(version, next, load<u32>(cell));
}

function mergeIntoEarlier(version: u32, target: u32): bool {
  for (let earlier: u32 = 0; earlier < target; earlier += 1) {
    if (earlier != version && mergeHeads(earlier, target)) return true;
  }
  return false;
}
