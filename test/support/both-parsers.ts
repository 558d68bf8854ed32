import { brotliDecompressSync } from 'node:zlib';
import { Language, Parser } from 'web-tree-sitter';
import type { Assets } from '../../core/kernel/context.ts';
import type { FlatTree } from '../../core/scan/tree/flat-tree.ts';
import type { AssetGrammarName } from '../../core/scan/tree/grammar.ts';
import { readFlatTree } from '../../core/scan/tree/heap-reader.ts';
import { startParsers } from '../../core/scan/tree/native-parser.ts';
import type { TableParser } from '../../core/scan/tree/parser/table-parsers.ts';
import { readSymbolTable } from '../../core/scan/tree/symbol-table.ts';

/** The two ways to a flat tree of one grammar, whether or not the product uses both. */
export interface BothParsers {
  readonly kinds: readonly string[];
  /** Undefined when the grammar cannot run there. */
  readonly byTables: TableParser | undefined;
  byTreeSitter(text: string): FlatTree;
  /** Only parses, and throws the tree away. */
  parseNatively(text: string): void;
}

const columns = ['kind', 'start', 'end', 'parent', 'skip', 'field', 'flags'] as const;

/** Starts the parsers of this thread; not together with `openGrammars`. */
export async function openBothParsers(assets: Assets): Promise<(name: AssetGrammarName) => BothParsers> {
  const { memory, tables } = await startParsers(assets);
  return (name) => {
    const module = new WebAssembly.Module(new Uint8Array(brotliDecompressSync(assets.read(`grammars/${name}.wasm.br`))));
    const language = Language.loadSync(module);
    const parser = new Parser();
    parser.setLanguage(language);
    const table = readSymbolTable(memory, addressOf(language));
    const parse = (text: string) => {
      const tree = parser.parse(text);
      if (tree === null) throw new Error('tree-sitter gave no tree');
      return tree;
    };
    return {
      kinds: language.types.map((kind) => kind ?? ''),
      byTables: tables.open(module),
      byTreeSitter(text) {
        const tree = parse(text);
        const flat = readFlatTree(memory, addressOf(tree), table, text);
        tree.delete();
        return flat;
      },
      parseNatively: (text) => parse(text).delete(),
    };
  };
}

/** The first thing in which the trees differ, undefined when every field of every node is the same. */
export function firstDifference(left: FlatTree, right: FlatTree): string | undefined {
  for (let node = 0; node < Math.max(left.count, right.count); node += 1) {
    const column = columns.find((name) => left[name][node] !== right[name][node]);
    if (column !== undefined) return `node ${node} at ${right.start[node]}: ${column} ${left[column][node]} instead of ${right[column][node]}`;
  }
  return left.hasError === right.hasError ? undefined : 'hasError';
}

function addressOf(handle: object): number {
  return Number(Reflect.get(handle, 0));
}
