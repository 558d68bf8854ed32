/** What a grammar's module needs from its host, as the WebAssembly tool conventions for dynamic linking have it. */
export interface Dylink {
  readonly memorySize: number;
  /** The memory must begin at a multiple of two to this power. */
  readonly memoryAlignment: number;
  readonly tableSize: number;
}

const memoryInfo = 1;

/** Reads the section `dylink.0`; undefined when there is none. */
export function readDylink(module: WebAssembly.Module): Dylink | undefined {
  const section = WebAssembly.Module.customSections(module, 'dylink.0')[0];
  if (section === undefined) return undefined;
  const bytes = new Uint8Array(section);
  let position = 0;
  while (position < bytes.length) {
    const kind = bytes[position];
    const size = readNumber(bytes, position + 1);
    if (kind === memoryInfo) return readMemoryInfo(bytes, size.next);
    position = size.next + size.value;
  }
  return undefined;
}

function readMemoryInfo(bytes: Uint8Array, start: number): Dylink {
  const memorySize = readNumber(bytes, start);
  const memoryAlignment = readNumber(bytes, memorySize.next);
  const tableSize = readNumber(bytes, memoryAlignment.next);
  return { memorySize: memorySize.value, memoryAlignment: memoryAlignment.value, tableSize: tableSize.value };
}

/** An unsigned LEB128 number. */
function readNumber(bytes: Uint8Array, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let position = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[position] ?? 0;
    position += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, next: position };
  }
}
