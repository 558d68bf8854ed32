import type { Language } from '../languages/language.ts';

/** A word, a string or a sign of a text; what is between pieces is white space and comments. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Pieces {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** The offset at which a piece begins; behind the last one the end of the text. */
  startOf(index: number): number;
  /** The offset at which a piece ends; before the first one 0. */
  endOf(index: number): number;
}

const strings = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;
const hash = String.raw`(?<!\S)#[^\n]*`;
const slashes = String.raw`(?<![\w:"'/])//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*\*/`;
const rest = String.raw`|${strings}|[\p{L}\p{N}_]+|[^\s]`;
const shapes = {
  hash: new RegExp(String.raw`(?<gap>\s+|${hash})${rest}`, 'gu'),
  slashes: new RegExp(String.raw`(?<gap>\s+|${slashes})${rest}`, 'gu'),
  none: new RegExp(String.raw`(?<gap>\s+)${rest}`, 'gu'),
} as const;

/** Cuts a text into its pieces. Comments of the language count as white space. */
export function splitPieces(text: string, language: Language | undefined): Pieces {
  const pieces: Piece[] = [];
  for (const found of text.matchAll(shapeOf(language))) {
    if (found.groups?.gap === undefined) pieces.push({ text: found[0], start: found.index, end: found.index + found[0].length });
  }
  return {
    text,
    pieces,
    startOf: (index) => pieces[index]?.start ?? text.length,
    endOf: (index) => pieces[index]?.end ?? 0,
  };
}

function shapeOf(language: Language | undefined): RegExp {
  const line = language?.comment.line;
  if (line === '#') return shapes.hash;
  return line === '//' ? shapes.slashes : shapes.none;
}
