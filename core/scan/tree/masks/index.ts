import type { AssetGrammarName } from '../grammar.ts';
import { maskSwift } from './swift.ts';

/** What is hidden from grammars that are older than the language. */
export const masks: Readonly<Partial<Record<AssetGrammarName, (text: string) => string>>> = { swift: maskSwift };
