import { isMending } from './costs.ts';
import {
  actionOf,
  actionReusable,
  externalSymbol,
  isReserved,
  isSameLexMode,
  keywordCapture,
  keywordFunction,
  lexFunction,
  lexMode,
  rowOf,
  stateAfterTerminal,
  visibility,
} from './language.ts';
import { advance, finishToken, lexedSymbol, position, startToken, textEnd, tokenEnd, tokenStart } from './lexer.ts';
import { failedSteps, give, lexerAddress } from './memory.ts';
import { isSameState, scanExternal, serializeScanner } from './scanner-state.ts';
import { hasAdvanced } from './standing.ts';
import {
  errorSymbol,
  flagExternal,
  flagExtra,
  flagKeyword,
  flagNamed,
  flagsOf,
  flagStateChange,
  flagVisible,
  leafState,
  newLeaf,
  symbolOf,
  treeEnd,
  treeStart,
} from './subtree.ts';

/** Instead of a leaf: nothing read yet, text that is no token, and the end of a rule for extras, after which nothing is looked at. */
export const tokenUnread: usize = 0;
export const tokenError: usize = 1;
export const tokenAbsent: usize = 2;

/** In this state every token is valid. */
const errorState: u32 = 0;
const noLexState: u32 = 0xffff;

/** Characters looked at, in units of 16: the lexer's part in the count of steps. */
export let lexerWork: u32 = 0;
/** A token may be looked for up to the end of the text, and text that is no token at every place of it: both can cost more than all steps. */
let workLimit: u32 = 0;

let cached: usize = 0;
let cachedPosition: usize = 0;
let cachedScannerState: usize = 0;
let cachedParseState: u32 = 0;

export function resetTokens(limit: u32): void {
  workLimit = limit;
  cached = tokenUnread;
  cachedPosition = 0;
  lexerWork = 0;
}

/** The next token for a stack that stands at `at` in `state`: the last one read if it holds here too, else a new one. */
// @inline
export function nextToken(state: u32, at: usize, scannerState: usize): usize {
  if (cachedPosition == at) {
    const known = cachedToken(state, at, scannerState);
    if (known != tokenUnread) return known;
  }
  return readToken(state, at, scannerState);
}

/** Reads a token whatever was read before. */
export function readToken(state: u32, at: usize, scannerState: usize): usize {
  const token = lexToken(state, at, scannerState);
  if (lexerWork > workLimit) give(failedSteps);
  if (token == tokenAbsent) return token;
  cached = isMending && symbolOf(token) == errorSymbol ? tokenUnread : token;
  cachedPosition = at;
  cachedScannerState = scannerState;
  cachedParseState = state;
  return token;
}

function cachedToken(state: u32, at: usize, scannerState: usize): usize {
  if (cached <= tokenAbsent || !isSameState(cachedScannerState, scannerState)) return tokenUnread;
  const mode = lexMode(state);
  if (load<u16>(mode) == noLexState) return tokenUnread;
  const symbol = symbolOf(cached);
  const action = actionOf(rowOf(state), symbol);
  if (action != 0 && isSameLexMode(state, cachedParseState)) {
    if (symbol != keywordCapture || ((flagsOf(cached) & flagKeyword) == 0 && cachedParseState == state)) return cached;
  }
  if (load<u32>(cached, treeStart) == load<u32>(cached, treeEnd) && symbol != 0) return tokenUnread;
  return load<u16>(mode, 2) == 0 && (action & actionReusable) != 0 ? cached : tokenUnread;
}

function lexToken(state: u32, at: usize, scannerState: usize): usize {
  const mode = lexMode(state);
  if (load<u16>(mode) == noLexState) return tokenAbsent;
  const token = tokenIn(mode, state, at, scannerState);
  return token == tokenUnread ? lexInErrorMode(state, at, scannerState) : token;
}

/** The token that is valid in a mode of the lexer, or `tokenUnread`. */
// @inline
function tokenIn(mode: usize, state: u32, at: usize, scannerState: usize): usize {
  if (load<u16>(mode, 2) != 0) {
    const token = externalToken(state, at, scannerState, mode);
    if (token != tokenUnread) return token;
  }
  startToken(at);
  return call_indirect<i32>(lexFunction, <u32>lexerAddress, <u32>load<u16>(mode)) & 0xff ? wordToken(state) : tokenUnread;
}

/**
 * Nothing fits the state: what is there in any state? The parser may still know what to do with it. While errors are mended, what is no
 * token in any state is skipped and becomes a leaf of its own.
 */
function lexInErrorMode(state: u32, at: usize, scannerState: usize): usize {
  const mode = lexMode(errorState);
  let isTried = state == errorState;
  let current = at;
  let errorStart: usize = 0;
  let errorEnd: usize = 0;
  while (true) {
    finishToken();
    lexerWork += <u32>((position - current) >> 5);
    if (lexerWork > workLimit) give(failedSteps);
    if (!isTried) {
      const token = tokenIn(mode, state, current, scannerState);
      if (token != tokenUnread) return errorStart == 0 ? token : newErrorLeaf(errorStart, errorEnd);
      finishToken();
    }
    if (!isMending) return tokenError;
    isTried = false;
    if (errorStart == 0) {
      errorStart = tokenStart;
      errorEnd = tokenStart;
    }
    if (position == errorEnd) {
      if (position >= textEnd) return newErrorLeaf(errorStart, errorEnd);
      advance(lexerAddress, 0);
    }
    errorEnd = position;
    lexerWork += 1;
    current = position;
  }
}

function newErrorLeaf(start: usize, end: usize): usize {
  return newLeaf(errorSymbol, flagVisible | flagNamed, start, end);
}

/** The external scanner's token; one that takes nothing and changes nothing is none where it would be met again and again. */
function externalToken(state: u32, at: usize, scannerState: usize, mode: usize): usize {
  startToken(at);
  const found = scanExternal(scannerState, load<u16>(mode, 2));
  lexerWork += <u32>((position - at) >> 5);
  if (!found) return tokenUnread;
  finishToken();
  const after = serializeScanner(scannerState);
  const symbol = externalSymbol(lexedSymbol());
  if (tokenEnd <= at && after == scannerState) {
    if (mode == lexMode(errorState) || stateAfterTerminal(state, symbol) == state) return tokenUnread;
    if (isMending && !hasAdvanced()) return tokenUnread;
  }
  const leaf = newLeaf(symbol, leafFlags(symbol) | flagExternal | (after == scannerState ? 0 : flagStateChange), tokenStart, tokenEnd);
  store<u32>(leaf, <u32>after, leafState);
  return leaf;
}

/** The lexer's token; where a word was read it may be a keyword that holds here. */
function wordToken(state: u32): usize {
  finishToken();
  let symbol = lexedSymbol();
  const start = tokenStart;
  const end = tokenEnd;
  lexerWork += <u32>((position - start) >> 5);
  let flags: u32 = 0;
  if (symbol == keywordCapture && symbol != 0) {
    startToken(start);
    if (call_indirect<i32>(keywordFunction, <u32>lexerAddress, <u32>0) & 0xff) {
      flags = flagKeyword;
      const keyword = lexedSymbol();
      if (tokenEnd == end && (actionOf(rowOf(state), keyword) != 0 || isReserved(state, keyword))) symbol = keyword;
    }
  }
  return newLeaf(symbol, leafFlags(symbol) | flags, start, end);
}

/** The end of the text is an extra. */
function leafFlags(symbol: u32): u32 {
  return visibility(symbol) | (symbol == 0 ? flagExtra : 0);
}
