import type { FlatTree } from './flat-tree.ts';
import type { EditableTree, Grammar } from './grammar.ts';

/** How a grammar over other trees parses and follows a text: `change` makes its trees of the grammar's. */
export function changingTrees(grammar: Grammar, change: (tree: FlatTree) => FlatTree): Pick<Grammar, 'parse' | 'open'> {
  const changed = (tree: FlatTree | undefined) => (tree === undefined ? undefined : change(tree));
  return {
    parse: (text, budget) => changed(grammar.parse(text, budget)),
    open: (text, budget) => {
      const inner = grammar.open(text, budget);
      return inner === undefined ? undefined : changingEditable(inner, change);
    },
  };
}

function changingEditable(inner: EditableTree, change: (tree: FlatTree) => FlatTree): EditableTree {
  let current = change(inner.current);
  return {
    get current() {
      return current;
    },
    update(changes, text) {
      const tree = inner.update(changes, text);
      if (tree === undefined) return undefined;
      current = change(tree);
      return current;
    },
    close: () => inner.close(),
  };
}

/** Names of kinds and fields that a grammar lacks, each once. */
export interface AddedNames {
  readonly kinds: readonly string[];
  readonly fields: readonly string[];
}

/** The names of a grammar with further ones; added fields have ids from `firstField` on, which no field of the grammar has. */
export function addingNames(grammar: Grammar, added: AddedNames, firstField: number): Pick<Grammar, 'kinds' | 'kindIds' | 'fieldId'> {
  return {
    kinds: [...grammar.kinds, ...added.kinds],
    kindIds: (name, named = true) => {
      const index = named ? added.kinds.indexOf(name) : -1;
      return index < 0 ? grammar.kindIds(name, named) : [...grammar.kindIds(name, named), grammar.kinds.length + index];
    },
    fieldId: (name) => grammar.fieldId(name) || (added.fields.includes(name) ? firstField + added.fields.indexOf(name) : 0),
  };
}
