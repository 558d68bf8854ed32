import type { FlatTree } from '../flat-tree.ts';
import { type CharacterFunctions, ParserHost } from './parser-host.ts';

/** Parsers over the grammars' own tables, several times as fast as tree-sitter's; errors are mended as tree-sitter mends them. */
export interface TableParsers {
  /** Undefined when the grammar asks for functions that are not there. */
  open(grammar: WebAssembly.Module): TableParser | undefined;
}

/** Undefined when the text exceeds a limit: tree-sitter then has to parse it. */
export type TableParser = (text: string) => FlatTree | undefined;

/** A memory that grew beyond this is given up after the parse. */
const keptBytes = 128 << 20;
/** After so many traps nothing is tried any more. */
const toleratedTraps = 3;

/** Makes the parsers of a thread from the compiled `assembly/index.ts`; they share one memory, which is made at first use. */
export function createTableParsers(core: WebAssembly.Module, characters: CharacterFunctions): TableParsers {
  let host: ParserHost | undefined;
  let traps = 0;
  /** Set while a text is parsed: still set afterwards when a time guard ended it, which leaves the memory in any state. */
  let isParsing = false;
  const parse = (grammar: WebAssembly.Module, text: string): FlatTree | undefined => {
    if (traps >= toleratedTraps) return undefined;
    if (isParsing) host = undefined;
    host ??= new ParserHost(core, characters);
    if (!host.load(grammar)) return undefined;
    isParsing = true;
    const outcome = host.parse(grammar, text);
    isParsing = false;
    if (outcome.kind === 'broken') traps += 1;
    if (outcome.kind === 'broken' || host.size > keptBytes) host = undefined;
    return outcome.kind === 'tree' ? outcome.tree : undefined;
  };
  return {
    open(grammar) {
      host ??= new ParserHost(core, characters);
      return host.load(grammar) ? (text) => parse(grammar, text) : undefined;
    },
  };
}
