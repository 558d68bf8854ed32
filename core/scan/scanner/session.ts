import type { FileResult, Source } from '../model.ts';
import type { EditorSession, SessionChange } from '../scanner.ts';
import { type LineIndex, lineIndex, type Position } from '../../kernel/text.ts';
import { languageOf } from '../languages/index.ts';
import type { TextChange } from '../tree/grammar.ts';
import { type Collected, checkText, collectMatches, finish, type OpenedTrees, openedTrees } from './check.ts';
import { type CheckedSource, openSource, type TreeProvider } from './checked-source.ts';
import { type EditingTree, openEditingTree } from './editing-tree.ts';
import type { Engine } from './engine.ts';
import { readChange, readText, type SeenText } from './seen-text.ts';
import { parseBudgetOf } from './parse-budget.ts';
import { shiftMatches } from './shift.ts';
import { createViewTrees, type ViewTrees } from './view-trees.ts';

/** Milliseconds; nobody waits longer while typing. */
const mostPatience = 2000;

/**
 * Opens a text for editing: its tree is reparsed where it changed, and matches elsewhere are taken over. A quick update is content with parsing
 * what is around the change; the findings of `settle` are those of a full check.
 */
export function openSession(engine: Engine, source: Source): EditorSession {
  let current = source;
  let tree = openTree(engine, source);
  const editing: Editing = { engine, views: createViewTrees(engine.grammars, mostPatience) };
  let checked = checkAnew(editing, source, tree);
  const reopen = () => {
    tree?.close();
    tree = openTree(engine, current);
  };
  return {
    get text() {
      return current.text;
    },
    get result() {
      return checked.result;
    },
    get isSettled() {
      return checked.isSettled;
    },
    update(changes, depth = 'whole') {
      const next = applyChanges(current.text, checked.lines, changes);
      const isQuick = depth === 'quick' && checked.kept !== undefined;
      current = { ...current, text: next.text };
      // A text that took too long to parse is tried again when the typing rests.
      const isPutOff = tree === undefined && isQuick;
      if (!isPutOff && tree?.update(next.changes, next.text, isQuick ? 'near' : 'whole') !== true) reopen();
      checked = checkAnew(editing, current, tree, { last: checked, ...(isQuick ? { moves: next.changes } : {}) });
      return checked.result;
    },
    settle() {
      if (tree?.isExact === false || (tree === undefined && !checked.isSettled)) {
        if (tree?.settle() !== true) reopen();
        checked = checkAnew(editing, current, tree, { last: checked });
      } else checked = settle(engine, checked);
      return checked.result;
    },
    close() {
      tree?.close();
      tree = undefined;
      editing.views.close();
    },
  };
}

/** What lasts as long as a session. */
interface Editing {
  readonly engine: Engine;
  readonly views: ViewTrees;
}

interface Checked {
  readonly result: FileResult;
  readonly lines: LineIndex;
  /** Whether the findings of data flows belong to this text; otherwise they were moved along with it. */
  readonly isSettled: boolean;
  /** Absent where there is no tree to keep. */
  readonly kept?: Kept;
}

/** What the next check can build on, apart for the rules that follow data flows and for the others. */
interface Kept {
  readonly source: CheckedSource;
  readonly plain: Collected;
  readonly flow: Collected;
  readonly plainTrees: OpenedTrees;
  readonly flowTrees: OpenedTrees;
  /** Absent after a check that read the text whole. */
  readonly seen: SeenText | undefined;
}

/** The check before. With `moves`, findings of data flows move along with these changes and are not looked for. */
interface Before {
  readonly last?: Checked;
  readonly moves?: readonly TextChange[];
}

function checkAnew({ engine, views }: Editing, source: Source, tree: EditingTree | undefined, { last, moves }: Before = {}): Checked {
  const before = last?.kept;
  const own = languageOf(source, engine.settings.languages)?.grammar;
  // Which of its languages a file with syntax errors is in is decided when the typing rests: it takes a parse of the whole text.
  const isQuick = moves !== undefined && before !== undefined;
  const staysInOwn = isQuick && !isInWider(before.source);
  const trees: TreeProvider = (grammar, text) => {
    if (text !== source.text) return views.treeFor(grammar, text);
    if (grammar === own) return tree?.current;
    return staysInOwn ? undefined : views.treeFor(grammar, text);
  };
  const seen = isQuick ? seeChanges(engine, before, source.text, moves) : undefined;
  const opened = own === undefined ? undefined : openSource(engine, source, { trees, words: seen?.words });
  if (opened === undefined || opened.kind === 'skip') return { result: checkText(engine, source), lines: lineIndex(source.text), isSettled: true };
  const plain = collectMatches(engine, opened.source, { previous: before?.plainTrees, part: 'plain', gathered: seen?.rules });
  const plainTrees = new Map([...(before?.plainTrees ?? []), ...openedTrees(opened.source)]);
  const found = { source: opened.source, plain, plainTrees, flowTrees: before?.flowTrees ?? new Map(), seen };
  if (!isQuick) return lookForFlows(engine, found);
  const flow = { matches: shiftMatches(before.flow.matches, moves), skips: before.flow.skips };
  return finishWith(engine, { ...found, flow }, false);
}

/** Several changes at once are read whole. */
function seeChanges(engine: Engine, before: Kept, text: string, changes: readonly TextChange[]): SeenText | undefined {
  const [change] = changes;
  return change === undefined || changes.length > 1 ? undefined : readChange(before.seen ?? readText(engine, before.source), text, change);
}

/** Whether the tree of a text is one of the language that its own is a part of. */
function isInWider({ language, opened }: CheckedSource): boolean {
  return opened !== undefined && opened.language.id !== language?.id;
}

function settle(engine: Engine, checked: Checked): Checked {
  return checked.isSettled || checked.kept === undefined ? checked : lookForFlows(engine, checked.kept);
}

function lookForFlows(engine: Engine, kept: Omit<Kept, 'flow'>): Checked {
  const flow = collectMatches(engine, kept.source, { previous: kept.flowTrees, part: 'flow' });
  return finishWith(engine, { ...kept, flow, flowTrees: new Map([...kept.flowTrees, ...openedTrees(kept.source)]) }, true);
}

function finishWith(engine: Engine, kept: Kept, isSettled: boolean): Checked {
  const { source, plain, flow } = kept;
  const result = finish(engine, source, { matches: [...plain.matches, ...flow.matches], skips: [...plain.skips, ...flow.skips] });
  return { result, lines: source.lines, isSettled, kept };
}

function openTree(engine: Engine, source: Source): EditingTree | undefined {
  const language = languageOf(source, engine.settings.languages);
  if (language?.grammar === undefined || source.text.length > engine.settings.maxFileSize) return undefined;
  return openEditingTree(engine.grammars.get(language.grammar), source.text, Math.min(mostPatience, parseBudgetOf(source.text)));
}

interface Applied {
  readonly text: string;
  readonly changes: readonly TextChange[];
}

/** Applies changes one after the other; each speaks about the text as it is by then. `first` is the index of the text before. */
function applyChanges(before: string, first: LineIndex, changes: readonly SessionChange[]): Applied {
  let text = before;
  let lines = first;
  const applied: TextChange[] = [];
  for (const [index, change] of changes.entries()) {
    if (index > 0) lines = lineIndex(text);
    const start = clamp(change.start, 0, text.length);
    const oldEnd = clamp(change.end, start, text.length);
    const startPosition = lines.positionAt(start);
    const at = { start, oldEnd, newEnd: start + change.text.length };
    applied.push({ ...at, startPosition, oldEndPosition: lines.positionAt(oldEnd), newEndPosition: advanced(startPosition, change.text) });
    text = text.slice(0, start) + change.text + text.slice(oldEnd);
  }
  return { text, changes: applied };
}

/** Where a position is after an insertion; the parser counts lines by \n alone, and so do positions for it. */
function advanced(position: Position, inserted: string): Position {
  const last = inserted.lastIndexOf('\n');
  if (last < 0) return { line: position.line, column: position.column + inserted.length };
  return { line: position.line + inserted.split('\n').length - 1, column: inserted.length - last - 1 };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
