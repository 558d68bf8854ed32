import { scannerCreate, scannerDeserialize, scannerScan, scannerSerialize, validExternals } from './language.ts';
import { allocate, lexerAddress, scannerBuffer } from './memory.ts';

/** What an external scanner remembers between tokens: an address of length and bytes, or 0 when it is empty. */
let payload: u32 = 0;

export function createScanner(): void {
  payload = scannerCreate != 0 ? call_indirect<u32>(scannerCreate) : 0;
}

export function scanExternal(state: usize, mode: u32): bool {
  const data = state == 0 ? 0 : state + 4;
  call_indirect<void>(scannerDeserialize, payload, <u32>data, state == 0 ? 0 : load<u32>(state));
  return (call_indirect<i32>(scannerScan, payload, <u32>lexerAddress, <u32>validExternals(mode)) & 0xff) != 0;
}

/** The scanner's state now: `before` itself when nothing changed. */
export function serializeScanner(before: usize): usize {
  const length = call_indirect<u32>(scannerSerialize, payload, <u32>scannerBuffer);
  if (isSameAsBuffer(before, length)) return before;
  if (length == 0) return 0;
  const state = allocate(4 + ((length + 3) & ~3));
  store<u32>(state, length);
  memory.copy(state + 4, scannerBuffer, length);
  return state;
}

function isSameAsBuffer(state: usize, length: u32): bool {
  if (state == 0) return length == 0;
  return load<u32>(state) == length && memory.compare(state + 4, scannerBuffer, length) == 0;
}

// @inline
export function isSameState(left: usize, right: usize): bool {
  return left == right || isEqualState(left, right);
}

function isEqualState(left: usize, right: usize): bool {
  if (left == 0 || right == 0) return false;
  return load<u32>(left) == load<u32>(right) && memory.compare(left + 4, right + 4, load<u32>(left)) == 0;
}
