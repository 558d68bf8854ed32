import type { CompiledFormula, FormulaNode } from './compiled-formula.ts';
import type { FileTree } from './file-tree.ts';

/** Whether matching one of the formula's patterns was given up at some place in the file, so that matches may be missing or wrong. */
export function isExhausted({ root }: CompiledFormula, file: FileTree): boolean {
  return file.exhausted.size > 0 && usesExhausted(root, file);
}

function usesExhausted(node: FormulaNode, file: FileTree): boolean {
  const isUsed = (part: FormulaNode) => usesExhausted(part, file);
  switch (node.kind) {
    case 'pattern':
    case 'generic':
      return file.exhausted.has(node.pattern);
    case 'any':
      return node.of.some(isUsed);
    case 'all':
      return [...node.positives, ...node.inside, ...node.not, ...node.notInside, ...node.anywhere].some(isUsed);
    default:
      return false;
  }
}
