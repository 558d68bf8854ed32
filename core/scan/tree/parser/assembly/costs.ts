import { hasRoles, roles, roleWidth } from './language.ts';
import { textEnd } from './lexer.ts';
import { allocate, textBase } from './memory.ts';
import {
  countOf,
  errorRepeatSymbol,
  errorSymbol,
  flagExtra,
  flagMissing,
  flagsOf,
  flagVisible,
  setPrefix,
  symbolOf,
  treeChildren,
  treeEnd,
  treeProduction,
  treeStart,
} from './subtree.ts';

/**
 * What errors cost, as tree-sitter counts it, so that the same way of mending a text is chosen. Only kept while `isMending`: then the
 * words before a subtree are the cost of the errors in it, its visible descendants and its visible children.
 */
export let isMending: bool = false;

export const costOfRecovery: u32 = 500;
const costOfMissing: u32 = 110;
export const costOfSkippedTree: u32 = 100;
const costOfSkippedLine: u32 = 30;

const prefixSize: usize = 12;
const wordCost: usize = 12;
const wordDescendants: usize = 8;
const wordChildren: usize = 4;

/** Lines before each block of the text, so that lines are counted at the same cost over any distance. */
const blockShift: usize = 7;
let blockLines: usize = 0;

/** Switches the accounting on or off; the text is in place. */
export function startMending(isOn: bool): void {
  isMending = isOn;
  setPrefix(isOn ? prefixSize : 0);
  if (isOn) countLines();
}

function countLines(): void {
  blockLines = allocate((((textEnd - textBase) >> blockShift) + 2) << 2);
  let slot = blockLines;
  let lines: u32 = 0;
  for (let block = textBase; block <= textEnd; block += (<usize>1) << blockShift) {
    store<u32>(slot, lines);
    slot += 4;
    lines += countNewlines(block, min(block + ((<usize>1) << blockShift), textEnd));
  }
}

function countNewlines(start: usize, end: usize): u32 {
  let lines: u32 = 0;
  for (let at = start; at < end; at += 2) if (load<u16>(at) == 10) lines += 1;
  return lines;
}

function linesBefore(at: usize): u32 {
  const block = (at - textBase) >> blockShift;
  return load<u32>(blockLines + (block << 2)) + countNewlines(textBase + (block << blockShift), at);
}

export function errorCostOf(tree: usize): u32 {
  if (!isMending) return 0;
  return (flagsOf(tree) & flagMissing) != 0 ? costOfMissing + costOfRecovery : load<u32>(tree - wordCost);
}

/** How much of the text a subtree explains, as a measure of progress. */
export function progressOf(tree: usize): u32 {
  const own: u32 = (flagsOf(tree) & flagVisible) != 0 || symbolOf(tree) == errorRepeatSymbol ? 1 : 0;
  return load<u32>(tree - wordDescendants) + own;
}

/** What it costs that a stretch of text is not understood; a unit of UTF-16 counts as two bytes. */
export function costOfExtent(start: usize, end: usize): u32 {
  return <u32>(end - start) + costOfSkippedLine * (end > start ? linesBefore(end) - linesBefore(start) : 0);
}

function isError(tree: usize): bool {
  const symbol = symbolOf(tree);
  return symbol == errorSymbol || symbol == errorRepeatSymbol;
}

/** Fills in the words before a parent whose children and extent are known. */
export function summarize(tree: usize): void {
  const count = countOf(tree);
  const production = load<u32>(tree, treeProduction);
  const roleBase = load<u8>(hasRoles + production) != 0 ? roles + ((production * roleWidth) << 2) : 0;
  const skips = isError(tree);
  let cost: u32 = skips ? costOfRecovery + costOfExtent(load<u32>(tree, treeStart), load<u32>(tree, treeEnd)) : 0;
  let descendants: u32 = 0;
  let visible: u32 = 0;
  let index: u32 = 0;
  for (let slot = tree + treeChildren, end = slot + (count << 2); slot < end; slot += 4) {
    const child: usize = load<u32>(slot);
    const flags = flagsOf(child);
    cost += costWithin(child, skips);
    descendants += load<u32>(child - wordDescendants);
    if ((flags & flagVisible) != 0 || isAliased(roleBase, index, child)) {
      descendants += 1;
      visible += 1;
    } else if (countOf(child) > 0) {
      visible += load<u32>(child - wordChildren);
    }
    if ((flags & flagExtra) == 0) index += 1;
  }
  store<u32>(tree - wordCost, cost);
  store<u32>(tree - wordDescendants, descendants);
  store<u32>(tree - wordChildren, visible);
}

function isAliased(roleBase: usize, index: u32, child: usize): bool {
  if (roleBase == 0 || index >= roleWidth || (flagsOf(child) & flagExtra) != 0 || symbolOf(child) == 0) return false;
  return load<u16>(roleBase + (index << 2)) != 0;
}

/** What a child adds to its parent; in what is skipped, each visible subtree costs. */
function costWithin(child: usize, isSkipped: bool): u32 {
  const cost = errorCostOf(child);
  if (symbolOf(child) == errorRepeatSymbol) return cost - costOfRecovery - costOfExtent(load<u32>(child, treeStart), load<u32>(child, treeEnd));
  if (!isSkipped || (flagsOf(child) & flagExtra) != 0) return cost;
  const count = countOf(child);
  if (symbolOf(child) == errorSymbol && count == 0) return cost;
  if ((flagsOf(child) & flagVisible) != 0) return cost + costOfSkippedTree;
  return count > 0 ? cost + costOfSkippedTree * load<u32>(child - wordChildren) : cost;
}
