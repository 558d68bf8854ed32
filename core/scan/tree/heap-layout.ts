/**
 * Where web-tree-sitter 0.27 keeps a language and a tree in its wasm memory (32-bit little endian), from tree-sitter's own
 * headers (lib/src/parser.h, lib/src/subtree.h). The version is pinned; `flat-tree.test.ts` compares every node with the cursor API.
 */
export const languageLayout = {
  symbolCount: 4,
  aliasCount: 8,
  productionCount: 28,
  fieldCount: 32,
  maxAliasSequence: 36,
  fieldMapSlices: 64,
  fieldMapEntries: 68,
  symbolMetadata: 72,
  publicSymbols: 76,
  aliasSequences: 84,
} as const;

/** Fields of a heap subtree, in 32-bit words from its address. */
export const subtreeWords = {
  paddingBytes: 1,
  sizeBytes: 4,
  errorCost: 8,
  childCount: 9,
  symbol: 10,
  flags: 11,
  visibleDescendants: 14,
  production: 16,
} as const;

/** Bits of a heap subtree's flag word. */
export const subtreeFlags = { visible: 1, named: 2, extra: 4, missing: 1 << 9 } as const;

/** Bits of the first byte of a leaf stored inline in its parent's child slot. */
export const inlineFlags = { inline: 1, visible: 2, named: 4, extra: 8, missing: 32 } as const;
