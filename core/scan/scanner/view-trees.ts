import { lineIndex } from '../../kernel/text.ts';
import type { FlatTree } from '../tree/flat-tree.ts';
import type { EditableTree, GrammarName, Grammars, TextChange } from '../tree/grammar.ts';

/** Trees of the embedded languages of a text that is being edited. */
export interface ViewTrees {
  /** The tree of a text, reparsed where it differs from the one before; undefined when the budget ran out. */
  treeFor(name: GrammarName, text: string): FlatTree | undefined;
  close(): void;
}

/** Keeps one tree per grammar. `budget`: milliseconds for each parse. */
export function createViewTrees(grammars: Grammars, budget: number): ViewTrees {
  const kept = new Map<GrammarName, { readonly tree: EditableTree; readonly text: string }>();
  return {
    treeFor(name, text) {
      const known = kept.get(name);
      if (known?.text === text) return known.tree.current;
      const updated = known?.tree.update([changeBetween(known.text, text)], text);
      if (known !== undefined && updated !== undefined) {
        kept.set(name, { tree: known.tree, text });
        return updated;
      }
      known?.tree.close();
      kept.delete(name);
      const opened = grammars.get(name).open(text, budget);
      if (opened !== undefined) kept.set(name, { tree: opened, text });
      return opened?.current;
    },
    close() {
      for (const { tree } of kept.values()) tree.close();
      kept.clear();
    },
  };
}

/** The one stretch in which two texts differ. */
function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let same = 0;
  while (same < shorter - start && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)) same += 1;
  const [old, now] = [lineIndex(before), lineIndex(after)];
  const [oldEnd, newEnd] = [before.length - same, after.length - same];
  return {
    ...{ start, oldEnd, newEnd },
    ...{ startPosition: old.positionAt(start), oldEndPosition: old.positionAt(oldEnd), newEndPosition: now.positionAt(newEnd) },
  };
}
