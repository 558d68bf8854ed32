import { lexerAddress, textBase } from './memory.ts';

/** Addresses in the text; the text ends with a zero unit that is not part of it. */
export let position: usize = 0;
export let tokenStart: usize = 0;
/** 0 while the lexer has not marked an end. */
export let tokenEnd: usize = 0;
export let textEnd: usize = 0;

const resultSymbol: usize = 4;
const byteOrderMark: u32 = 0xfeff;

/** The last place of which the column was asked: on a long line the next one is counted from there. */
let knownPosition: usize = 0;
let knownColumn: u32 = 0;

/** The UTF-16 text starts at `textBase`. */
export function setText(bytes: usize): void {
  textEnd = textBase + bytes;
  knownPosition = 0;
  store<u32>(textEnd, 0);
}

/** The code point at `at`; a lone surrogate is itself. */
// @inline
function decode(at: usize): u32 {
  const unit = <u32>load<u16>(at);
  return (unit & 0xfc00) == 0xd800 ? decodePair(at, unit) : unit;
}

function decodePair(at: usize, lead: u32): u32 {
  const trail = <u32>load<u16>(at, 2);
  return (trail & 0xfc00) == 0xdc00 && at + 2 < textEnd ? (lead << 10) + trail - ((0xd800 << 10) + 0xdc00 - 0x10000) : lead;
}

/** Part of TSLexer: takes the present character, into the token or (skip) before it. */
export function advance(lexer: usize, skip: i32): void {
  let next = position + 2;
  if (next > textEnd) return;
  if (load<u32>(lexer) > 0xffff) next += 2;
  position = next;
  store<u32>(lexer, decode(next));
  if (skip) tokenStart = next;
}

/** Part of TSLexer: the token ends here unless a later end is marked. */
export function markEnd(_lexer: usize): void {
  tokenEnd = position;
}

/** Part of TSLexer: code points since the line began. */
export function getColumn(_lexer: usize): u32 {
  let at = position;
  while (at > textBase && at != knownPosition && load<u16>(at - 2) != 10) at -= 2;
  let column: u32 = at == knownPosition ? knownColumn : 0;
  if (at == textBase && load<u16>(at) == byteOrderMark && at < position) at += 2;
  while (at < position) {
    at += decode(at) > 0xffff ? 4 : 2;
    column += 1;
  }
  knownPosition = position;
  knownColumn = column;
  return column;
}

/** Part of TSLexer. There is one range: the text. */
export function isAtRangeStart(_lexer: usize): i32 {
  return <i32>(position == textBase && position < textEnd);
}

/** Part of TSLexer. */
export function isAtEnd(_lexer: usize): i32 {
  return <i32>(position >= textEnd);
}

/** Part of TSLexer. Scanners' debug output goes nowhere. */
export function ignoreLog(_lexer: usize, _format: usize, _values: usize): void {}

/** Places the lexer at `at`, ready for a token. */
// @inline
export function startToken(at: usize): void {
  position = at;
  tokenStart = at;
  tokenEnd = 0;
  const character = decode(at);
  store<u32>(lexerAddress, character);
  store<u16>(lexerAddress, 0, resultSymbol);
  if (character == byteOrderMark && at == textBase) advance(lexerAddress, 1);
}

/** Settles where the token ended. */
// @inline
export function finishToken(): void {
  if (tokenEnd == 0) tokenEnd = position;
  if (tokenEnd < tokenStart) tokenStart = tokenEnd;
}

// @inline
export function lexedSymbol(): u32 {
  return load<u16>(lexerAddress, resultSymbol);
}

/** Tells the TSLexer where in the function table its functions are: six in a row, in the order of the struct. */
export function setLexerFunctions(first: u32): void {
  for (let index: u32 = 0; index < 6; index += 1) store<u32>(lexerAddress + 8 + index * 4, first + index);
}
