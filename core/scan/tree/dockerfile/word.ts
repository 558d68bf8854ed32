import type { NodeWriter, TextRange } from '../own-grammar.ts';
import type { DockerSource } from './source.ts';
import { continuationEnd } from './source.ts';

/** Characters that end a word, besides blanks. */
export type WordStops = string;

export const shellStops: WordStops = ';|&()<>';

const placeholder = /(?:mvQ_|evQ_|elQ_)[A-Z_0-9]*/y;
const variable = /\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])/y;
const bracedVariable = /\$\{([^{}\n]*)\}/y;
const name = /^(?:[A-Za-z_]\w*|mvQ_\w+)/;

/** A part of a word. */
interface Piece extends TextRange {
  readonly kind: 'fragment' | 'placeholder' | 'single_quoted' | 'double_quoted' | 'expansion' | 'substitution';
}

export interface WordPlace {
  readonly source: DockerSource;
  readonly end: number;
  readonly stops: WordStops;
}

/** Where the word that starts at `at` ends. */
export function wordEnd(place: WordPlace, at: number): number {
  let next = at;
  for (;;) {
    const piece = pieceAt(place, next);
    if (piece === undefined) return next;
    next = piece.end;
  }
}

/** Writes one word as the node that it is: a plain word, a string, a variable, or several of these side by side. */
export function writeWord(writer: NodeWriter, place: WordPlace, range: TextRange, field?: string): void {
  const pieces = piecesOf(place, range);
  const [only] = pieces;
  if (only === undefined) return writer.leaf('word', range, field);
  if (pieces.length === 1) return writePiece(writer, only, 'word', field);
  writer.open('concatenation', range.start, field);
  for (const piece of pieces) writePiece(writer, piece, 'fragment');
  writer.close(range.end);
}

function piecesOf(place: WordPlace, { start, end }: TextRange): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = start; at < end; ) {
    const piece = pieceAt({ ...place, end }, at);
    if (piece === undefined || piece.end === at) break;
    pieces.push(piece);
    at = piece.end;
  }
  return pieces;
}

function writePiece(writer: NodeWriter, piece: Piece, plain: 'word' | 'fragment', field?: string): void {
  const { kind } = piece;
  if (kind === 'fragment') return writer.leaf(plain, piece, field);
  if (kind === 'placeholder') return writer.leaf('word', piece, field);
  if (kind === 'single_quoted' || kind === 'substitution') return writer.leaf(kind, piece, field);
  writer.open(kind, piece.start, field);
  if (kind === 'expansion') writeVariableName(writer, piece);
  else writeExpansions(writer, piece);
  writer.close(piece.end);
}

function writeExpansions(writer: NodeWriter, { start, end }: TextRange): void {
  for (let at = start + 1; at < end - 1; at += 1) {
    const next = writer.text[at] === '\\' ? undefined : expansionAt(writer.text, at);
    if (writer.text[at] === '\\') at += 1;
    if (next === undefined) continue;
    writer.open('expansion', at);
    writeVariableName(writer, { start: at, end: next });
    writer.close(next);
    at = next - 1;
  }
}

function writeVariableName(writer: NodeWriter, { start, end }: TextRange): void {
  const from = writer.text[start + 1] === '{' ? start + 2 : start + 1;
  const length = name.exec(writer.text.slice(from, end))?.[0].length ?? Math.max(0, end - from - (from - start - 1));
  writer.leaf('variable_name', { start: from, end: from + length });
}

function pieceAt(place: WordPlace, at: number): Piece | undefined {
  const { source, end, stops } = place;
  const char = source.text[at] ?? '';
  if (at >= end || ' \t\r\n'.includes(char) || stops.includes(char) || continuationEnd(source, at) !== undefined) return undefined;
  const special = specialAt(source.text, at, end);
  if (special !== undefined) return special;
  let next = at;
  while (next < end && isFragment(place, next, at)) next += source.text[next] === source.continuation ? 2 : 1;
  return { kind: 'fragment', start: at, end: Math.min(Math.max(next, at + 1), end) };
}

function isFragment({ source, end, stops }: WordPlace, at: number, from: number): boolean {
  const char = source.text[at] ?? '';
  if (' \t\r\n'.includes(char) || stops.includes(char) || continuationEnd(source, at) !== undefined) return false;
  return at === from || specialAt(source.text, at, end) === undefined;
}

function specialAt(text: string, at: number, end: number): Piece | undefined {
  const char = text[at];
  const piece = (kind: Piece['kind'], stop: number | undefined) => (stop === undefined || stop > end ? undefined : { kind, start: at, end: stop });
  if (char === "'") return piece('single_quoted', closing(text, at, "'"));
  if (char === '"') return piece('double_quoted', closing(text, at, '"'));
  if (char === '`') return piece('substitution', closing(text, at, '`'));
  if (char === '$') return piece('expansion', expansionAt(text, at)) ?? piece('substitution', parenthesisEnd(text, at));
  return char === 'm' || char === 'e' ? piece('placeholder', endOf(placeholder, text, at)) : undefined;
}

function expansionAt(text: string, at: number): number | undefined {
  return endOf(variable, text, at) ?? endOf(bracedVariable, text, at);
}

/** After the closing quote; undefined when it is missing. */
function closing(text: string, at: number, quote: string): number | undefined {
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] === '\\' && quote !== "'") next += 1;
    else if (text[next] === quote) return next + 1;
  }
  return undefined;
}

/** After the parenthesis that closes `$(`. */
function parenthesisEnd(text: string, at: number): number | undefined {
  if (text[at + 1] !== '(') return undefined;
  let depth = 0;
  for (let next = at + 1; next < text.length; next += 1) {
    if (text[next] === '(') depth += 1;
    if (text[next] === ')') depth -= 1;
    if (depth === 0) return next + 1;
  }
  return undefined;
}

function endOf(regex: RegExp, text: string, at: number): number | undefined {
  regex.lastIndex = at;
  const found = regex.exec(text);
  return found === null ? undefined : at + found[0].length;
}
