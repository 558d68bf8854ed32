import { Edit as NativeEdit, type Tree } from 'web-tree-sitter';
import type { FlatTree } from './flat-tree.ts';
import type { EditableTree, TextChange } from './grammar.ts';
import type { Position } from '../../kernel/text.ts';

/** Ways to parse a text that is being edited. */
export interface TextParsers {
  /** Undefined when the text met a limit of the fast parser. */
  readonly parseWhole: (text: string) => FlatTree | undefined;
  /** Undefined when the budget ran out; `previous`: a tree of an earlier text that was told all changes. */
  readonly parse: (text: string, previous?: Tree) => Tree | undefined;
  readonly flatten: (tree: Tree, text: string) => FlatTree;
}

/** Follows a text. A tree of tree-sitter is only made, and then kept, when the fast parser gave up the text. Undefined when the budget ran out. */
export function followText(first: string, { parseWhole, parse, flatten }: TextParsers): EditableTree | undefined {
  let native: Tree | undefined;
  const parseNative = (text: string): FlatTree | undefined => {
    const parsed = parse(text, native);
    native?.delete();
    native = parsed;
    return parsed === undefined ? undefined : flatten(parsed, text);
  };
  let current = parseWhole(first) ?? parseNative(first);
  if (current === undefined) return undefined;
  let shown = current;
  return {
    get current() {
      return shown;
    },
    update(changes, next) {
      if (current === undefined) return undefined;
      for (const change of changes) native?.edit(toNative(change));
      current = (native === undefined ? parseWhole(next) : undefined) ?? parseNative(next);
      shown = current ?? shown;
      return current;
    },
    close() {
      native?.delete();
      native = undefined;
    },
  };
}

function toNative(change: TextChange): NativeEdit {
  const point = ({ line, column }: Position) => ({ row: line, column });
  return new NativeEdit({
    startIndex: change.start,
    oldEndIndex: change.oldEnd,
    newEndIndex: change.newEnd,
    startPosition: point(change.startPosition),
    oldEndPosition: point(change.oldEndPosition),
    newEndPosition: point(change.newEndPosition),
  });
}
