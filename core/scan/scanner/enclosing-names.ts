import { childByField, type FlatTree, nodeCovering, none, textOf } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';

const functionOrClass =
  /^(?:abstract_|generator_)?(?:function|method|class|constructor|interface|enum|record)(?:_(?:declaration|definition|expression|specifier))?$/;
const keyedEntry = /^(?:block_mapping_pair|flow_pair|pair)$/;
const maxName = 100;

interface NameFields {
  /** By kind id: the field that holds a node's name, 0 for other kinds. */
  readonly byKind: Uint16Array;
  readonly declarator: number;
}

const known = new WeakMap<Grammar, NameFields>();

/** Names of the functions, classes and keys around a place, outermost first, joined by '/'. */
export function enclosingNames(tree: FlatTree, grammar: Grammar, { start, end }: { readonly start: number; readonly end: number }): string {
  const { byKind, declarator } = nameFields(grammar);
  const names: string[] = [];
  for (let node = nodeCovering(tree, start, end); node !== none; node = tree.parent[node] ?? none) {
    const field = byKind[tree.kind[node] ?? 0] ?? 0;
    const holder = field === 0 ? none : childByField(tree, node, field);
    if (holder !== none) names.unshift(textOf(tree, innermost(tree, holder, declarator)).slice(0, maxName));
  }
  return names.join('/');
}

/** C wraps a function's name in declarators. */
function innermost(tree: FlatTree, holder: number, declarator: number): number {
  let node = holder;
  for (let inner = node; declarator !== 0 && inner !== none; inner = childByField(tree, node, declarator)) node = inner;
  return node;
}

function nameFields(grammar: Grammar): NameFields {
  const cached = known.get(grammar);
  if (cached !== undefined) return cached;
  const [name, key, declarator] = [grammar.fieldId('name'), grammar.fieldId('key'), grammar.fieldId('declarator')];
  const byKind = new Uint16Array(65536);
  for (const [id, kind] of grammar.kinds.entries()) {
    if (functionOrClass.test(kind)) byKind[id] = grammar.name === 'c' ? declarator : name;
    if (keyedEntry.test(kind)) byKind[id] = key;
  }
  const fields = { byKind, declarator: grammar.name === 'c' ? declarator : 0 };
  known.set(grammar, fields);
  return fields;
}
