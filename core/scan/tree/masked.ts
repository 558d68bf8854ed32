import type { FlatTree } from './flat-tree.ts';
import type { Grammar } from './grammar.ts';

/** A grammar for texts in which newer syntax is replaced by something as long that the grammar knows; trees are over the text as it is. An edit is read anew, since it may change what is replaced elsewhere. */
export function masked(grammar: Grammar, mask: (text: string) => string): Grammar {
  const parse = (text: string, budget?: number): FlatTree | undefined => {
    const hidden = mask(text);
    const tree = grammar.parse(hidden, budget);
    return tree === undefined || hidden === text ? tree : { ...tree, text };
  };
  return {
    ...grammar,
    parse,
    open: (text, budget) => {
      const first = parse(text, budget);
      if (first === undefined) return undefined;
      let current = first;
      return {
        get current() {
          return current;
        },
        update(_changes, next) {
          const tree = parse(next, budget);
          current = tree ?? current;
          return tree;
        },
        close: () => undefined,
      };
    },
  };
}
