/**
 * Memory of the parser, one linear memory per thread:
 * fixed places | C stack | lasting: grammars and tables | gap | scanner heap | stack nodes | text | arena that grows to the end.
 * Everything after the gap lives for one parse.
 */

/** The TSLexer that grammars see, what external scanners serialize into, and the heads of the stack versions. */
export const lexerAddress: usize = 1024;
export const scannerBuffer: usize = 2048;
export const headsAddress: usize = 4096;
export const slicesAddress: usize = 12288;
export const iteratorsAddress: usize = 16384;

const gapSize: usize = 4 << 20;
const scannerHeapSize: usize = 1 << 20;
const nodeSpace: usize = 1 << 20;
const pageBits: u32 = 16;
/** Pages are asked for in steps, because each growth of a memory costs the same whatever its size. */
const growthPages: i32 = 64;
/** The arena may not grow beyond this address: what needs more is left to the fallback. */
const addressLimit: usize = 448 << 20;

/** Why a parse was given up; read by the host after a trap. */
export let failure: u32 = 0;
export const failedMemory: u32 = 1;
export const failedSteps: u32 = 2;

let lastingTop: usize = 1 << 20;
let lastingEnd: usize = 0;
export let heapBase: usize = 0;
export let heapEnd: usize = 0;
export let nodeBase: usize = 0;
export let nodeEnd: usize = 0;
export let textBase: usize = 0;
let arenaBase: usize = 0;
let arenaTop: usize = 0;
let arenaEnd: usize = 0;

function align(address: usize): usize {
  return (address + 15) & ~15;
}

/** Ends the parse by a trap that the host recognises by `failure`. */
export function give(up: u32): void {
  failure = up;
  unreachable();
}

/** What ambiguities have cost so far: comparisons of subtrees and joins of ways; a few seconds' worth are allowed. */
let ambiguityWork: u32 = 0;
const maximumAmbiguityWork: u32 = 20_000_000;

export function countAmbiguity(): void {
  ambiguityWork += 1;
  if (ambiguityWork > maximumAmbiguityWork) give(failedSteps);
}

function ensure(end: usize): void {
  const present = (<usize>memory.size()) << pageBits;
  if (end <= present) return;
  if (end > addressLimit) give(failedMemory);
  const missing = <i32>((end - present + 0xffff) >> pageBits);
  if (memory.grow(max(missing, growthPages)) < 0) give(failedMemory);
}

/** Zeroed memory that stays: while a parse runs it comes out of the gap. */
export function reserve(size: usize): usize {
  const address = lastingTop;
  const end = align(address + size);
  if (lastingEnd != 0 && end > lastingEnd) give(failedMemory);
  if (lastingEnd == 0) ensure(end);
  lastingTop = end;
  memory.fill(address, 0, end - address);
  return address;
}

/** Lays out what one parse needs; `textBytes` are the bytes of the text without its end mark. */
export function beginParse(textBytes: usize): void {
  failure = 0;
  ambiguityWork = 0;
  lastingEnd = lastingTop + gapSize;
  heapBase = align(lastingEnd);
  heapEnd = heapBase + scannerHeapSize;
  nodeBase = heapEnd;
  nodeEnd = nodeBase + nodeSpace + textBytes * 16;
  textBase = align(nodeEnd);
  arenaBase = align(textBase + textBytes + 16);
  arenaTop = arenaBase;
  arenaEnd = arenaTop;
  ensure(arenaTop + 65536);
  arenaEnd = (<usize>memory.size()) << pageBits;
}

/** The lasting part may grow again outside of a parse. */
export function endParse(): void {
  lastingEnd = 0;
}

/** A record of the parse; `size` is a multiple of 4. */
// @inline
export function allocate(size: usize): usize {
  const address = arenaTop;
  const end = address + size;
  if (end > arenaEnd) extendArena(end);
  arenaTop = end;
  return address;
}

function extendArena(end: usize): void {
  ensure(end);
  arenaEnd = (<usize>memory.size()) << pageBits;
}

export function arenaPosition(): usize {
  return arenaTop;
}

/** Gives back everything allocated since `position`. */
export function rewindArena(position: usize): void {
  arenaTop = position;
}

/** Gives back everything. */
export function resetArena(): void {
  arenaTop = arenaBase;
}

export function arenaStart(): usize {
  return align(textBase + 0);
}
