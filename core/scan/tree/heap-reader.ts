import type { FlatTree } from './flat-tree.ts';
import { inlineFlags, subtreeFlags, subtreeWords } from './heap-layout.ts';
import type { SymbolTable } from './symbol-table.ts';

const frameSize = 8;
const firstErrorSymbol = 65534;

/** Copies the tree whose TSTree is at `address` out of wasm memory in one pass; `text` is what was parsed (as UTF-16). */
export function readFlatTree(memory: WebAssembly.Memory, address: number, table: SymbolTable, text: string): FlatTree {
  return new HeapReader(memory, table, address >> 2).read(text);
}

/**
 * The walk keeps its own stack, so that depth cannot overflow the engine's. A frame is: next child slot, children left,
 * byte position, structural child index, base of the production's roles, parent node, inherited field, node to close.
 */
class HeapReader {
  private readonly words: Uint32Array;
  private readonly table: SymbolTable;
  private readonly kind: Uint16Array;
  private readonly start: Uint32Array;
  private readonly end: Uint32Array;
  private readonly parent: Int32Array;
  private readonly skip: Int32Array;
  private readonly field: Uint8Array;
  private readonly flags: Uint8Array;
  private readonly hasError: boolean;
  private stack = new Int32Array(frameSize * 256);
  private depth = 0;
  private count = 0;
  private slot: number;
  private left = 1;
  private position = 0;
  private childIndex = 0;
  private roles = -1;
  private owner = -1;
  private inherited = 0;
  private closing = -1;

  constructor(memory: WebAssembly.Memory, table: SymbolTable, rootSlot: number) {
    this.words = new Uint32Array(memory.buffer);
    this.table = table;
    this.slot = rootSlot;
    const root = this.words[rootSlot] ?? 0;
    const inline = (root & inlineFlags.inline) !== 0;
    const capacity = inline ? 1 : this.word(root >> 2, subtreeWords.visibleDescendants) + 1;
    this.hasError = !inline && this.word(root >> 2, subtreeWords.errorCost) > 0;
    this.kind = new Uint16Array(capacity);
    this.start = new Uint32Array(capacity);
    this.end = new Uint32Array(capacity);
    this.parent = new Int32Array(capacity);
    this.skip = new Int32Array(capacity);
    this.field = new Uint8Array(capacity);
    this.flags = new Uint8Array(capacity);
  }

  read(text: string): FlatTree {
    for (;;) {
      if (this.left === 0) {
        if (this.closing >= 0) this.skip[this.closing] = this.count;
        if (this.depth === 0) break;
        this.pop();
        continue;
      }
      this.left -= 1;
      const low = this.words[this.slot] ?? 0;
      this.slot += 2;
      if ((low & inlineFlags.inline) !== 0) this.readInline(low, this.words[this.slot - 1] ?? 0);
      else this.readHeap(low >> 2);
    }
    const { kind, start, end, parent, skip, field, flags, hasError } = this;
    return { text, count: this.count, kind, start, end, parent, skip, field, flags, hasError };
  }

  private readInline(low: number, high: number): void {
    const extra = (low & inlineFlags.extra) !== 0;
    const role = this.takeRole(extra);
    const begin = this.position + ((high >>> 16) & 255);
    this.position = begin + (high >>> 24);
    const symbol = (low >>> 8) & 255;
    const alias = role & 0xffff;
    if (alias === 0 && (low & inlineFlags.visible) === 0) return;
    const named = alias === 0 ? (low & inlineFlags.named) !== 0 : this.table.named[alias] === 1;
    const node = this.add(alias || symbol, begin, this.position, extra ? 0 : role >>> 16 || this.inherited);
    this.flags[node] = (named ? 1 : 0) | (extra ? 2 : 0) | ((low & inlineFlags.missing) === 0 ? 0 : 8);
    this.skip[node] = this.count;
  }

  private readHeap(base: number): void {
    const bits = this.word(base, subtreeWords.flags);
    const extra = (bits & subtreeFlags.extra) !== 0;
    const role = this.takeRole(extra);
    const before = this.position;
    const begin = before + this.word(base, subtreeWords.paddingBytes);
    this.position = begin + this.word(base, subtreeWords.sizeBytes);
    const children = this.word(base, subtreeWords.childCount);
    const alias = role & 0xffff;
    const field = extra ? 0 : role >>> 16 || this.inherited;
    if (alias === 0 && (bits & subtreeFlags.visible) === 0) {
      if (children > 0) this.push(base, children, before, field);
      return;
    }
    const named = alias === 0 ? (bits & subtreeFlags.named) !== 0 : this.table.named[alias] === 1;
    const node = this.add(alias || this.word(base, subtreeWords.symbol) & 0xffff, begin, this.position, field);
    this.flags[node] = (named ? 1 : 0) | (extra ? 2 : 0) | ((bits & subtreeFlags.missing) === 0 ? 0 : 8);
    this.skip[node] = this.count;
    if (children === 0) return;
    this.push(base, children, before, 0);
    this.owner = node;
    this.closing = node;
  }

  /** Alias and field of the next child; extras have neither and do not count as structural children. */
  private takeRole(extra: boolean): number {
    if (extra) return 0;
    const index = this.childIndex;
    this.childIndex += 1;
    return this.roles < 0 || index >= this.table.width ? 0 : (this.table.childRoles[this.roles + index] ?? 0);
  }

  private add(symbol: number, begin: number, finish: number, field: number): number {
    const node = this.count;
    this.count += 1;
    this.kind[node] = symbol >= firstErrorSymbol ? symbol : (this.table.publicSymbol[symbol] ?? symbol);
    this.start[node] = begin >> 1;
    this.end[node] = finish >> 1;
    this.parent[node] = this.owner;
    this.field[node] = field;
    return node;
  }

  /** Enters the children of the node at `base`; they keep the present owner until the caller sets another. */
  private push(base: number, children: number, position: number, inherited: number): void {
    if (this.depth + frameSize > this.stack.length) {
      const grown = new Int32Array(this.stack.length * 2);
      grown.set(this.stack);
      this.stack = grown;
    }
    const { stack, depth } = this;
    stack[depth] = this.slot;
    stack[depth + 1] = this.left;
    stack[depth + 2] = this.position;
    stack[depth + 3] = this.childIndex;
    stack[depth + 4] = this.roles;
    stack[depth + 5] = this.owner;
    stack[depth + 6] = this.inherited;
    stack[depth + 7] = this.closing;
    this.depth = depth + frameSize;
    const production = this.word(base, subtreeWords.production) >>> 16;
    this.slot = base - children * 2;
    this.left = children;
    this.position = position;
    this.childIndex = 0;
    this.roles = this.table.hasRoles[production] === 1 ? production * this.table.width : -1;
    this.inherited = inherited;
    this.closing = -1;
  }

  private pop(): void {
    this.depth -= frameSize;
    const { stack, depth } = this;
    this.slot = stack[depth] ?? 0;
    this.left = stack[depth + 1] ?? 0;
    this.position = stack[depth + 2] ?? 0;
    this.childIndex = stack[depth + 3] ?? 0;
    this.roles = stack[depth + 4] ?? -1;
    this.owner = stack[depth + 5] ?? -1;
    this.inherited = stack[depth + 6] ?? 0;
    this.closing = stack[depth + 7] ?? -1;
  }

  private word(base: number, index: number): number {
    return this.words[base + index] ?? 0;
  }
}
