import { Parser } from 'web-tree-sitter';
import type { Assets } from '../../kernel/context.ts';
import { createTableParsers, type TableParsers } from './parser/table-parsers.ts';

/** What a thread parses with: web-tree-sitter's memory, where its trees lie, and the parsers that need no tree-sitter. */
export interface StartedParsers {
  readonly memory: WebAssembly.Memory;
  readonly tables: TableParsers;
}

const memoryPages = { initial: 512, maximum: 32768 } as const;
const characterFunction = /^(isw|tow)/;

/** Starts web-tree-sitter, once per thread. Scanners in both kinds of parsers share its character classes. */
export async function startParsers(assets: Assets): Promise<StartedParsers> {
  const memory = new WebAssembly.Memory(memoryPages);
  const characters = new Map<string, WebAssembly.ExportValue>();
  const instantiateWasm = (imports: WebAssembly.Imports, instantiated: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void) => {
    const module = moduleFrom(assets, 'web-tree-sitter.wasm');
    const instance = new WebAssembly.Instance(module, imports);
    for (const [name, value] of Object.entries(instance.exports)) if (characterFunction.test(name)) characters.set(name, value);
    instantiated(instance, module);
    return instance.exports;
  };
  await Parser.init({ wasmMemory: memory, instantiateWasm });
  return { memory, tables: createTableParsers(moduleFrom(assets, 'parser.wasm'), characters) };
}

function moduleFrom(assets: Assets, name: string): WebAssembly.Module {
  return new WebAssembly.Module(new Uint8Array(assets.read(name)));
}
