import { diffArrays } from 'diff';
import { lineIndex } from '../../kernel/text.ts';
import type { Finding } from '../model.ts';

/** Lines `first` to before `end` (0-based) of a text. */
export interface LineRange {
  readonly first: number;
  readonly end: number;
}

/** The lines of a text that are not in the text before it, in rising order. None: nothing was added or rewritten. */
export type ChangedLines = readonly LineRange[];

/** What a file without an earlier text is: all of it is new. */
export const everyLine: ChangedLines = [{ first: 0, end: Number.POSITIVE_INFINITY }];

/** More lines than this that differ are taken as rewritten: the exact answer would cost more than it tells. */
const maxEdits = 400;

/** The lines of `after` that were added or rewritten since `before`. How lines end does not matter, so that git's conversions are no change. */
export function changedLines(before: string, after: string): ChangedLines {
  if (before === after) return [];
  const [old, now] = [linesOf(before), linesOf(after)];
  const start = commonStart(old, now);
  const same = commonEnd(old, now, start);
  const middle = now.slice(start, now.length - same);
  if (middle.length === 0) return [];
  const parts = diffArrays(old.slice(start, old.length - same), middle, { maxEditLength: maxEdits });
  if (parts === undefined) return [{ first: start, end: now.length - same }];
  const ranges: LineRange[] = [];
  let line = start;
  for (const { added, removed, count } of parts) {
    if (added) ranges.push({ first: line, end: line + count });
    if (!removed) line += count;
  }
  return ranges;
}

/** Whether the finding's place, or for a data flow a step of its way, touches a changed line; `linesIn` tells those of each file, by path. */
export function touchesChange(finding: Finding, linesIn: (path: string) => ChangedLines): boolean {
  const { path, span, trace = [] } = finding;
  return meets(linesIn(path), span) || trace.some((step) => meets(linesIn(step.path ?? path), step.span));
}

function meets(changed: ChangedLines, { startLine, endLine }: Finding['span']): boolean {
  return changed.some(({ first, end }) => first <= endLine && startLine < end);
}

function linesOf(text: string): readonly string[] {
  const lines = lineIndex(text);
  return Array.from({ length: lines.lineCount }, (_unused, line) => text.slice(lines.lineStart(line), lines.lineEnd(line)));
}

function commonStart(old: readonly string[], now: readonly string[]): number {
  let count = 0;
  while (count < old.length && count < now.length && old[count] === now[count]) count += 1;
  return count;
}

function commonEnd(old: readonly string[], now: readonly string[], start: number): number {
  const most = Math.min(old.length, now.length) - start;
  let count = 0;
  while (count < most && old[old.length - 1 - count] === now[now.length - 1 - count]) count += 1;
  return count;
}
