import { failedMemory, give, heapBase, heapEnd } from './memory.ts';

/**
 * The part of the C library that external scanners use. Blocks are powers of two with their class in front; freed ones are kept in a
 * list per class. The heap is emptied with every parse, so nothing can leak.
 */
const headerSize: usize = 8;
const smallestClass: u32 = 4;
const classCount: u32 = 26;
let heapTop: usize = 0;
let heapStart: usize = 0;

export function resetHeap(): void {
  heapStart = heapBase;
  heapTop = heapBase + classCount * 4;
  memory.fill(heapBase, 0, classCount * 4);
}

export function malloc(size: usize): usize {
  const kind = max(smallestClass, 32 - clz<u32>(<u32>(size + headerSize - 1)));
  if (kind >= classCount) give(failedMemory);
  const list = heapStart + (kind << 2);
  let block: usize = load<u32>(list);
  if (block != 0) {
    store<u32>(list, load<u32>(block, 4));
    return block + headerSize;
  }
  block = heapTop;
  heapTop += (<usize>1) << kind;
  if (heapTop > heapEnd) give(failedMemory);
  store<u32>(block, kind);
  return block + headerSize;
}

/** Empties the whole block: there are scanners that ask for less than they use. */
export function calloc(items: usize, size: usize): usize {
  const address = malloc(items * size);
  memory.fill(address, 0, ((<usize>1) << load<u32>(address - headerSize)) - headerSize);
  return address;
}

export function free(address: usize): void {
  if (address < heapStart + headerSize) return;
  const block = address - headerSize;
  const list = heapStart + (load<u32>(block) << 2);
  store<u32>(block, load<u32>(list), 4);
  store<u32>(list, <u32>block);
}

export function realloc(address: usize, size: usize): usize {
  if (address == 0) return malloc(size);
  const room = ((<usize>1) << load<u32>(address - headerSize)) - headerSize;
  if (size <= room) return address;
  const moved = malloc(size);
  memory.copy(moved, address, room);
  free(address);
  return moved;
}

export function memcpy(target: usize, source: usize, size: usize): usize {
  memory.copy(target, source, size);
  return target;
}

export function memset(target: usize, value: i32, size: usize): usize {
  memory.fill(target, <u8>value, size);
  return target;
}

export function memcmp(left: usize, right: usize, size: usize): i32 {
  return memory.compare(left, right, size);
}

export function memchr(start: usize, value: i32, size: usize): usize {
  for (let at = start; at < start + size; at += 1) if (load<u8>(at) == <u8>value) return at;
  return 0;
}

export function strlen(text: usize): usize {
  let at = text;
  while (load<u8>(at) != 0) at += 1;
  return at - text;
}

export function strcmp(left: usize, right: usize): i32 {
  return strncmp(left, right, usize.MAX_VALUE);
}

export function strncmp(left: usize, right: usize, size: usize): i32 {
  for (let index: usize = 0; index < size; index += 1) {
    const a = load<u8>(left + index);
    const b = load<u8>(right + index);
    if (a != b || a == 0) return <i32>a - <i32>b;
  }
  return 0;
}

export function strncpy(target: usize, source: usize, size: usize): usize {
  let index: usize = 0;
  for (; index < size && load<u8>(source + index) != 0; index += 1) store<u8>(target + index, load<u8>(source + index));
  memory.fill(target + index, 0, size - index);
  return target;
}

export function strncat(target: usize, source: usize, size: usize): usize {
  const end = target + strlen(target);
  let index: usize = 0;
  for (; index < size && load<u8>(source + index) != 0; index += 1) store<u8>(end + index, load<u8>(source + index));
  store<u8>(end + index, 0);
  return target;
}

/** C's `abort`: a scanner met what it holds to be impossible. */
export function stop(): void {
  unreachable();
}

/** What C's `assert` calls. */
export function failAssertion(_expression: usize, _file: usize, _line: u32, _function: usize): void {
  unreachable();
}
