import { isMending, summarize } from './costs.ts';
import { headNode, headProgressAtError, headScannerState, setHeadNode, setHeadScannerState } from './heads.ts';
import {
  actionKind,
  actionReduce,
  actionShift,
  gotoOf,
  reduceCount,
  reduceFlags,
  reducePrecedence,
  reduceProduction,
  reduceSymbol,
  rowOf,
  shiftExtra,
} from './language.ts';
import { setExtent } from './parents.ts';
import { forgetMerges, linksOf, lowestMerged, nodeBelow, nodePosition, nodeSize, nodeTop, nodeTree, pushNode, setNodeTop, stateOf } from './stack.ts';
import { stand } from './standing.ts';
import {
  copyLeaf,
  flagExternal,
  flagExtra,
  flagsOf,
  isExtra,
  leafState,
  newCell,
  newParent,
  precedenceOf,
  symbolOf,
  treeChildren,
  treeFlags,
  treePrecedence,
  treeProduction,
} from './subtree.ts';
import { nextToken, readToken, tokenAbsent } from './token.ts';
import { advanceVersion, wordFor } from './versions.ts';

/** Nodes from here on belong to the one version alone, each on top of the one before it: what is popped can be written over. */
let floor: usize = 0;
/** Where the one version stands while it runs alone. */
let node: usize = 0;
let work: u32 = 0;

export function linearWork(): u32 {
  return work;
}

export function resetLinear(): void {
  work = 0;
}

/**
 * Runs the only version while the tables leave no choice; the token with the first choice (or the end, or an error) is taken in the
 * general way. Answers where the version stood before that token.
 */
export function runAlone(limit: u32): usize {
  node = headNode(0);
  floor = nodeTop;
  let scannerState = headScannerState(0);
  const progress = isMending ? headProgressAtError(0) : 0;
  while (work < limit) {
    const state = stateOf(node);
    if (isMending) stand(node, progress);
    let token = nextToken(state, load<u32>(node, nodePosition), scannerState);
    let word = wordFor(state, token);
    while ((word & actionKind) == actionReduce && reduceAlone(word & ~15, token == tokenAbsent)) {
      work += 1;
      if (isMending) stand(node, progress);
      if (token == tokenAbsent) token = readToken(stateOf(node), load<u32>(node, nodePosition), scannerState);
      word = wordFor(stateOf(node), token);
    }
    if ((word & actionKind) != actionShift) {
      setHeadNode(0, node);
      setHeadScannerState(0, scannerState);
      const position: usize = load<u32>(node, nodePosition);
      advanceVersion(0, token);
      return position;
    }
    work += 1;
    const flags = flagsOf(token);
    if ((word & shiftExtra) != 0) {
      if ((flags & flagExtra) == 0) token = copyLeaf(token, symbolOf(token), flags | flagExtra);
      node = pushNode(node, stateOf(node), token, 0);
    } else {
      if ((flags & flagExtra) != 0) token = copyLeaf(token, symbolOf(token), flags & ~flagExtra);
      node = pushNode(node, word >> 16, token, 0);
    }
    if ((flags & flagExternal) != 0) scannerState = load<u32>(token, leafState);
  }
  setHeadNode(0, node);
  setHeadScannerState(0, scannerState);
  return load<u32>(node, nodePosition);
}

/** False, with nothing changed, when the ways down fork. */
function reduceAlone(reduction: usize, endsExtra: bool): bool {
  let left: u32 = load<u8>(reduction, reduceCount);
  let below = node;
  let count: u32 = 0;
  let trailingCount: u32 = 0;
  while (left > 0) {
    if (linksOf(below) != 1) return false;
    const tree: usize = load<u32>(below, nodeTree);
    if (tree == 0) return false;
    if (isExtra(tree)) {
      if (count == 0) trailingCount += 1;
      else count += 1;
    } else {
      left -= 1;
      count += 1;
    }
    below = load<u32>(below, nodeBelow);
  }
  const trailing = trailingCount == 0 ? 0 : takeTrailing(trailingCount);
  const symbol: u32 = load<u16>(reduction, reduceSymbol);
  const parent = newParent(symbol, load<u16>(reduction, reduceFlags), count);
  const precedence = fillChildren(parent, count, load<i16>(reduction, reducePrecedence));
  store<u32>(parent, load<u16>(reduction, reduceProduction), treeProduction);
  setExtent(parent, count, load<u32>(below, nodePosition));
  if (isMending) summarize(parent);
  reuseAbove(below);
  const state = stateOf(below);
  const next = gotoOf(rowOf(state), symbol);
  if (endsExtra && next == state) store<u16>(parent, <u16>(flagsOf(parent) | flagExtra), treeFlags);
  node = pushNode(below, next, parent, precedence);
  for (let cell = trailing; cell != 0; cell = load<u32>(cell, 4)) node = pushNode(node, next, load<u32>(cell), precedenceOf(load<u32>(cell)));
  return true;
}

/** Takes extras off the top, which then come on top of the parent. */
function takeTrailing(count: u32): usize {
  let list: usize = 0;
  for (let index: u32 = 0; index < count; index += 1) {
    list = newCell(load<u32>(node, nodeTree), list);
    node = load<u32>(node, nodeBelow);
  }
  return list;
}

/** Copies the top subtrees into the parent, last first; answers the parent's precedence. */
// @inline
function fillChildren(parent: usize, count: u32, own: i32): i32 {
  let precedence: i32 = 0;
  let slot = parent + treeChildren + (count << 2);
  let below = node;
  for (let index: u32 = 0; index < count; index += 1) {
    const child: usize = load<u32>(below, nodeTree);
    slot -= 4;
    store<u32>(slot, <u32>child);
    precedence += precedenceOf(child);
    below = load<u32>(below, nodeBelow);
  }
  if (count > 0) precedence += own;
  store<i32>(parent, precedence, treePrecedence);
  return precedence;
}

/** New nodes may take the place of those above `below`, which nothing refers to any more. */
// @inline
function reuseAbove(below: usize): void {
  if (below < floor) {
    if (below >= lowestMerged) {
      setNodeTop(floor);
      return;
    }
    floor = below + nodeSize;
    forgetMerges();
  }
  setNodeTop(below + nodeSize);
}
