import { lineIndex, type LineIndex } from '../../kernel/text.ts';
import type { CheckedText } from '../detectors/text-detector.ts';
import { languageById, languageOf } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { regionTexts } from '../languages/regions/region.ts';
import type { LanguageId, Skip, Source } from '../model.ts';
import { type FileTree, openFileTree } from '../pattern/file-tree.ts';
import { type WordSet, wordsOf } from '../pattern/word-set.ts';
import { errorKind, type FlatTree } from '../tree/flat-tree.ts';
import type { GrammarName } from '../tree/grammar.ts';
import { nestsTooDeeply } from '../tree/nesting.ts';
import type { Engine } from './engine.ts';
import { parseBudgetOf } from './parse-budget.ts';

/** A text within the limits, ready for rules. `skips` grows when its tree is asked for and cannot be had. */
export interface CheckedSource extends CheckedText {
  readonly lines: LineIndex;
  readonly words: WordSet;
  readonly skips: readonly Skip[];
  /** The tree, when a rule asked for it. */
  readonly opened: FileTree | undefined;
  /** The parts in other languages, one source per language, with the offsets of this one. */
  readonly views: readonly CheckedSource[];
}

/** Serves trees that are at hand instead of parsing; undefined when parsing was cut off. */
export type TreeProvider = (grammar: GrammarName, text: string) => FlatTree | undefined;

/** What is at hand of a text that is being edited. */
export interface AtHand {
  readonly trees: TreeProvider;
  /** At least the words of the text. */
  readonly words: WordSet | undefined;
}

/** The part in another language that a place belongs to, else the text itself. */
export function layerAt(checked: CheckedSource, offset: number): CheckedSource {
  const own = checked.text[offset] ?? '';
  return checked.views.find((view) => view.text[offset] === own && own.trim() !== '') ?? checked;
}

/** Characters that could not be parsed, in the text and its parts; undefined when there is no tree to tell. */
export function unparsedLength(checked: CheckedSource): number | undefined {
  const trees = [checked, ...checked.views].filter(({ language }) => language?.grammar !== undefined).map((layer) => layer.tree()?.tree);
  return trees.reduce<number | undefined>(
    (sum, tree) => (sum === undefined || tree === undefined ? undefined : sum + errorLength(tree) + (tree.hasError ? 1 : 0)),
    0,
  );
}

export type Opened = { readonly kind: 'source'; readonly source: CheckedSource } | { readonly kind: 'skip'; readonly skip: Skip };

const longLine = 20_000;
const errorShare = 0.25;
const sniffed = 8192;

/** Applies the limits on size and content. */
export function openSource(engine: Engine, source: Source, { trees, words }: Partial<AtHand> = {}): Opened {
  const { path, text } = source;
  const limit = engine.settings.maxFileSize;
  if (text.length > limit)
    return { kind: 'skip', skip: { path, reason: 'too-large', message: `${path} has ${text.length} characters; the limit is ${limit}` } };
  if (text.slice(0, sniffed).includes('\0')) return { kind: 'skip', skip: { path, reason: 'binary', message: `${path} is not text` } };
  const language = languageOf(source, engine.settings.languages);
  return { kind: 'source', source: createSource({ engine, path, trees }, { text, language, words }) };
}

/** A text that stands in a file of this path, checked in a language of its own. */
export function openPart(engine: Engine, path: string, content: { readonly text: string; readonly language: Language }): CheckedSource {
  return createSource({ engine, path, trees: undefined }, content);
}

interface Opening {
  readonly engine: Engine;
  readonly path: string;
  readonly trees: TreeProvider | undefined;
}

/** A text or the parts of one in a language. `length`: how much of it is in that language. */
interface Content {
  readonly text: string;
  readonly language: Language | undefined;
  readonly length?: number;
  readonly words?: WordSet | undefined;
}

function createSource(opening: Opening, content: Content): CheckedSource {
  const { text, language } = content;
  const skips: Skip[] = [];
  let opened: { readonly tree: FileTree | undefined } | undefined;
  let lines: LineIndex | undefined;
  let { words } = content;
  let views: readonly CheckedSource[] | undefined;
  const checked: CheckedSource = {
    path: opening.path,
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
      opened ??= { tree: openTree(opening, checked, { skips, length: content.length ?? text.length }) };
      return opened.tree;
    },
    get views() {
      if (views !== undefined) return views;
      views = openViews(opening, content);
      skips.push(...unreadParts(opening.path, content));
      return views;
    },
  };
  return checked;
}

function openViews(opening: Opening, { text, language }: Content): readonly CheckedSource[] {
  const regions = language?.embedded?.regions(text) ?? [];
  const lengthOf = (id: LanguageId) => regions.reduce((sum, region) => sum + (region.language === id ? region.end - region.start : 0), 0);
  return [...regionTexts(text, regions)].map(([id, part]) => createSource(opening, { text: part, language: languageById(id), length: lengthOf(id) }));
}

function unreadParts(path: string, { text, language }: Content): readonly Skip[] {
  const count = language?.embedded?.countUnread?.(text) ?? 0;
  if (count === 0) return [];
  return [
    { path, reason: 'parse-errors', message: `${path} has ${count} event handlers with character references such as &quot;; their code was not checked` },
  ];
}

interface TreeNeeds {
  readonly skips: Skip[];
  readonly length: number;
}

function openTree({ engine, trees }: Opening, checked: CheckedSource, { skips, length }: TreeNeeds): FileTree | undefined {
  const { language, path, text } = checked;
  if (language?.grammar === undefined) return undefined;
  const { grammar: name } = language;
  const grammar = engine.meter.part('setup', () => engine.grammars.get(name));
  const isLong = hasLongLine(checked.lines);
  const parse = () => (trees === undefined ? grammar.parse(text, parseBudgetOf(text, isLong)) : trees(name, text));
  const tree = engine.meter.part('parse', parse);
  if (tree === undefined) {
    skips.push(unparsed(path, text, isLong));
    return undefined;
  }
  const wider = tree.hasError && !isLong ? openSuperset({ engine, trees, path }, checked) : undefined;
  if (wider !== undefined) return wider;
  if (errorLength(tree) >= Math.max(1, length * errorShare)) {
    skips.push({ path, reason: 'parse-errors', message: `A quarter or more of ${path} is not valid ${language.id}; the rest was checked` });
  }
  return openFileTree(tree, grammar, language, checked.words);
}

/** The tree of the language that a file with syntax errors is really in, when there is one without errors. */
function openSuperset({ engine, trees }: Opening, { language, text, words }: CheckedSource): FileTree | undefined {
  const wider = language?.superset === undefined ? undefined : languageById(language.superset);
  if (wider?.grammar === undefined || wider.id === language?.id) return undefined;
  const { grammar: name } = wider;
  const grammar = engine.meter.part('setup', () => engine.grammars.get(name));
  const tree = engine.meter.part('parse', () => (trees === undefined ? grammar.parse(text, parseBudgetOf(text)) : trees(name, text)));
  return tree === undefined || tree.hasError ? undefined : openFileTree(tree, grammar, wider, words);
}

function unparsed(path: string, text: string, isLong: boolean): Skip {
  if (nestsTooDeeply(text)) return { path, reason: 'too-deep', message: `${path} is nested too deeply to parse; only rules that work on text were applied` };
  const reason = isLong ? 'long-line' : 'budget';
  return { path, reason, message: `${path} took too long to parse; only rules that work on text were applied` };
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
