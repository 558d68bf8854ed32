import type { AssetGrammarName } from '../grammar.ts';
import { maskScala } from './scala.ts';
import { maskSwift } from './swift.ts';

/** What is hidden from grammars that are older than the language. */
export const masks: Readonly<Partial<Record<AssetGrammarName, (text: string) => string>>> = { scala: maskScala, swift: maskSwift };
