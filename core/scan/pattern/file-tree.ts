import type { Language } from '../languages/language.ts';
import type { FlatTree } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import { type Effort, openEffort } from './budget.ts';
import type { Match } from './match.ts';
import { type NameTable, openNames } from './names.ts';
import { type GroupIndex, indexGroups } from './group-index.ts';
import type { CompiledPattern } from './pattern-node.ts';
import { emptySyntax } from '../languages/language.ts';
import { type Syntax, syntaxOf } from './syntax.ts';
import { type WordSet, wordsOf } from './word-set.ts';

/** A parsed file with what matching derives from it, each at its first use. */
export interface FileTree {
  readonly tree: FlatTree;
  readonly grammar: Grammar;
  readonly language: Language;
  readonly syntax: Syntax;
  readonly names: NameTable;
  /** Words of the text. */
  readonly words: WordSet;
  /** Named nodes of a kind group, in order. */
  readonly ofGroup: (group: number) => readonly number[];
  /** Matches of patterns that were looked up in the whole file. */
  readonly found: Map<CompiledPattern, readonly Match[]>;
  /** Patterns and parts of formulas that took too many steps or matched too often, so that matches may be missing. */
  readonly exhausted: Set<object>;
  readonly effort: Effort;
}

/** For texts without a grammar: no kinds, no fields, parses nothing. */
const textGrammar: Grammar = {
  name: 'json',
  kinds: [],
  kindIds: () => [],
  fieldId: () => 0,
  parse: () => undefined,
  open: () => undefined,
};

/** Prepares a tree for matching; costs nothing until something is asked. `given`: the words of its text, where they are known. */
export function openFileTree(tree: FlatTree, grammar: Grammar, language: Language, given?: WordSet): FileTree {
  const syntax = syntaxOf(grammar, language.pattern ?? emptySyntax);
  let names: NameTable | undefined;
  let words = given;
  let groups: GroupIndex | undefined;
  const file: FileTree = {
    tree,
    grammar,
    language,
    syntax,
    found: new Map(),
    exhausted: new Set(),
    effort: openEffort(),
    get names() {
      names ??= openNames(file);
      return names;
    },
    get words() {
      words ??= wordsOf(tree.text);
      return words;
    },
    ofGroup: (group) => {
      groups ??= indexGroups(tree, syntax);
      return groups.of(group);
    },
  };
  return file;
}

/** A text that is not parsed: only regexes and generic patterns match in it. */
export function openTextFile(text: string, language: Language): FileTree {
  const one = new Uint32Array([text.length]);
  const tree: FlatTree = {
    text,
    count: 1,
    kind: new Uint16Array(1),
    start: new Uint32Array(1),
    end: one,
    parent: new Int32Array([-1]),
    skip: new Int32Array([1]),
    field: new Uint8Array(1),
    flags: new Uint8Array([1]),
    hasError: false,
  };
  return openFileTree(tree, textGrammar, language);
}
