import type { AssetGrammarName } from '../grammar.ts';
import { maskKotlin } from './kotlin.ts';
import { maskScala } from './scala.ts';
import { maskSwift } from './swift.ts';

/** What is hidden from grammars that are older than the language, or that fail on it. */
export const masks: Readonly<Partial<Record<AssetGrammarName, (text: string) => string>>> = {
  kotlin: maskKotlin,
  scala: maskScala,
  swift: maskSwift,
};
