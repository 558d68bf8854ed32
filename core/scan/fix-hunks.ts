import { z } from 'zod';
import { lineIndex } from '../kernel/text.ts';
import { applyEdits } from './fix.ts';
import type { Edit } from './model.ts';

/** A stretch of whole lines before and after a fix, with unchanged lines around it. `firstLine` is 1-based in the text before. */
export interface FixHunk {
  readonly firstLine: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Lines before and after a fix, as they are answered. */
export const fixHunk = z.object({
  first_line: z.number().int(),
  before: z.array(z.string()),
  after: z.array(z.string()),
});

const lineEnd = /\r\n|\n|\r/;

/** What a fix changes, line by line; edits closer than twice `around` lines share a hunk. Throws `conflict` when the edits do not fit the text. */
export function fixHunks(text: string, edits: readonly Edit[], around = 2): readonly FixHunk[] {
  const index = lineIndex(text);
  const lineOf = (offset: number) => index.positionAt(offset).line;
  const groups: { first: number; last: number; edits: Edit[] }[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    const first = Math.max(0, lineOf(edit.start) - around);
    const last = Math.min(index.lineCount - 1, lineOf(edit.end) + around);
    const group = groups.at(-1);
    if (group === undefined || first > group.last) groups.push({ first, last, edits: [edit] });
    else {
      group.last = Math.max(group.last, last);
      group.edits.push(edit);
    }
  }
  return groups.map((group) => {
    const start = index.lineStart(group.first);
    const before = text.slice(start, index.lineEnd(group.last));
    const after = applyEdits(
      before,
      group.edits.map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text })),
    );
    return { firstLine: group.first + 1, before: before.split(lineEnd), after: after.split(lineEnd) };
  });
}

/** A hunk as it is answered. */
export function toHunkWire({ firstLine, before, after }: FixHunk): z.output<typeof fixHunk> {
  return { first_line: firstLine, before: [...before], after: [...after] };
}
