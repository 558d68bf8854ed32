import { none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { isClassScope } from './block-parts.ts';

/** A place that gives a field a value, and the scope it stands in. */
interface FieldWrite {
  readonly scope: number;
  readonly at: number;
}

/** Whether the one value that is written to a field is all it ever has: it is private or final, and set where it is declared or in a constructor. Other variables are settled. */
export function isSettledField({ tree, syntax, grammar }: FileTree, declared: FieldWrite | undefined, written: FieldWrite): boolean {
  if (declared === undefined || !isClassScope(syntax, tree, declared.scope)) return true;
  const field = tree.parent[declared.at] ?? none;
  const head = field === none ? '' : tree.text.slice(tree.start[field], tree.start[declared.at]);
  if (!/\b(?:private|final)\b/.test(head)) return false;
  if (declared.at === written.at) return true;
  let around = written.at;
  while (around > declared.scope && grammar.kinds[tree.kind[around] ?? 0] !== 'constructor_declaration') around = tree.parent[around] ?? none;
  return around > declared.scope;
}
