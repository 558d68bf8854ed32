import type { FixHunk } from '../wire.ts';

/** A line of a change. Numbers are 1-based; a removed line has none after the change, an added one none before. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly before?: number;
  readonly after?: number;
  readonly text: string;
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
  return lines;
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
