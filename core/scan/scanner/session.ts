import type { FileResult, Source } from '../model.ts';
import type { EditorSession, SessionChange } from '../scanner.ts';
import { openSlices, type Steps, toEnd } from '../../kernel/steps.ts';
import { type LineIndex, lineIndex, type Position } from '../../kernel/text.ts';
import { languageOf } from '../languages/index.ts';
import { forgetFlow } from '../flow/run.ts';
import type { TextChange } from '../tree/grammar.ts';
import { type Collected, checkText, collectInSteps, finish, type OpenedTrees, openedTrees } from './check.ts';
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
export function openSession(engine: Engine, source: Source, first: 'quick' | 'whole' = 'whole'): EditorSession {
  return new LiveSession(engine, source, first);
}

/** Holds the tree of a text while it is edited. */
class LiveSession implements EditorSession {
  private readonly editing: Editing;
  private readonly settling = openSlices<Checked>();
  private source: Source;
  private tree: EditingTree | undefined;
  private checked: Checked;

  constructor(engine: Engine, source: Source, first: 'quick' | 'whole') {
    this.editing = { engine, views: createViewTrees(engine.grammars, mostPatience) };
    this.source = source;
    this.tree = openTree(engine, source);
    this.checked = toEnd(checkAnew(this.editing, source, this.tree, { isQuick: first === 'quick' }));
  }

  get text(): string {
    return this.source.text;
  }

  get result(): FileResult {
    return this.checked.result;
  }

  get isSettled(): boolean {
    return this.checked.isSettled;
  }

  update(changes: readonly SessionChange[], depth: 'quick' | 'whole' = 'whole'): FileResult {
    this.settling.stop();
    const next = applyChanges(this.source.text, this.checked.lines, changes);
    const isQuick = depth === 'quick' && this.checked.kept !== undefined;
    this.source = { ...this.source, text: next.text };
    // A text that took too long to parse is tried again when the typing rests.
    const isPutOff = this.tree === undefined && isQuick;
    if (!isPutOff && this.tree?.update(next.changes, next.text, isQuick ? 'near' : 'whole') !== true) this.reopen();
    this.checked = toEnd(checkAnew(this.editing, this.source, this.tree, { last: this.checked, isQuick, moves: next.changes }));
    return this.checked.result;
  }

  settle(): FileResult {
    this.settleFor(Number.POSITIVE_INFINITY);
    return this.checked.result;
  }

  settleFor(milliseconds: number): boolean {
    if (!this.checked.isSettled) this.checked = this.settling.goOn(() => this.settleInSteps(), milliseconds)?.value ?? this.checked;
    return this.checked.isSettled;
  }

  close(): void {
    this.settling.stop();
    this.tree?.close();
    this.tree = undefined;
    this.editing.views.close();
  }

  private reopen(): void {
    this.tree?.close();
    this.tree = openTree(this.editing.engine, this.source);
  }

  private *settleInSteps(): Steps<Checked> {
    const { engine } = this.editing;
    const { kept } = this.checked;
    if (this.tree?.isExact === true && kept !== undefined && kept.plain.isWhole !== false) return yield* lookForFlows(engine, kept);
    if (this.tree?.settle() !== true) this.reopen();
    yield;
    const found = yield* checkPlain(this.editing, this.source, this.tree, { last: this.checked });
    yield;
    return found === undefined ? yield* checkAnew(this.editing, this.source, this.tree, {}) : yield* lookForFlows(engine, found);
  }
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
  /** The last of which all matches were found, and not only those near a change. */
  readonly wholeTrees: OpenedTrees;
  readonly flowTrees: OpenedTrees;
  readonly seen: SeenText;
}

/** The check before, and what was changed since. */
interface Before {
  readonly last?: Checked;
  readonly moves?: readonly TextChange[];
  /** Data flows are not looked for: their findings move along with the changes. */
  readonly isQuick?: boolean;
}

function* checkAnew(editing: Editing, source: Source, tree: EditingTree | undefined, before: Before): Steps<Checked> {
  const { engine } = editing;
  const found = yield* checkPlain(editing, source, tree, before);
  if (found === undefined) return { result: checkText(engine, source), lines: lineIndex(source.text), isSettled: true };
  if (before.isQuick !== true) return yield* lookForFlows(engine, found);
  const known = before.last?.kept?.flow ?? { matches: [], skips: [] };
  const flow = { matches: shiftMatches(known.matches, before.moves ?? []), skips: known.skips };
  return finishWith(engine, { ...found, flow }, false);
}

/** What all rules find that follow no data flows; undefined where there is no tree to keep. */
function* checkPlain(
  { engine, views }: Editing,
  source: Source,
  tree: EditingTree | undefined,
  { last, moves = [], isQuick = false }: Before,
): Steps<Omit<Kept, 'flow'> | undefined> {
  const before = last?.kept;
  const own = languageOf(source, engine.settings.languages)?.grammar;
  // Which of its languages a file with syntax errors is in is decided when the typing rests: it takes a parse of the whole text.
  const staysInOwn = isQuick && before !== undefined && !isInWider(before.source);
  const trees: TreeProvider = (grammar, text) => {
    if (text !== source.text) return views.treeFor(grammar, text);
    if (grammar === own) return tree?.current;
    return staysInOwn ? undefined : views.treeFor(grammar, text);
  };
  const seen = isQuick && before !== undefined ? seeChanges(before, source.text, moves) : undefined;
  const opened = own === undefined ? undefined : openSource(engine, source, { trees, words: seen?.words });
  if (opened === undefined || opened.kind === 'skip') return undefined;
  const [previous, reach] = isQuick ? ([before?.plainTrees, 'near'] as const) : ([before?.wholeTrees, 'whole'] as const);
  const read = seen ?? readText(engine, opened.source);
  yield;
  const found = yield* collectInSteps(engine, opened.source, { previous, reach, part: 'plain', gathered: read.rules });
  // What builds on matches that are out of date is so too.
  const plain = { ...found, isWhole: found.isWhole !== false && !(isQuick && before?.plain.isWhole === false) };
  const plainTrees = new Map([...(before?.plainTrees ?? []), ...openedTrees(opened.source)]);
  const wholeTrees = plain.isWhole ? plainTrees : (before?.wholeTrees ?? new Map());
  return { source: opened.source, plain, plainTrees, wholeTrees, flowTrees: before?.flowTrees ?? new Map(), seen: read };
}

/** Several changes at once are read whole. */
function seeChanges(before: Kept, text: string, changes: readonly TextChange[]): SeenText | undefined {
  const [change] = changes;
  return change === undefined || changes.length > 1 ? undefined : readChange(before.seen, text, change);
}

/** Whether the tree of a text is one of the language that its own is a part of. */
function isInWider({ language, opened }: CheckedSource): boolean {
  return opened !== undefined && opened.language.id !== language?.id;
}

function* lookForFlows(engine: Engine, kept: Omit<Kept, 'flow'>): Steps<Checked> {
  const flow = yield* collectInSteps(engine, kept.source, { previous: kept.flowTrees, part: 'flow', gathered: kept.seen.rules });
  yield;
  const trees = openedTrees(kept.source);
  for (const { tree } of trees.values()) forgetFlow(tree);
  return finishWith(engine, { ...kept, flow, flowTrees: new Map([...kept.flowTrees, ...trees]) }, true);
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
