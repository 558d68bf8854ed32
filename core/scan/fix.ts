import { Failure } from '../kernel/failure.ts';
import type { Edit } from './model.ts';

/** Applies edits (0-based UTF-16 offsets into `text`) in any order; overlapping or outlying edits are Failure `conflict`. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let position = 0;
  for (const edit of withoutRepeats(sorted)) {
    if (edit.start < position || edit.end < edit.start || edit.end > text.length) throw new Failure('conflict', 'The edits overlap or do not fit the text');
    parts.push(text.slice(position, edit.start), edit.text);
    position = edit.end;
  }
  return parts.join('') + text.slice(position);
}

/** Shared insertions that several fixes ask for, once each. */
export function withoutRepeats(edits: readonly Edit[]): readonly Edit[] {
  const seen = new Set<string>();
  return edits.filter((edit) => {
    if (edit.shared !== true) return true;
    const key = `${edit.start} ${edit.text}`;
    return !seen.has(key) && seen.add(key).size > 0;
  });
}

/** Whether two sets of edits can be applied together. Insertions at one place collide, because their order would matter, unless both are shared. */
export function overlaps(first: readonly Edit[], second: readonly Edit[]): boolean {
  return first.some((a) => second.some((b) => (a.start < b.end && b.start < a.end) || (a.start === b.start && !(a.shared === true && b.shared === true))));
}
