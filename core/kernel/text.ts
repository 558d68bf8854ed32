/** A place in a text: 0-based line, 0-based column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Converts between UTF-16 offsets and lines; lines end at \n, \r\n or a lone \r. */
export interface LineIndex {
  readonly lineCount: number;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
  /** Offset of the first character of a line; the text's length past the last line. */
  lineStart(line: number): number;
  /** Offset after the last character of a line, before its line end. */
  lineEnd(line: number): number;
}

/** Builds the index in one pass over the text. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const lineStart = (line: number) => starts[line] ?? text.length;
  const lineEnd = (line: number) => trimLineEnd(text, lineStart(line), lineStart(line + 1));
  return {
    lineCount: starts.length,
    lineStart,
    lineEnd,
    positionAt: (offset) => {
      const line = lineOf(starts, offset);
      return { line, column: offset - lineStart(line) };
    },
    offsetAt: ({ line, column }) => Math.min(lineStart(line) + column, line + 1 < starts.length ? lineEnd(line) : text.length),
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10) starts.push(index + 1);
    else if (code === 13 && text.charCodeAt(index + 1) !== 10) starts.push(index + 1);
  }
  return starts;
}

function trimLineEnd(text: string, start: number, next: number): number {
  let end = next;
  while (end > start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end -= 1;
  return end;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
