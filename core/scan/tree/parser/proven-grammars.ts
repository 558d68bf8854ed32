import type { AssetGrammarName } from '../grammar.ts';

/**
 * Grammars whose trees were the same as tree-sitter's, node by node, on all real files they were compared on (`npm run bench parse`);
 * others are left to tree-sitter.
 */
export const provenGrammars: ReadonlySet<AssetGrammarName> = new Set<AssetGrammarName>([
  'javascript',
  'typescript',
  'tsx',
  'python',
  'java',
  'go',
  'c',
  'json',
]);
