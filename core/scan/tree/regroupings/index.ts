import type { AssetGrammarName } from '../grammar.ts';
import type { Regrouping } from './regrouping.ts';
import { swiftRegrouping } from './swift.ts';

/** Grammars whose trees are regrouped. */
export const regroupings: Readonly<Partial<Record<AssetGrammarName, Regrouping>>> = { swift: swiftRegrouping };
