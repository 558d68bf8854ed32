import type { FileResult, Source } from '../model.ts';
import type { EditorSession, SessionChange } from '../scanner.ts';
import { type LineIndex, lineIndex, type Position } from '../../kernel/text.ts';
import { languageOf } from '../languages/index.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import type { EditableTree, TextChange } from '../tree/grammar.ts';
import { checkText, collectMatches, finish } from './check.ts';
import { openSource } from './checked-source.ts';
import type { Engine } from './engine.ts';

const parseBudget = 2000;

/** Opens a text for editing: its tree is reparsed where it changed, and matches elsewhere are taken over. */
export function openSession(engine: Engine, source: Source): EditorSession {
  let current = source;
  let editable = openTree(engine, source);
  let checked = recheck(engine, source, editable, undefined);
  return {
    get text() {
      return current.text;
    },
    get result() {
      return checked.result;
    },
    update(changes) {
      const next = applyChanges(current.text, checked.lines, changes);
      if (editable !== undefined && editable.update(next.changes, next.text) === undefined) editable = undefined;
      current = { ...current, text: next.text };
      editable ??= openTree(engine, current);
      checked = recheck(engine, current, editable, checked.tree);
      return checked.result;
    },
    close() {
      editable?.close();
      editable = undefined;
    },
  };
}

interface Checked {
  readonly result: FileResult;
  readonly lines: LineIndex;
  /** The last tree that rules looked at. */
  readonly tree: FileTree | undefined;
}

function recheck(engine: Engine, source: Source, editable: EditableTree | undefined, previous: FileTree | undefined): Checked {
  const opened = editable === undefined ? undefined : openSource(engine, source, () => editable.current);
  if (opened === undefined || opened.kind === 'skip') return { result: checkText(engine, source), lines: lineIndex(source.text), tree: undefined };
  const result = finish(engine, opened.source, collectMatches(engine, opened.source, { previous }));
  return { result, lines: opened.source.lines, tree: opened.source.opened ?? previous };
}

function openTree(engine: Engine, source: Source): EditableTree | undefined {
  const language = languageOf(source, engine.settings.languages);
  if (language?.grammar === undefined || source.text.length > engine.settings.maxFileSize) return undefined;
  return engine.grammars.get(language.grammar).open(source.text, parseBudget);
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
