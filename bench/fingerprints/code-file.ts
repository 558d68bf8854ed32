import type { Language } from '../../core/scan/languages/language.ts';
import { languageOf } from '../../core/scan/languages/index.ts';
import type { Edit } from '../../core/scan/model.ts';
import { errorKind, type FlatTree, isExtra, isLeaf, isNamed } from '../../core/scan/tree/flat-tree.ts';
import type { Grammar, Grammars } from '../../core/scan/tree/grammar.ts';

/** A file with its tree, as a refactoring looks at it. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
  readonly language: Language;
  readonly tree: FlatTree;
  readonly grammar: Grammar;
}

/** Undefined where the language has no grammar, or the text is not valid: tools that refactor leave such files alone. */
export function parseFile(grammars: Grammars, { path, text }: { readonly path: string; readonly text: string }): CodeFile | undefined {
  const language = languageOf({ path, text });
  if (language?.grammar === undefined) return undefined;
  const grammar = grammars.get(language.grammar);
  const tree = grammar.parse(text);
  return tree === undefined || tree.hasError || tree.kind.subarray(0, tree.count).includes(errorKind) ? undefined : { path, text, language, tree, grammar };
}

/** Tokens in order, comments left out. */
export function tokensOf({ tree }: CodeFile): readonly number[] {
  const tokens: number[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (isLeaf(tree, node) && !isComment(tree, node) && (tree.end[node] ?? 0) > (tree.start[node] ?? 0)) tokens.push(node);
  }
  return tokens;
}

/** A named node that may stand anywhere. */
export function isComment(tree: FlatTree, node: number): boolean {
  return isExtra(tree, node) && isNamed(tree, node);
}

/** Where an offset of the text before is in the text after; what was inserted at the offset itself comes before it. */
export function mapOffset(edits: readonly Edit[], offset: number): number {
  let by = 0;
  for (const { start, end, text } of edits) if (end <= offset) by += text.length - (end - start);
  return offset + by;
}
