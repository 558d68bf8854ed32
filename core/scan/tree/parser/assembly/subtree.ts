import { allocate } from './memory.ts';

/**
 * A subtree is an address: symbol u16, flags u16, start, end (addresses in the text), number of children, then
 * for a leaf the scanner state after it, for a parent its dynamic precedence, production and children.
 */
export const treeFlags: usize = 2;
export const treeStart: usize = 4;
export const treeEnd: usize = 8;
export const treeCount: usize = 12;
export const leafState: usize = 16;
export const treePrecedence: usize = 16;
export const treeProduction: usize = 20;
export const treeChildren: usize = 24;
export const leafSize: usize = 20;

export const flagVisible: u32 = 1;
export const flagNamed: u32 = 2;
export const flagExtra: u32 = 4;
export const flagExternal: u32 = 8;
export const flagKeyword: u32 = 16;
/** An external token after which the scanner's state is another. */
export const flagStateChange: u32 = 32;
/** A token that was put in where the text lacks it. */
export const flagMissing: u32 = 64;

/** Symbols of tree-sitter for text that could not be understood: a node of the tree, and a part of one. */
export const errorSymbol: u32 = 0xffff;
export const errorRepeatSymbol: u32 = 0xfffe;

/** While errors are mended subtrees are preceded by three words (costs.ts), else by none. */
let prefix: usize = 0;

export function setPrefix(bytes: usize): void {
  prefix = bytes;
}

// @inline
function allocateTree(size: usize): usize {
  return allocate(size + prefix) + prefix;
}

// @inline
export function symbolOf(tree: usize): u32 {
  return load<u16>(tree);
}

// @inline
export function flagsOf(tree: usize): u32 {
  return load<u16>(tree, treeFlags);
}

// @inline
export function isExtra(tree: usize): bool {
  return (load<u16>(tree, treeFlags) & flagExtra) != 0;
}

// @inline
export function countOf(tree: usize): u32 {
  return load<u32>(tree, treeCount);
}

/** Leaves have no precedence, and neither have parents without children. */
// @inline
export function precedenceOf(tree: usize): i32 {
  return load<u32>(tree, treeCount) == 0 ? 0 : load<i32>(tree, treePrecedence);
}

// @inline
export function newLeaf(symbol: u32, flags: u32, start: usize, end: usize): usize {
  const leaf = allocateTree(leafSize);
  if (prefix != 0) memory.fill(leaf - prefix, 0, prefix);
  store<u32>(leaf, symbol | (flags << 16));
  store<u32>(leaf, <u32>start, treeStart);
  store<u32>(leaf, <u32>end, treeEnd);
  store<u32>(leaf, 0, treeCount);
  store<u32>(leaf, 0, leafState);
  return leaf;
}

export function copyLeaf(leaf: usize, symbol: u32, flags: u32): usize {
  const copy = newLeaf(symbol, flags, load<u32>(leaf, treeStart), load<u32>(leaf, treeEnd));
  store<u32>(copy, load<u32>(leaf, leafState), leafState);
  return copy;
}

/** A parent whose children are filled in later. */
// @inline
export function newParent(symbol: u32, flags: u32, count: u32): usize {
  const tree = allocateTree(treeChildren + (count << 2));
  store<u32>(tree, symbol | (flags << 16));
  store<u32>(tree, count, treeCount);
  return tree;
}

/** A cell of a list of subtrees: the subtree, the next cell or 0. */
export function newCell(tree: usize, next: usize): usize {
  const cell = allocate(8);
  store<u32>(cell, <u32>tree);
  store<u32>(cell, <u32>next, 4);
  return cell;
}

/** How many cells precede the extras at the end of the list. */
export function countWithoutTrailingExtras(list: usize): u32 {
  let count: u32 = 0;
  let index: u32 = 0;
  for (let cell = list; cell != 0; cell = load<u32>(cell, 4)) {
    index += 1;
    if (!isExtra(load<u32>(cell))) count = index;
  }
  return count;
}

/** The rest of a list after `count` cells. */
export function dropCells(list: usize, count: u32): usize {
  let cell = list;
  for (let index: u32 = 0; index < count; index += 1) cell = load<u32>(cell, 4);
  return cell;
}

/** What a parent is, in one word: symbol, flags, production. */
// @inline
export function headingOf(symbol: u32, flags: u32, production: u32): u64 {
  return (<u64>production << 32) | (flags << 16) | symbol;
}
