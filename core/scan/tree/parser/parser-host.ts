import type { FlatTree } from '../flat-tree.ts';
import { readSymbolTable } from '../symbol-table.ts';
import { type CoreExports, isCore, lexerFunctions, libraryFunctions } from './core-exports.ts';
import { readDylink } from './dylink.ts';

/** Functions of `wctype.h`, by name. */
export type CharacterFunctions = ReadonlyMap<string, WebAssembly.ExportValue>;

/** A grammar in the host's memory: its TSLanguage and what is derived from it. */
interface LoadedLanguage {
  readonly address: number;
  readonly derived: number;
}

/** `broken`: something trapped, the memory is not to be trusted. */
export type HostOutcome = { readonly kind: 'tree'; readonly tree: FlatTree } | { readonly kind: 'error' | 'limit' | 'broken' };

/** What a module of this kind offers for its host to call before use, in this order. */
const initializers = ['__wasm_apply_data_relocs', '__wasm_call_ctors'] as const;
const stackTop = 1 << 20;
const initialPages = 64;
/** 512 MB; the core gives up a little earlier. */
const maximumPages = 8192;
const stepsPerUnit = 16;
const leastSteps = 10_000;
const maximumSteps = 2 ** 31;

/** One memory with the parser's core and the grammars that were asked for. */
export class ParserHost {
  private readonly memory = new WebAssembly.Memory({ initial: initialPages, maximum: maximumPages });
  private readonly table = new WebAssembly.Table({ initial: 1, element: 'anyfunc' });
  private readonly stackPointer = new WebAssembly.Global({ value: 'i32', mutable: true }, stackTop);
  private readonly characters: CharacterFunctions;
  private readonly core: CoreExports;
  private readonly exports: WebAssembly.Exports;
  private readonly languages = new Map<WebAssembly.Module, LoadedLanguage | undefined>();

  constructor(module: WebAssembly.Module, characters: CharacterFunctions) {
    this.characters = characters;
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory, table: this.table, abort: () => undefined } });
    if (!isCore(exports)) throw new Error('The parser core lacks functions; build the assets again');
    this.exports = exports;
    this.core = exports;
    const first = this.table.grow(lexerFunctions.length);
    for (const [index, name] of lexerFunctions.entries()) this.table.set(first + index, exports[name]);
    this.core.setLexerFunctions(first);
  }

  /** Bytes of memory in use and kept. */
  get size(): number {
    return this.memory.buffer.byteLength;
  }

  /** Whether the grammar can run here: it asks for nothing the host does not have. */
  load(module: WebAssembly.Module): boolean {
    if (!this.languages.has(module)) this.languages.set(module, this.instantiate(module));
    return this.languages.get(module) !== undefined;
  }

  /** Parses with a grammar that has been loaded. */
  parse(module: WebAssembly.Module, text: string): HostOutcome {
    const language = this.languages.get(module);
    if (language === undefined) return { kind: 'limit' };
    try {
      const bytes = text.length * 2;
      this.stackPointer.value = stackTop;
      const address = this.core.begin(language.address, language.derived, bytes);
      Buffer.from(this.memory.buffer, address, bytes).write(text, 'utf16le');
      const count = this.core.parse(bytes, Math.min(maximumSteps, leastSteps + text.length * stepsPerUnit));
      return count === 0 ? { kind: 'error' } : { kind: 'tree', tree: this.copyTree(text, count) };
    } catch {
      return { kind: this.core.abandon() === 0 ? 'broken' : 'limit' };
    }
  }

  private copyTree(text: string, count: number): FlatTree {
    const { buffer } = this.memory;
    const at = (column: number) => this.core.columnAddress(column);
    return {
      text,
      count,
      kind: new Uint16Array(buffer, at(0), count).slice(),
      start: new Uint32Array(buffer, at(1), count).slice(),
      end: new Uint32Array(buffer, at(2), count).slice(),
      parent: new Int32Array(buffer, at(3), count).slice(),
      skip: new Int32Array(buffer, at(4), count).slice(),
      field: new Uint8Array(buffer, at(5), count).slice(),
      flags: new Uint8Array(buffer, at(6), count).slice(),
      hasError: this.core.hasErrors() !== 0,
    };
  }

  private instantiate(module: WebAssembly.Module): LoadedLanguage | undefined {
    const needs = readDylink(module);
    if (needs === undefined) return undefined;
    const alignment = 2 ** needs.memoryAlignment;
    const memoryBase = Math.ceil(this.core.reserve(needs.memorySize + alignment) / alignment) * alignment;
    const tableBase = this.table.grow(needs.tableSize);
    const imports = this.importsOf(module, memoryBase, tableBase);
    if (imports === undefined) return undefined;
    const { exports } = new WebAssembly.Instance(module, imports);
    if (!this.resolveOffsets(imports, exports, memoryBase)) return undefined;
    for (const initializer of initializers) call(exports[initializer]);
    const name = Object.keys(exports).find((key) => key.startsWith('tree_sitter_') && !key.includes('external_scanner'));
    const address = name === undefined ? undefined : call(exports[name]);
    return typeof address === 'number' ? this.prepare(address) : undefined;
  }

  private importsOf(module: WebAssembly.Module, memoryBase: number, tableBase: number): WebAssembly.Imports | undefined {
    const env: WebAssembly.ModuleImports = {
      memory: this.memory,
      __indirect_function_table: this.table,
      __memory_base: memoryBase,
      __table_base: tableBase,
      __stack_pointer: this.stackPointer,
    };
    const imports: WebAssembly.Imports = { env, 'GOT.mem': {}, 'GOT.func': {} };
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      const group = imports[from];
      if (group === undefined) return undefined;
      if (name in group) continue;
      const found = from === 'env' ? (this.exports[libraryFunctions[name] ?? ''] ?? this.characters.get(name)) : newOffset();
      if (found === undefined) return undefined;
      group[name] = found;
    }
    return imports;
  }

  /** Fills in where the module's own data and functions have come to lie; false when it wants those of another module. */
  private resolveOffsets(imports: WebAssembly.Imports, exports: WebAssembly.Exports, memoryBase: number): boolean {
    for (const [name, offset] of Object.entries({ ...imports['GOT.mem'], ...imports['GOT.func'] })) {
      const target = exports[name];
      if (!(offset instanceof WebAssembly.Global)) return false;
      if (target instanceof WebAssembly.Global) offset.value = Number(target.value) + memoryBase;
      else if (typeof target === 'function') offset.value = this.addFunction(target);
      else return false;
    }
    return true;
  }

  private addFunction(target: WebAssembly.ExportValue): number {
    const index = this.table.grow(1);
    this.table.set(index, target);
    return index;
  }

  private prepare(address: number): LoadedLanguage {
    const table = readSymbolTable(this.memory, address);
    const derived = this.core.prepareLanguage(address, table.hasRoles.length, table.width);
    const [, , roles = 0, hasRoles = 0] = new Uint32Array(this.memory.buffer, derived, 4);
    new Uint32Array(this.memory.buffer, roles, table.childRoles.length).set(table.childRoles);
    new Uint8Array(this.memory.buffer, hasRoles, table.hasRoles.length).set(table.hasRoles);
    return { address, derived };
  }
}

function newOffset(): WebAssembly.Global {
  return new WebAssembly.Global({ value: 'i32', mutable: true }, 0);
}

function call(exported: WebAssembly.ExportValue | undefined): unknown {
  return typeof exported === 'function' ? Reflect.apply(exported, undefined, []) : undefined;
}
