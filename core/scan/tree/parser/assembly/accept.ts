import { pushTree, removeHead, setHeadStatus, statusHalted } from './heads.ts';
import { take } from './outcome.ts';
import { parentOfList } from './parents.ts';
import { popPaths, sliceCount, sliceList, sliceVersion, wholeStack } from './paths.ts';
import { countOf, flagsOf, headingOf, isExtra, newCell, symbolOf, treeChildren, treeProduction } from './subtree.ts';

/** The version has read the text: its tree, with the extras around it, competes with those of other versions. */
export function acceptVersion(version: u32, token: usize): void {
  pushTree(version, 1, token);
  popPaths(version, wholeStack);
  for (let slice: u32 = 0; slice < sliceCount; slice += 1) {
    const root = rootOf(sliceList(slice));
    take(root);
  }
  removeHead(sliceVersion(0));
  setHeadStatus(version, statusHalted);
}

/** The last tree that is no extra, with all extras before and after it as children. */
function rootOf(list: usize): usize {
  let main: usize = 0;
  for (let cell = list; cell != 0; cell = load<u32>(cell, 4)) if (!isExtra(load<u32>(cell))) main = load<u32>(cell);
  let reversed: usize = 0;
  let count: u32 = 0;
  for (let cell = list; cell != 0; cell = load<u32>(cell, 4)) {
    const tree: usize = load<u32>(cell);
    if (tree != main) {
      reversed = newCell(tree, reversed);
      count += 1;
      continue;
    }
    const children = countOf(tree);
    for (let index: u32 = 0; index < children; index += 1) reversed = newCell(load<u32>(tree + treeChildren + (index << 2)), reversed);
    count += children;
  }
  let forward: usize = 0;
  for (let cell = reversed; cell != 0; cell = load<u32>(cell, 4)) forward = newCell(load<u32>(cell), forward);
  const production = countOf(main) == 0 ? 0 : load<u32>(main, treeProduction);
  return parentOfList(headingOf(symbolOf(main), flagsOf(main), production), forward, count, 0);
}

