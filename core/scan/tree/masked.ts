import type { FlatTree } from './flat-tree.ts';
import type { Grammar, EditableTree } from './grammar.ts';

/**
 * A grammar for texts in which what it does not know is replaced by something as long that it knows; trees are over the text as it is. An edit of a
 * text with such places is read anew, since it may change what is replaced elsewhere.
 */
export function masked(grammar: Grammar, mask: (text: string) => string): Grammar {
  const parse = (text: string, budget?: number): FlatTree | undefined => {
    const hidden = mask(text);
    const tree = grammar.parse(hidden, budget);
    return tree === undefined || hidden === text ? tree : { ...tree, text };
  };
  return { ...grammar, parse, open: (text, budget) => openMasked({ grammar, mask, parse }, text, budget) };
}

interface Masking {
  readonly grammar: Grammar;
  readonly mask: (text: string) => string;
  readonly parse: Grammar['parse'];
}

function openMasked({ grammar, mask, parse }: Masking, text: string, budget: number | undefined): EditableTree | undefined {
  /** Only for a text in which nothing is replaced. */
  let plain = mask(text) === text ? grammar.open(text, budget) : undefined;
  const first = plain?.current ?? parse(text, budget);
  if (first === undefined) return undefined;
  let current = first;
  const forget = () => {
    plain?.close();
    plain = undefined;
  };
  return {
    get current() {
      return current;
    },
    update(changes, next) {
      let tree: FlatTree | undefined;
      if (mask(next) !== next) {
        forget();
        tree = parse(next, budget);
      } else if (plain === undefined) {
        plain = grammar.open(next, budget);
        tree = plain?.current;
      } else {
        tree = plain.update(changes, next);
        if (tree === undefined) forget();
      }
      current = tree ?? current;
      return tree;
    },
    close: forget,
  };
}
