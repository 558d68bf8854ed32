import { acceptVersion } from './accept.ts';
import { costOfExtent, costOfSkippedTree } from './costs.ts';
import {
  addHead,
  headCount,
  headNode,
  headStatus,
  headSummary,
  maximumVersions,
  mergeHeads,
  pushDiscontinuity,
  pushTree,
  removeHead,
  renumberHead,
  setHeadNode,
  setHeadScannerState,
  setHeadStatus,
  statusActive,
  statusHalted,
} from './heads.ts';
import { hasActions, isExtraShift, reducesFirst, stateAfterTerminal, tokenCount, visibility } from './language.ts';
import { parentOfList } from './parents.ts';
import { popPaths, sliceCount, sliceList, sliceVersion } from './paths.ts';
import { reduceAll } from './reductions.ts';
import { linkedNode, linkedTree, linksOf, nodePosition, stateOf } from './stack.ts';
import { costOfVersion, isBeaten, progressSinceError } from './standing.ts';
import {
  copyLeaf,
  countOf,
  countWithoutTrailingExtras,
  dropCells,
  errorRepeatSymbol,
  errorSymbol,
  flagExternal,
  flagExtra,
  flagMissing,
  flagNamed,
  flagsOf,
  flagStateChange,
  flagVisible,
  headingOf,
  leafState,
  newCell,
  newLeaf,
  symbolOf,
  treeChildren,
  treeEnd,
} from './subtree.ts';
import { entryAt, entryCount, entryDepth, entryPosition, entryState, recordSummary } from './summary.ts';

/** Mending of a text with errors, in the ways and in the order of tree-sitter, so that the trees are the same. */
const startState: u32 = 1;
const errorFlags: u32 = flagVisible | flagNamed;

/** The version cannot take the token: it and what can be reduced from it go on in the state in which every token is valid. */
export function handleError(version: u32, token: usize): void {
  const previous = headCount;
  reduceAll(version, 0);
  const count = headCount;
  const position: usize = load<u32>(headNode(version), nodePosition);
  let isInserted = false;
  for (let own = version; own < count; ) {
    if (!isInserted) isInserted = insertMissing(own, token, position);
    pushDiscontinuity(own);
    own = own == version ? previous : own + 1;
  }
  for (let own = previous; own < count; own += 1) mergeHeads(version, previous);
  recordSummary(version);
  recover(version, token);
}

/** Tries a token that the text lacks, so that what follows can be taken; that becomes a version of its own. */
function insertMissing(version: u32, token: usize, position: usize): bool {
  const state = stateOf(headNode(version));
  const lookahead = symbolOf(token);
  if (lookahead == errorSymbol) return false;
  for (let missing: u32 = 1; missing < tokenCount; missing += 1) {
    const after = stateAfterTerminal(state, missing);
    if (after == 0 || after == state || !reducesFirst(after, lookahead)) continue;
    const copy = addHead(headNode(version), version);
    pushTree(copy, after, newMissingLeaf(missing, position));
    if (reduceAll(copy, lookahead)) return true;
  }
  return false;
}

function newMissingLeaf(symbol: u32, position: usize): usize {
  return newLeaf(symbol, visibility(symbol) | flagMissing, position, position);
}

/** In the state in which every token is valid: goes back to a state that can take the token, and (or) skips it. */
export function recover(version: u32, given: usize): void {
  const previous = headCount;
  const isRecovered = symbolOf(given) != errorSymbol && goBack(version, given, previous);
  for (let own = previous; own < headCount; own += 1) {
    if (headStatus(own) == statusActive) continue;
    removeHead(own);
    own -= 1;
  }
  if (symbolOf(given) == 0) {
    const position: usize = load<u32>(headNode(version), nodePosition);
    pushTree(version, startState, parentOfList(headingOf(errorSymbol, errorFlags, 0), 0, 0, position));
    acceptVersion(version, given);
    return;
  }
  if (isRecovered && (headCount > maximumVersions || (flagsOf(given) & flagStateChange) != 0)) {
    setHeadStatus(version, statusHalted);
    return;
  }
  const start: usize = load<u32>(headNode(version), nodePosition);
  if (isBeaten(version, costOfVersion(version) + costOfSkippedTree + costOfExtent(start, load<u32>(given, treeEnd)))) {
    setHeadStatus(version, statusHalted);
    return;
  }
  skip(version, given);
}

/** Looks for the nearest state below in which the token is valid; a new version stands there, with what lay above in an error. */
function goBack(version: u32, token: usize, previous: u32): bool {
  const summary = headSummary(version);
  const position: usize = load<u32>(headNode(version), nodePosition);
  const hasProgress = progressSinceError(version) > 0;
  const cost = costOfVersion(version);
  const entries = entryCount(summary);
  for (let index: u32 = 0; index < entries; index += 1) {
    const entry = entryAt(summary, index);
    const state = load<u32>(entry, entryState);
    const from: usize = load<u32>(entry, entryPosition);
    if (state == 0 || from == position || isThere(state, position, previous)) continue;
    const depth = load<u32>(entry, entryDepth);
    if (isBeaten(version, cost + depth * costOfSkippedTree + costOfExtent(from, position))) return false;
    if (hasActions(state, symbolOf(token)) && recoverTo(version, hasProgress ? depth + 1 : depth, state)) return true;
  }
  return false;
}

function isThere(state: u32, position: usize, count: u32): bool {
  for (let version: u32 = 0; version < count; version += 1) {
    const node = headNode(version);
    if (stateOf(node) == state && load<u32>(node, nodePosition) == position) return true;
  }
  return false;
}

function recoverTo(version: u32, depth: u32, goal: u32): bool {
  popPaths(version, depth);
  let last = u32.MAX_VALUE;
  for (let slice: u32 = 0; slice < sliceCount; slice += 1) {
    const own = sliceVersion(slice);
    if (own == last) continue;
    if (stateOf(headNode(own)) != goal) {
      setHeadStatus(own, statusHalted);
      continue;
    }
    wrapInError(own, sliceList(slice), goal);
    last = own;
  }
  return last != u32.MAX_VALUE;
}

/** Pushes the subtrees as one error; an error that lies right below joins it. */
function wrapInError(version: u32, subtrees: usize, goal: u32): void {
  const before = popError(version);
  const position: usize = load<u32>(headNode(version), nodePosition);
  let list = subtrees;
  if (before != 0 && countOf(before) > 0) {
    list = newCell(parentOfList(headingOf(errorRepeatSymbol, 0, 0), childList(before), countOf(before), position), list);
  }
  const count = countWithoutTrailingExtras(list);
  if (count > 0) pushTree(version, goal, parentOfList(headingOf(errorSymbol, errorFlags | flagExtra, 0), list, count, position));
  for (let cell = dropCells(list, count); cell != 0; cell = load<u32>(cell, 4)) pushTree(version, goal, load<u32>(cell));
}

function childList(tree: usize): usize {
  let list: usize = 0;
  for (let index = countOf(tree); index > 0; index -= 1) list = newCell(load<u32>(tree + treeChildren + ((index - 1) << 2)), list);
  return list;
}

/** Takes an error off the top of the version; 0 when there is none. */
function popError(version: u32): usize {
  const node = headNode(version);
  const links = linksOf(node);
  for (let link: u32 = 0; link < links; link += 1) {
    const tree = linkedTree(node, link);
    if (tree == 0 || symbolOf(tree) != errorSymbol) continue;
    setHeadNode(version, linkedNode(node, link));
    return tree;
  }
  return 0;
}

/** Skips the token: it becomes part of the error that is being read. */
function skip(version: u32, given: usize): void {
  const isExtra = symbolOf(given) != errorSymbol && isExtraShift(startState, symbolOf(given));
  const token = isExtra ? copyLeaf(given, symbolOf(given), flagsOf(given) | flagExtra) : given;
  const heading = headingOf(errorRepeatSymbol, 0, 0);
  let error = parentOfList(heading, newCell(token, 0), 1, 0);
  if (progressSinceError(version) > 0) {
    popPaths(version, 1);
    const own = sliceVersion(0);
    const list = appendTo(sliceList(0), error);
    while (headCount > own + 1) removeHead(own + 1);
    renumberHead(own, version);
    error = parentOfList(heading, list, listLength(list), 0);
  }
  pushTree(version, 0, error);
  if ((flagsOf(token) & flagExternal) != 0) setHeadScannerState(version, load<u32>(token, leafState));
}

function appendTo(list: usize, tree: usize): usize {
  let reversed: usize = 0;
  for (let cell = list; cell != 0; cell = load<u32>(cell, 4)) reversed = newCell(load<u32>(cell), reversed);
  let forward = newCell(tree, 0);
  for (let cell = reversed; cell != 0; cell = load<u32>(cell, 4)) forward = newCell(load<u32>(cell), forward);
  return forward;
}

function listLength(list: usize): u32 {
  let count: u32 = 0;
  for (let cell = list; cell != 0; cell = load<u32>(cell, 4)) count += 1;
  return count;
}
