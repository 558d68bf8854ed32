import { PositionEncodingKind } from 'vscode-languageserver/node';

// Positions on a line are counted in UTF-16 units here and in the engine; a client may count bytes of UTF-8 or whole characters instead.

const known = [PositionEncodingKind.UTF8, PositionEncodingKind.UTF16, PositionEncodingKind.UTF32] as const;

/** What a client counts the characters of a line in. */
export type Encoding = (typeof known)[number];

/** The first encoding of the client's list, which is in its order of preference; UTF-16 where it has none. */
export function chooseEncoding(offered: readonly string[] = []): Encoding {
  return offered.map((name) => known.find((encoding) => encoding === name)).find((encoding) => encoding !== undefined) ?? PositionEncodingKind.UTF16;
}

/** A UTF-16 column of a line in the client's units. Inside of a character it is the place before it. */
export function encodeColumn(line: string, column: number, encoding: Encoding): number {
  if (encoding === PositionEncodingKind.UTF16) return column;
  const before = line.slice(0, beforeCharacter(line, column));
  return encoding === PositionEncodingKind.UTF8 ? Buffer.byteLength(before) : Array.from(before).length;
}

/** The UTF-16 column of a place that a client named; past the end of the line it is the end, inside of a character the place before it. */
export function decodeColumn(line: string, units: number, encoding: Encoding): number {
  if (encoding === PositionEncodingKind.UTF16) return Math.min(units, line.length);
  let counted = 0;
  let column = 0;
  for (const character of line) {
    const width = encoding === PositionEncodingKind.UTF8 ? Buffer.byteLength(character) : 1;
    if (counted + width > units) return column;
    counted += width;
    column += character.length;
  }
  return column;
}

function beforeCharacter(line: string, column: number): number {
  const [left, right] = [line.charCodeAt(column - 1), line.charCodeAt(column)];
  const isInside = left >= 0xd8_00 && left <= 0xdb_ff && right >= 0xdc_00 && right <= 0xdf_ff;
  return isInside ? column - 1 : column;
}
