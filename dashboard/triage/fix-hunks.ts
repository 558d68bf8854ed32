import type { FindingWire, FixHunk } from '../wire.ts';

type Edits = NonNullable<FindingWire['fix']>['edits'];

const linesAround = 2;
const lineEnd = /\r\n|\n|\r/;

/** Edits of a text as changes of whole lines; those whose surroundings touch are one. Undefined where they do not fit the text. */
export function hunksOf(text: string, edits: Edits): readonly FixHunk[] | undefined {
  const sorted = edits.toSorted((left, right) => left.start_offset - right.start_offset);
  const isFitting = sorted.every(({ start_offset: start, end_offset: end }, index) => {
    return start >= (sorted[index - 1]?.end_offset ?? 0) && start <= end && end <= text.length;
  });
  if (!isFitting) return undefined;
  const groups: { start: number; end: number; edits: Edits }[] = [];
  for (const edit of sorted) {
    const [start, end] = [lineStart(text, edit.start_offset), lineStop(text, edit.end_offset)];
    const group = groups.at(-1);
    if (group === undefined || start > group.end) groups.push({ start, end, edits: [edit] });
    else Object.assign(group, { end: Math.max(end, group.end), edits: [...group.edits, edit] });
  }
  return groups.map(({ start, end, edits: own }) => ({
    first_line: text.slice(0, start).split(lineEnd).length,
    before: text.slice(start, end).split(lineEnd),
    after: edited(text, { start, end, edits: own }).split(lineEnd),
  }));
}

/** The stretch of a text as it is after edits in it. */
function edited(text: string, { start, end, edits }: { readonly start: number; readonly end: number; readonly edits: Edits }): string {
  let at = start;
  let result = '';
  for (const { start_offset: from, end_offset: to, text: put } of edits) {
    result += text.slice(at, from) + put;
    at = to;
  }
  return result + text.slice(at, end);
}

/** Where the first of the lines begins that are shown before an offset. */
function lineStart(text: string, offset: number): number {
  let start = text.lastIndexOf('\n', offset - 1) + 1;
  if (offset === 0) return 0;
  for (let line = 0; line < linesAround && start > 0; line += 1) start = start === 1 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
  return start;
}

/** Where the last of the lines ends that are shown behind an offset. */
function lineStop(text: string, offset: number): number {
  let stop = stopOf(text, offset);
  for (let line = 0; line < linesAround && stop < text.length; line += 1) stop = stopOf(text, stop + 1);
  return text[stop - 1] === '\r' ? stop - 1 : stop;
}

function stopOf(text: string, offset: number): number {
  const stop = text.indexOf('\n', offset);
  return stop < 0 ? text.length : stop;
}
