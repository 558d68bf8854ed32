import { acceptVersion } from './accept.ts';
import { isMending } from './costs.ts';
import {
  headNode,
  headProgressAtError,
  headScannerState,
  pauseHead,
  pushTree,
  renumberHead,
  setHeadScannerState,
  setHeadStatus,
  statusHalted,
  statusPaused,
} from './heads.ts';
import {
  actionKind,
  actionMany,
  actionNone,
  actionOf,
  actionReduce,
  actionShift,
  entrySize,
  fillReduction,
  isReserved,
  keywordCapture,
  parseActions,
  rowOf,
  shiftExtra,
  typeAccept,
  typeReduce,
  typeShift,
  visibility,
} from './language.ts';
import { allocate } from './memory.ts';
import { resetOutcome } from './outcome.ts';
import { recover } from './recovery.ts';
import { noVersion, reduceVersion } from './reduce.ts';
import { nodePosition, stateOf } from './stack.ts';
import { stand } from './standing.ts';
import { copyLeaf, errorSymbol, flagExternal, flagExtra, flagKeyword, flagsOf, leafState, symbolOf } from './subtree.ts';
import { nextToken, readToken, tokenAbsent, tokenError, tokenUnread } from './token.ts';

/** Parse actions since the start. */
export let actionCount: u32 = 0;
/** What the actions of one entry led to. */
const outcomeNothing: u32 = 0;
const outcomeReduced: u32 = 1;
const outcomeDone: u32 = 2;
let lastReduction: u32 = noVersion;
let reductionScratch: usize = 0;

export function resetVersions(): void {
  actionCount = 0;
  resetOutcome();
  reductionScratch = allocate(16);
}

export function shiftLeaf(version: u32, word: u32, state: u32, token: usize): void {
  const isExtraShift = (word & shiftExtra) != 0;
  const flags = flagsOf(token);
  const wanted = isExtraShift ? flags | flagExtra : flags & ~flagExtra;
  const leaf = wanted == flags ? token : copyLeaf(token, symbolOf(token), wanted);
  pushTree(version, isExtraShift ? state : word >> 16, leaf);
  if ((flags & flagExternal) != 0) setHeadScannerState(version, load<u32>(leaf, leafState));
}

/** Takes one token (or `given`, which has been read) into a version, with the reductions before it; conflicts make further versions. */
export function advanceVersion(version: u32, given: usize): void {
  let state = stateOf(headNode(version));
  let token = given;
  if (isMending) stand(headNode(version), headProgressAtError(version));
  if (token == tokenUnread) token = nextToken(state, load<u32>(headNode(version), nodePosition), headScannerState(version));
  let word = wordFor(state, token);
  for (;;) {
    actionCount += 1;
    const outcome = act(version, word, state, token);
    if (outcome == outcomeDone) return;
    if (lastReduction != noVersion) {
      renumberHead(lastReduction, version);
      state = stateOf(headNode(version));
      if (isMending) stand(headNode(version), headProgressAtError(version));
      if (token == tokenAbsent) token = readToken(state, load<u32>(headNode(version), nodePosition), headScannerState(version));
      word = wordFor(state, token);
      continue;
    }
    if (outcome == outcomeReduced) {
      setHeadStatus(version, statusHalted);
      return;
    }
    if (token <= tokenAbsent || !isDemotable(state, token)) break;
    word = actionOf(rowOf(state), keywordCapture);
    if (word == actionNone) break;
    token = copyLeaf(token, keywordCapture, demotedFlags(token));
  }
  if (!isMending) setHeadStatus(version, statusPaused);
  else if (state == 0) recover(version, token);
  else pauseHead(version, token);
}

// @inline
export function wordFor(state: u32, token: usize): u32 {
  if (token == tokenError || (isMending && token > tokenAbsent && symbolOf(token) == errorSymbol)) return actionNone;
  return actionOf(rowOf(state), token == tokenAbsent ? 0 : symbolOf(token));
}

/** A keyword that does not hold here and is no reserved word may be an ordinary word. */
export function isDemotable(state: u32, token: usize): bool {
  const symbol = symbolOf(token);
  return (flagsOf(token) & flagKeyword) != 0 && symbol != keywordCapture && !isReserved(state, symbol);
}

export function demotedFlags(token: usize): u32 {
  return (flagsOf(token) & (flagExtra | flagExternal | flagKeyword)) | visibility(keywordCapture);
}

function act(version: u32, word: u32, state: u32, token: usize): u32 {
  lastReduction = noVersion;
  const kind = word & actionKind;
  if (kind == actionShift) {
    shiftLeaf(version, word, state, token);
    return outcomeDone;
  }
  if (kind == actionReduce) {
    lastReduction = reduceVersion(version, word & ~15, token == tokenAbsent);
    return outcomeReduced;
  }
  return kind == actionMany ? actAll(version, word >> 4, state, token) : outcomeNothing;
}

/** All actions of an entry in order: reductions make versions, a shift ends it. */
function actAll(version: u32, entry: u32, state: u32, token: usize): u32 {
  const header = parseActions + entry * entrySize;
  const end = header + (<usize>load<u8>(header) + 1) * entrySize;
  let outcome = outcomeNothing;
  for (let action = header + entrySize; action < end; action += entrySize) {
    const type: u32 = load<u8>(action);
    if (type == typeShift) {
      if (load<u8>(action, 5) != 0) continue;
      shiftLeaf(version, (load<u8>(action, 4) != 0 ? shiftExtra : 0) | ((<u32>load<u16>(action, 2)) << 16), state, token);
      return outcomeDone;
    }
    if (type == typeReduce) {
      fillReduction(reductionScratch, action);
      const made = reduceVersion(version, reductionScratch, token == tokenAbsent);
      outcome = outcomeReduced;
      if (made != noVersion) lastReduction = made;
    } else {
      if (type == typeAccept) acceptVersion(version, token);
      else if (isMending) recover(version, token);
      else return outcomeNothing;
      return outcomeDone;
    }
  }
  return outcome;
}
