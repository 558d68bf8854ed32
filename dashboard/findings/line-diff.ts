import type { FixHunk } from '../wire.ts';
import type { Columns } from './syntax.ts';

/** A line of a change. Numbers are 1-based; a removed line has none after the change, an added one none before. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly before?: number;
  readonly after?: number;
  readonly text: string;
  /** Where the line differs from the one that takes its place, when there is one. */
  readonly changed?: Columns;
}

/** Lines that differ, found by the longest common subsequence; `shift` is how many lines earlier hunks have added. */
export function diffLines({ first_line: first, before, after }: FixHunk, shift = 0): readonly DiffLine[] {
  const lengths = commonLengths(before, after);
  const width = after.length + 1;
  const lines: DiffLine[] = [];
  let left = 0;
  let right = 0;
  while (left < before.length || right < after.length) {
    const [beforeText, afterText] = [before[left], after[right]];
    if (beforeText !== undefined && beforeText === afterText) {
      lines.push({ kind: 'same', before: first + left, after: first + shift + right, text: beforeText });
      left += 1;
      right += 1;
    } else if (
      beforeText !== undefined &&
      (afterText === undefined || (lengths[(left + 1) * width + right] ?? 0) >= (lengths[left * width + right + 1] ?? 0))
    ) {
      lines.push({ kind: 'removed', before: first + left, text: beforeText });
      left += 1;
    } else {
      lines.push({ kind: 'added', after: first + shift + right, text: afterText ?? '' });
      right += 1;
    }
  }
  return markChanges(lines);
}

/** The same for several hunks, each with the line numbers that follow from the ones before it. */
export function diffHunks(hunks: readonly FixHunk[]): readonly (readonly DiffLine[])[] {
  let shift = 0;
  return hunks.map((hunk) => {
    const lines = diffLines(hunk, shift);
    shift += hunk.after.length - hunk.before.length;
    return lines;
  });
}

/** Pairs the lines of a removed run with those of an added run of the same length after it. */
function markChanges(lines: readonly DiffLine[]): readonly DiffLine[] {
  const marked = [...lines];
  for (let start = 0; start < lines.length; start += 1) {
    const removed = runLength(lines, start, 'removed');
    if (removed === 0 || runLength(lines, start + removed, 'added') !== removed) continue;
    for (let index = start; index < start + removed; index += 1) {
      const [left, right] = [lines[index], lines[index + removed]];
      if (left === undefined || right === undefined) continue;
      const [from, rest] = commonEnds(left.text, right.text);
      marked[index] = { ...left, changed: { from, to: left.text.length - rest } };
      marked[index + removed] = { ...right, changed: { from, to: right.text.length - rest } };
    }
    start += 2 * removed - 1;
  }
  return marked;
}

function runLength(lines: readonly DiffLine[], start: number, kind: DiffLine['kind']): number {
  let end = start;
  while (lines[end]?.kind === kind) end += 1;
  return end - start;
}

const wordCharacter = /[\p{L}\p{N}_$]/u;

/** How many characters two texts have in common at the start, and after those at the end; words are not cut. */
function commonEnds(left: string, right: string): readonly [number, number] {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  while (start > 0 && isWord(left, start - 1) && (isWord(left, start) || isWord(right, start))) start -= 1;
  let end = 0;
  while (end < shorter - start && left[left.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  while (end > 0 && isWord(left, left.length - end) && (isWord(left, left.length - end - 1) || isWord(right, right.length - end - 1))) end -= 1;
  return [start, end];
}

function isWord(text: string, index: number): boolean {
  return wordCharacter.test(text[index] ?? '');
}

/** Row by row: how many lines the rest of `before` from row and the rest of `after` from column have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const at = row * width + column;
      const diagonal = (lengths[at + width + 1] ?? 0) + 1;
      lengths[at] = before[row] === after[column] ? diagonal : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}
