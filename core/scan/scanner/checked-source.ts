import { lineIndex, type LineIndex } from '../../kernel/text.ts';
import type { CheckedText } from '../detectors/text-detector.ts';
import { languageOf } from '../languages/index.ts';
import type { Skip, Source } from '../model.ts';
import { type FileTree, openFileTree } from '../pattern/file-tree.ts';
import { type WordSet, wordsOf } from '../pattern/word-set.ts';
import { errorKind, type FlatTree } from '../tree/flat-tree.ts';
import type { Engine } from './engine.ts';

/** A text within the limits, ready for rules. `skips` grows when its tree is asked for and cannot be had. */
export interface CheckedSource extends CheckedText {
  readonly lines: LineIndex;
  readonly words: WordSet;
  readonly skips: readonly Skip[];
  /** The tree, when a rule asked for it. */
  readonly opened: FileTree | undefined;
}

export type Opened = { readonly kind: 'source'; readonly source: CheckedSource } | { readonly kind: 'skip'; readonly skip: Skip };

const longLine = 20_000;
const longLineBudget = 2000;
const parseBudget = 5000;
const errorShare = 0.25;
const sniffed = 8192;

/** Applies the limits on size and content. `tree` serves a tree that is at hand instead of parsing; undefined when parsing was cut off. */
export function openSource(engine: Engine, source: Source, tree?: () => FlatTree | undefined): Opened {
  const { path, text } = source;
  const limit = engine.settings.maxFileSize;
  if (text.length > limit)
    return { kind: 'skip', skip: { path, reason: 'too-large', message: `${path} has ${text.length} characters; the limit is ${limit}` } };
  if (text.slice(0, sniffed).includes('\0')) return { kind: 'skip', skip: { path, reason: 'binary', message: `${path} is not text` } };
  const language = languageOf(source, engine.settings.languages);
  const skips: Skip[] = [];
  let opened: { readonly tree: FileTree | undefined } | undefined;
  let lines: LineIndex | undefined;
  let words: WordSet | undefined;
  const checked: CheckedSource = {
    path,
    text,
    language,
    get lines() {
      lines ??= lineIndex(text);
      return lines;
    },
    get words() {
      words ??= wordsOf(text);
      return words;
    },
    skips,
    get opened() {
      return opened?.tree;
    },
    tree() {
      opened ??= { tree: openTree(engine, checked, skips, tree) };
      return opened.tree;
    },
  };
  return { kind: 'source', source: checked };
}

function openTree(engine: Engine, checked: CheckedSource, skips: Skip[], given: (() => FlatTree | undefined) | undefined): FileTree | undefined {
  const { language, path, text } = checked;
  if (language?.grammar === undefined) return undefined;
  const grammar = engine.grammars.get(language.grammar);
  const isLong = hasLongLine(checked.lines);
  const tree = given === undefined ? grammar.parse(text, isLong ? longLineBudget : parseBudget) : given();
  if (tree === undefined) {
    const reason = isLong ? 'long-line' : 'budget';
    skips.push({ path, reason, message: `${path} took too long to parse; only rules that work on text were applied` });
    return undefined;
  }
  if (errorLength(tree) >= Math.max(1, text.length * errorShare)) {
    skips.push({ path, reason: 'parse-errors', message: `A quarter or more of ${path} is not valid ${language.id}; the rest was checked` });
  }
  return openFileTree(tree, grammar, language, checked.words);
}

function hasLongLine(lines: LineIndex): boolean {
  for (let line = 0; line < lines.lineCount; line += 1) {
    if (lines.lineStart(line + 1) - lines.lineStart(line) > longLine) return true;
  }
  return false;
}

/** Characters inside ERROR nodes, nested ones counted once. */
export function errorLength(tree: FlatTree): number {
  if (!tree.hasError) return 0;
  let length = 0;
  for (let node = 0; node < tree.count; ) {
    if (tree.kind[node] === errorKind) {
      length += (tree.end[node] ?? 0) - (tree.start[node] ?? 0);
      node = tree.skip[node] ?? tree.count;
    } else node += 1;
  }
  return length;
}
