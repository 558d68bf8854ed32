import { reserve } from './memory.ts';

/**
 * The grammar at work: its own tables (struct TSLanguage of tree-sitter's parser.h) and what is derived from them.
 * A row of the parse table is made when its state is first entered: an action word per terminal, then a state per non-terminal.
 */
export const actionNone: u32 = 0;
export const actionShift: u32 = 1;
export const actionReduce: u32 = 2;
export const actionMany: u32 = 3;
export const actionKind: u32 = 7;
export const actionReusable: u32 = 8;
export const shiftExtra: u32 = 16;

/** A reduction's record, 16 bytes. */
export const reduceSymbol: usize = 0;
export const reduceCount: usize = 2;
export const reduceProduction: usize = 4;
export const reducePrecedence: usize = 6;
export const reduceFlags: usize = 8;
const reduceSize: usize = 16;

/** Parse actions as the grammar has them: 8 bytes each, the first of an entry is its header. */
export const entrySize: usize = 8;
export const typeShift: u32 = 0;
export const typeReduce: u32 = 1;
export const typeAccept: u32 = 2;
export const typeRecover: u32 = 3;

export let tokenCount: u32 = 0;
export let symbolCount: u32 = 0;
let largeStates: u32 = 0;
let parseTable: usize = 0;
let smallTable: usize = 0;
let smallMap: usize = 0;
export let parseActions: usize = 0;
export let symbolMetadata: usize = 0;
export let publicSymbols: usize = 0;
let lexModes: usize = 0;
let lexModeSize: usize = 0;
export let lexFunction: u32 = 0;
export let keywordFunction: u32 = 0;
export let keywordCapture: u32 = 0;
let externalCount: u32 = 0;
let externalStates: usize = 0;
let externalSymbols: usize = 0;
export let scannerCreate: u32 = 0;
export let scannerScan: u32 = 0;
export let scannerSerialize: u32 = 0;
export let scannerDeserialize: u32 = 0;
let reservedWords: usize = 0;
let reservedWidth: u32 = 0;
let rows: usize = 0;
let actionWords: usize = 0;
export let roles: usize = 0;
export let hasRoles: usize = 0;
export let roleWidth: u32 = 0;
/** Offset of a row's states by symbol. */
let gotoOffset: usize = 0;

/** What is derived from a grammar: rows, action words, roles, hasRoles, roleWidth. */
const derivedSize: usize = 20;
const actionWordCount: usize = 65536;

/** Makes room for what will be derived from the language; roles are filled by the host (alias low, field high, per production and child). */
export function prepareLanguage(language: usize, productions: u32, width: u32): usize {
  const derived = reserve(derivedSize);
  store<u32>(derived, <u32>reserve(load<u32>(language, 20) * 4), 0);
  store<u32>(derived, <u32>reserve(actionWordCount * 4), 4);
  store<u32>(derived, <u32>reserve(productions * width * 4), 8);
  store<u32>(derived, <u32>reserve(productions), 12);
  store<u32>(derived, width, 16);
  return derived;
}

export function selectLanguage(language: usize, derived: usize): void {
  symbolCount = load<u32>(language, 4);
  tokenCount = load<u32>(language, 12);
  externalCount = load<u32>(language, 16);
  largeStates = load<u32>(language, 24);
  parseTable = load<u32>(language, 40);
  smallTable = load<u32>(language, 44);
  smallMap = load<u32>(language, 48);
  parseActions = load<u32>(language, 52);
  symbolMetadata = load<u32>(language, 72);
  publicSymbols = load<u32>(language, 76);
  lexModes = load<u32>(language, 88);
  lexFunction = load<u32>(language, 92);
  keywordFunction = load<u32>(language, 96);
  keywordCapture = load<u16>(language, 100);
  externalStates = load<u32>(language, 104);
  externalSymbols = load<u32>(language, 108);
  scannerCreate = load<u32>(language, 112);
  scannerScan = load<u32>(language, 120);
  scannerSerialize = load<u32>(language, 124);
  scannerDeserialize = load<u32>(language, 128);
  const isNew = load<u32>(language, 0) >= 15;
  lexModeSize = isNew ? 6 : 4;
  reservedWords = isNew ? load<u32>(language, 140) : 0;
  reservedWidth = isNew ? load<u16>(language, 144) : 0;
  rows = load<u32>(derived, 0);
  actionWords = load<u32>(derived, 4);
  roles = load<u32>(derived, 8);
  hasRoles = load<u32>(derived, 12);
  roleWidth = load<u32>(derived, 16);
  gotoOffset = tokenCount * 2;
}

// @inline
export function lexMode(state: u32): usize {
  return lexModes + state * lexModeSize;
}

export function isSameLexMode(left: u32, right: u32): bool {
  const a = lexMode(left);
  const b = lexMode(right);
  return load<u32>(a) == load<u32>(b) && (lexModeSize == 4 || load<u16>(a, 4) == load<u16>(b, 4));
}

export function isReserved(state: u32, symbol: u32): bool {
  const set: u32 = lexModeSize == 6 ? load<u16>(lexMode(state), 4) : 0;
  if (set == 0) return false;
  let word = reservedWords + set * reservedWidth * 2;
  const end = word + reservedWidth * 2;
  for (; word < end; word += 2) {
    const reserved = load<u16>(word);
    if (reserved == symbol) return true;
    if (reserved == 0) break;
  }
  return false;
}

/** Which external tokens the scanner may give in this mode, a byte each. */
export function validExternals(mode: u32): usize {
  return externalStates + externalCount * mode;
}

export function externalSymbol(token: u32): u32 {
  return load<u16>(externalSymbols + token * 2);
}

// @inline
export function rowOf(state: u32): usize {
  const row = load<u32>(rows + (state << 2));
  return row != 0 ? row : expandRow(state);
}

/** The action word of a terminal. */
// @inline
export function actionOf(row: usize, terminal: u32): u32 {
  return load<u32>(row + (terminal << 2));
}

/** The state after a non-terminal. */
// @inline
export function gotoOf(row: usize, symbol: u32): u32 {
  return load<u16>(row + gotoOffset + (symbol << 1));
}

function expandRow(state: u32): usize {
  const row = reserve(tokenCount * 4 + (symbolCount - tokenCount) * 2);
  if (state < largeStates) {
    const values = parseTable + state * symbolCount * 2;
    for (let symbol: u32 = 0; symbol < symbolCount; symbol += 1) setCell(row, symbol, load<u16>(values + symbol * 2));
  } else {
    let at = smallTable + load<u32>(smallMap + (state - largeStates) * 4) * 2;
    const groups = load<u16>(at);
    at += 2;
    for (let group: u32 = 0; group < groups; group += 1) {
      const value = load<u16>(at);
      const end = at + 4 + load<u16>(at, 2) * 2;
      for (at += 4; at < end; at += 2) setCell(row, load<u16>(at), value);
    }
  }
  store<u32>(rows + (state << 2), <u32>row);
  return row;
}

function setCell(row: usize, symbol: u32, value: u32): void {
  if (symbol < tokenCount) store<u32>(row + symbol * 4, actionWord(value));
  else store<u16>(row + gotoOffset + symbol * 2, <u16>value);
}

function actionWord(entry: u32): u32 {
  if (entry == 0) return actionNone;
  const place = actionWords + (entry << 2);
  let word = load<u32>(place);
  if (word == 0) {
    word = makeActionWord(entry);
    store<u32>(place, word);
  }
  return word;
}

/** Folds an entry with one action that matters into a word; shifts of repetitions never matter. */
function makeActionWord(entry: u32): u32 {
  const header = parseActions + entry * entrySize;
  const count: u32 = load<u8>(header);
  if (count == 0) return actionNone;
  const reusable = load<u8>(header, 1) != 0 ? actionReusable : 0;
  let only: usize = 0;
  let effective = 0;
  for (let index: u32 = 1; index <= count; index += 1) {
    const action = header + index * entrySize;
    if (load<u8>(action) == typeShift && load<u8>(action, 5) != 0) continue;
    only = action;
    effective += 1;
  }
  const type: u32 = effective == 1 ? load<u8>(only) : typeAccept;
  if (type == typeShift) return actionShift | reusable | (load<u8>(only, 4) != 0 ? shiftExtra : 0) | ((<u32>load<u16>(only, 2)) << 16);
  if (type == typeReduce) return actionReduce | reusable | <u32>makeReduction(only);
  return actionMany | reusable | (entry << 4);
}

/** The record of a reduce action. */
export function makeReduction(action: usize): usize {
  const record = reserve(reduceSize);
  fillReduction(record, action);
  return record;
}

export function fillReduction(record: usize, action: usize): void {
  const symbol = load<u16>(action, 2);
  store<u16>(record, symbol, reduceSymbol);
  store<u8>(record, load<u8>(action, 1), reduceCount);
  store<u16>(record, load<u16>(action, 6), reduceProduction);
  store<i16>(record, load<i16>(action, 4), reducePrecedence);
  store<u16>(record, <u16>visibility(symbol), reduceFlags);
}

/** Bit 0 visible, bit 1 named. */
// @inline
export function visibility(symbol: u32): u32 {
  const metadata = symbolMetadata + symbol * 3;
  return <u32>load<u8>(metadata) | ((<u32>load<u8>(metadata, 1)) << 1);
}

/** The state after a terminal by its last action, 0 when there is none: what tree-sitter calls the next state. */
export function stateAfterTerminal(state: u32, terminal: u32): u32 {
  const word = actionOf(rowOf(state), terminal);
  if ((word & actionKind) == actionShift) return (word & shiftExtra) != 0 ? state : word >> 16;
  if (word == 0) return 0;
  return lastShift(state, terminal);
}

function lastShift(state: u32, terminal: u32): u32 {
  const header = parseActions + tableValue(state, terminal) * entrySize;
  const action = header + load<u8>(header) * entrySize;
  if (load<u8>(action) != typeShift) return 0;
  return load<u8>(action, 4) != 0 ? state : load<u16>(action, 2);
}

/** Whether anything at all can be done with the symbol in this state. */
export function hasActions(state: u32, symbol: u32): bool {
  return tableValue(state, symbol) != 0;
}

/** Whether the first thing to do with the terminal in this state is to reduce. */
export function reducesFirst(state: u32, terminal: u32): bool {
  const header = parseActions + tableValue(state, terminal) * entrySize;
  return load<u8>(header) > 0 && load<u8>(header + entrySize) == typeReduce;
}

/** Whether the terminal is an extra in this state. */
export function isExtraShift(state: u32, terminal: u32): bool {
  const header = parseActions + tableValue(state, terminal) * entrySize;
  const last = header + load<u8>(header) * entrySize;
  return load<u8>(header) > 0 && load<u8>(last) == typeShift && load<u8>(last, 4) != 0;
}

/** The entries of a state's terminals: groups of a value, a count and symbols where the table has groups, 0 where it has a value per symbol. */
export function groupsOf(state: u32): usize {
  return state < largeStates ? 0 : smallTable + load<u32>(smallMap + (state - largeStates) * 4) * 2;
}

export function entryOf(value: u32): usize {
  return parseActions + value * entrySize;
}

export function tableValue(state: u32, symbol: u32): u32 {
  if (state < largeStates) return load<u16>(parseTable + (state * symbolCount + symbol) * 2);
  let at = smallTable + load<u32>(smallMap + (state - largeStates) * 4) * 2;
  let groups: u32 = load<u16>(at);
  for (at += 2; groups > 0; groups -= 1) {
    const value = load<u16>(at);
    const end = at + 4 + load<u16>(at, 2) * 2;
    for (at += 4; at < end; at += 2) if (load<u16>(at) == symbol) return value;
  }
  return 0;
}
