import type { CompiledCondition, CompiledFormula, FormulaNode } from './compiled-formula.ts';
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
    case 'regex':
    case 'structure':
    case 'query':
      return file.exhausted.has(node);
    case 'any':
      return node.of.some(isUsed);
    case 'all':
      return file.exhausted.has(node) || [...partsOf(node), ...node.where.flatMap(formulasOf)].some(isUsed);
  }
  return node satisfies never;
}

function partsOf({ positives, inside, not, notInside, anywhere }: Extract<FormulaNode, { kind: 'all' }>): readonly FormulaNode[] {
  return [...positives, ...inside, ...not, ...notInside, ...anywhere];
}

function formulasOf(condition: CompiledCondition): readonly FormulaNode[] {
  return condition.kind === 'pattern' && condition.inner === undefined ? [condition.formula] : [];
}
