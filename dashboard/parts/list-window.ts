/** A row of a list box: a heading, or something to choose. */
export type ListRow<T> =
  | { readonly kind: 'heading'; readonly key: string; readonly text: string; readonly note: string }
  | { readonly kind: 'option'; readonly key: string; readonly value: T };

/** Where rows stand, in pixels from the top of the list. */
export interface RowLayout {
  /** Top of each row, and the total height as the last entry. */
  readonly tops: Float64Array;
  /** Number of each option among the options, from 1; 0 for headings. */
  readonly numbers: Uint32Array;
  readonly options: number;
}

export interface RowHeights {
  readonly heading: number;
  readonly option: number;
}

/** Places rows of the two heights under each other. */
export function layoutRows(rows: readonly ListRow<unknown>[], heights: RowHeights): RowLayout {
  const tops = new Float64Array(rows.length + 1);
  const numbers = new Uint32Array(rows.length);
  let options = 0;
  for (const [index, row] of rows.entries()) {
    if (row.kind === 'option') {
      options += 1;
      numbers[index] = options;
    }
    tops[index + 1] = (tops[index] ?? 0) + heights[row.kind];
  }
  return { tops, numbers, options };
}

/** Rows that touch `top..bottom`: first, and the one after the last. */
export function rowsBetween({ tops }: RowLayout, top: number, bottom: number): readonly [number, number] {
  const rows = tops.length - 1;
  const first = Math.max(0, firstAbove(tops, top) - 1);
  return [first, Math.min(rows, firstAbove(tops, bottom))];
}

/** The option that lies `step` options from the chosen one, at most the first or last; without a chosen one the first, or the last for a step back. */
export function stepOption<T>(rows: readonly ListRow<T>[], chosen: string | undefined, step: number): string | undefined {
  const keys = rows.flatMap((row) => (row.kind === 'option' ? [row.key] : []));
  const at = chosen === undefined ? -1 : keys.indexOf(chosen);
  if (at < 0) return step < 0 ? keys.at(-1) : keys[0];
  return keys[Math.min(keys.length - 1, Math.max(0, at + step))];
}

/** Index of the first top that is greater than the offset. */
function firstAbove(tops: Float64Array, offset: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
