import { headCount, headNode, mergeHeads, removeHead, renumberHead } from './heads.ts';
import {
  entryOf,
  entrySize,
  fillReduction,
  groupsOf,
  reduceCount,
  reduceSymbol,
  tableValue,
  tokenCount,
  typeRecover,
  typeReduce,
  typeShift,
} from './language.ts';
import { allocate } from './memory.ts';
import { noVersion, reduceVersion } from './reduce.ts';
import { stateOf } from './stack.ts';

/** Reductions that are possible in a state, each by symbol and number of children once. */
const recordSize: usize = 16;
const maximumRecords: u32 = 512;
const maximumRounds: u32 = 6;
let records: usize = 0;
let recordCount: u32 = 0;
let canShift: bool = false;
/** Reductions tried since the start. */
export let reductionWork: u32 = 0;

export function resetReductions(): void {
  records = allocate(recordSize * (maximumRecords + 1));
  reductionWork = 0;
}

/**
 * Does everything that the version and those that come of it can do before a token: `lookahead`, or any when that is 0.
 * Answers whether one of them can then take the token; those that cannot are dropped when it is known.
 */
export function reduceAll(starting: u32, lookahead: u32): bool {
  const initial = headCount;
  let isPossible = false;
  let version = starting;
  for (let round: u32 = 0; ; round += 1) {
    const count = headCount;
    if (version >= count) break;
    if (mergeIntoNew(initial, version)) continue;
    collect(stateOf(headNode(version)), lookahead);
    const shifts = canShift;
    const made = reduceEach(version);
    if (shifts) {
      isPossible = true;
    } else if (made != noVersion && round < maximumRounds) {
      renumberHead(made, version);
      continue;
    } else if (lookahead != 0) {
      removeHead(version);
      continue;
    }
    version = version == starting ? count : version + 1;
  }
  return isPossible;
}

function mergeIntoNew(initial: u32, version: u32): bool {
  for (let earlier = initial; earlier < version; earlier += 1) if (mergeHeads(earlier, version)) return true;
  return false;
}

/** Answers the version that the last of the collected reductions made. */
function reduceEach(version: u32): u32 {
  let made = noVersion;
  const count = recordCount;
  for (let index: u32 = 0; index < count; index += 1) {
    reductionWork += 1;
    made = reduceVersion(version, records + index * recordSize, false);
  }
  return made;
}

function collect(state: u32, lookahead: u32): void {
  recordCount = 0;
  canShift = false;
  if (lookahead != 0) {
    collectEntry(tableValue(state, lookahead));
    return;
  }
  let at = groupsOf(state);
  if (at == 0) {
    for (let symbol: u32 = 1; symbol < tokenCount; symbol += 1) collectEntry(tableValue(state, symbol));
  } else {
    const groups: u32 = load<u16>(at);
    at += 2;
    for (let group: u32 = 0; group < groups; group += 1) {
      const value = load<u16>(at);
      const end = at + 4 + load<u16>(at, 2) * 2;
      for (at += 4; at < end; at += 2) {
        const symbol: u32 = load<u16>(at);
        if (symbol != 0 && symbol < tokenCount) collectEntry(value);
      }
    }
  }
  sortBySymbol();
}

function collectEntry(value: u32): void {
  const header = entryOf(value);
  const end = header + (<usize>load<u8>(header) + 1) * entrySize;
  for (let action = header + entrySize; action < end; action += entrySize) {
    const type: u32 = load<u8>(action);
    if (type == typeReduce) addReduction(action);
    else if (type == typeRecover || (type == typeShift && load<u8>(action, 4) == 0 && load<u8>(action, 5) == 0)) canShift = true;
  }
}

function addReduction(action: usize): void {
  const symbol = load<u16>(action, 2);
  const children = load<u8>(action, 1);
  if (children == 0 || recordCount == maximumRecords) return;
  for (let index: u32 = 0; index < recordCount; index += 1) {
    const known = records + index * recordSize;
    if (load<u16>(known, reduceSymbol) == symbol && load<u8>(known, reduceCount) == children) return;
  }
  fillReduction(records + recordCount * recordSize, action);
  recordCount += 1;
}

/** The last symbols first; equal ones stay in their order. */
function sortBySymbol(): void {
  const spare = records + maximumRecords * recordSize;
  for (let index: u32 = 1; index < recordCount; index += 1) {
    const own = records + index * recordSize;
    const symbol = load<u16>(own, reduceSymbol);
    let place = own;
    while (place > records && load<u16>(place - recordSize, reduceSymbol) < symbol) place -= recordSize;
    if (place == own) continue;
    memory.copy(spare, own, recordSize);
    memory.copy(place + recordSize, place, own - place);
    memory.copy(place, spare, recordSize);
  }
}
