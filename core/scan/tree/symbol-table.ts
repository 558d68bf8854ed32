import { languageLayout as layout } from './heap-layout.ts';

/** A grammar's tables, read once from wasm memory: public symbols, visibility, and alias and field per production and child. */
export interface SymbolTable {
  readonly publicSymbol: Uint16Array;
  readonly visible: Uint8Array;
  readonly named: Uint8Array;
  /** Alias in the low, field in the high 16 bits, at `production * width + child`. */
  readonly childRoles: Uint32Array;
  readonly hasRoles: Uint8Array;
  readonly width: number;
}

/** Reads the tables of the language at `address`. */
export function readSymbolTable(memory: WebAssembly.Memory, address: number): SymbolTable {
  const view = new DataView(memory.buffer);
  const word = (offset: number) => view.getUint32(address + offset, true);
  const symbols = word(layout.symbolCount) + word(layout.aliasCount);
  const publicSymbol = new Uint16Array(symbols);
  const visible = new Uint8Array(symbols);
  const named = new Uint8Array(symbols);
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    publicSymbol[symbol] = view.getUint16(word(layout.publicSymbols) + symbol * 2, true);
    visible[symbol] = view.getUint8(word(layout.symbolMetadata) + symbol * 3);
    named[symbol] = view.getUint8(word(layout.symbolMetadata) + symbol * 3 + 1);
  }
  return { publicSymbol, visible, named, ...readChildRoles(view, address) };
}

function readChildRoles(view: DataView, address: number): Pick<SymbolTable, 'childRoles' | 'hasRoles' | 'width'> {
  const word = (offset: number) => view.getUint32(address + offset, true);
  const productions = word(layout.productionCount);
  const aliasWidth = view.getUint16(address + layout.maxAliasSequence, true);
  const fields = readFieldEntries(view, word(layout.fieldMapSlices), word(layout.fieldMapEntries), word(layout.fieldCount) > 0 ? productions : 0);
  const width = Math.max(1, aliasWidth, ...fields.map((entry) => entry.child + 1));
  const childRoles = new Uint32Array(productions * width);
  const hasRoles = new Uint8Array(productions);
  for (const { production, child, field } of fields) {
    const slot = production * width + child;
    if ((childRoles[slot] ?? 0) === 0) childRoles[slot] = field << 16;
    hasRoles[production] = 1;
  }
  const sequences = word(layout.aliasSequences);
  for (let production = 1; sequences !== 0 && production < productions; production += 1) {
    for (let child = 0; child < aliasWidth; child += 1) {
      const alias = view.getUint16(sequences + (production * aliasWidth + child) * 2, true);
      if (alias === 0) continue;
      const slot = production * width + child;
      childRoles[slot] = (childRoles[slot] ?? 0) | alias;
      hasRoles[production] = 1;
    }
  }
  return { childRoles, hasRoles, width };
}

interface FieldEntry {
  readonly production: number;
  readonly child: number;
  readonly field: number;
}

function readFieldEntries(view: DataView, slices: number, entries: number, productions: number): FieldEntry[] {
  const read: FieldEntry[] = [];
  for (let production = 0; production < productions; production += 1) {
    const first = view.getUint16(slices + production * 4, true);
    const count = view.getUint16(slices + production * 4 + 2, true);
    for (let index = first; index < first + count; index += 1) {
      const entry = entries + index * 4;
      const inherited = view.getUint8(entry + 3) !== 0;
      if (!inherited) read.push({ production, child: view.getUint8(entry + 2), field: view.getUint16(entry, true) });
    }
  }
  return read;
}
