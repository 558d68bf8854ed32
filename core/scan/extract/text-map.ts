/** A range of a text in UTF-16 offsets, the end exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Tells where the parts of a text that was taken out of another one come from. */
export interface TextMap {
  /** The range in the outer text; what was added in between counts as a point there. */
  toOuter(range: Stretch): Stretch;
  /** The same where the range stands in the outer text in one piece, so that it can be replaced there; else undefined. */
  toWhole(range: Stretch): Stretch | undefined;
  /** The offset of the first character that stands at or after an outer offset; undefined past the last one. */
  toInner(offset: number): number | undefined;
}

/** Puts a text together from parts of another one. */
export interface TextBuilder {
  /** Adds a part that stands in the outer text as it is. */
  copy(outer: string, start: number, end: number): void;
  /** Adds a text that stands for another one at `start..end` of the outer text, such as a line end for its escape; nothing where it was added. */
  put(text: string, start: number, end: number): void;
  finish(): { readonly text: string; readonly map: TextMap };
}

/** `inner..inner + length` comes from `outer..outer + width`; character by character where `isCopy`. */
interface Piece {
  readonly inner: number;
  readonly length: number;
  readonly outer: number;
  readonly width: number;
  readonly isCopy: boolean;
}

/** Starts an empty text. Parts are added in the order in which they stand in it. */
export function buildText(): TextBuilder {
  const parts: string[] = [];
  const pieces: Piece[] = [];
  let length = 0;
  const add = (text: string, { start, end, isCopy }: Stretch & { readonly isCopy: boolean }) => {
    if (text === '' && start === end) return;
    parts.push(text);
    const last = pieces.at(-1);
    const continues = isCopy && last?.isCopy === true && last.outer + last.width === start;
    if (continues) pieces.pop();
    const from = continues ? last : { inner: length, outer: start, length: 0 };
    pieces.push({ inner: from.inner, outer: from.outer, length: from.length + text.length, width: end - from.outer, isCopy });
    length += text.length;
  };
  return {
    copy: (outer, start, end) => add(outer.slice(start, end), { start, end, isCopy: true }),
    put: (text, start, end) => add(text, { start, end, isCopy: false }),
    finish: () => ({ text: parts.join(''), map: mapOf(pieces) }),
  };
}

function mapOf(pieces: readonly Piece[]): TextMap {
  const toOuter = ({ start, end }: Stretch): Stretch => {
    const first = pieces[indexAt(pieces, start)];
    const last = pieces[indexAt(pieces, Math.max(start, end - 1))];
    if (first === undefined || last === undefined) return { start: 0, end: 0 };
    const from = outerOf(first, start, 'start');
    return { start: from, end: Math.max(from, end === start ? from : outerOf(last, end, 'end')) };
  };
  return {
    toOuter,
    toWhole: (range) => (isWhole(pieces, range) ? toOuter(range) : undefined),
    toInner: (offset) => {
      const piece = pieces.find(({ outer, width }) => outer + width > offset);
      return piece === undefined ? undefined : piece.inner + (piece.isCopy ? Math.max(0, offset - piece.outer) : 0);
    },
  };
}

function outerOf({ inner, outer, width, isCopy }: Piece, offset: number, side: 'start' | 'end'): number {
  if (isCopy) return outer + Math.min(Math.max(0, offset - inner), width);
  return side === 'start' ? outer : outer + width;
}

/** No piece is cut in the middle of what stands for something else, and none begins where the one before does not end. */
function isWhole(pieces: readonly Piece[], { start, end }: Stretch): boolean {
  const from = indexAt(pieces, start);
  const to = indexAt(pieces, Math.max(start, end - 1));
  const [first, last] = [pieces[from], pieces[to]];
  if (first === undefined || last === undefined) return false;
  if (!first.isCopy && first.inner !== start && start !== first.inner + first.length) return false;
  if (!last.isCopy && last.inner + last.length !== end && end !== start) return false;
  for (let index = from; index <= to; index += 1) {
    const [piece, next] = [pieces[index], pieces[index + 1]];
    if (piece !== undefined && !piece.isCopy && piece.width === 0) return false;
    if (index < to && piece !== undefined && next !== undefined && piece.outer + piece.width !== next.outer) return false;
  }
  return true;
}

/** The last piece that starts at or before an offset. */
function indexAt(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.inner ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
