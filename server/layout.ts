import type { Location, Position, Range, TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit, Span } from '../core/scan/model.ts';
import { decodeColumn, type Encoding, encodeColumn } from './encoding.ts';

/** A document as the client holds it: a whole checked text, or the stretch of one that is a cell of a notebook. */
export interface Part {
  readonly uri: string;
  /** Null for a file that is not open. */
  readonly version: number | null;
  /** UTF-16 offsets in the checked text. */
  readonly start: number;
  readonly end: number;
}

/** Lines and columns of a checked text, 0-based, in UTF-16 units. */
export type LineSpan = Pick<Span, 'startLine' | 'startColumn' | 'endLine' | 'endColumn'>;

/** A stretch of a checked text in UTF-16 offsets. */
export type Stretch = Pick<Span, 'start' | 'end'>;

/** Where the places of a checked text are in the client's documents, in its units, and back. */
export interface Layout {
  readonly parts: readonly Part[];
  /** Where a stretch is; one over several cells ends with the first of them. */
  locate(span: LineSpan): Location;
  locateOffsets(stretch: Stretch): Location;
  /** The stretch that a range of a document means; empty at 0 when the document is no part of the text. */
  stretchOf(uri: string, range: Range): Stretch;
  /** The edits by the document that they change. */
  editsByPart(edits: readonly Edit[]): readonly { readonly part: Part; readonly edits: readonly TextEdit[] }[];
}

/** The layout of a text that is one document. */
export function plainLayout(text: TextDocument, encoding: Encoding, version: number | null = text.version): Layout {
  return layoutOf(text, [{ uri: text.uri, version, start: 0, end: text.getText().length }], encoding);
}

/** The layout of a text that consists of documents one after the other, at least one. */
export function layoutOf(text: TextDocument, parts: readonly Part[], encoding: Encoding): Layout {
  const [first] = parts;
  if (first === undefined) throw new Error('A layout needs a part');
  const placed = parts.length === 1 ? [{ ...first, line: 0 }] : parts.map((part) => ({ ...part, line: text.positionAt(part.start).line }));
  const partOfLine = (line: number) => placed.findLast((part) => part.line <= line) ?? { ...first, line: 0 };
  const encode = ({ line, character }: Position, base: number): Position => ({
    line: line - base,
    character: encoding === 'utf-16' ? character : encodeColumn(lineOf(text, line), character, encoding),
  });
  const locate = ({ startLine, startColumn, endLine, endColumn }: LineSpan): Location => {
    const { uri, line, end } = partOfLine(startLine);
    const last = placed.length > 1 && partOfLine(endLine).uri !== uri ? text.positionAt(end) : { line: endLine, character: endColumn };
    return { uri, range: { start: encode({ line: startLine, character: startColumn }, line), end: encode(last, line) } };
  };
  const locateOffsets = ({ start, end }: Stretch): Location => {
    const [from, to] = [text.positionAt(start), text.positionAt(end)];
    return locate({ startLine: from.line, startColumn: from.character, endLine: to.line, endColumn: to.character });
  };
  const offsetIn = (part: (typeof placed)[number], { line, character }: Position): number => {
    const own = line + part.line;
    const column = encoding === 'utf-16' ? character : decodeColumn(lineOf(text, own), character, encoding);
    return Math.min(part.end, Math.max(part.start, text.offsetAt({ line: own, character: column })));
  };
  return {
    parts,
    locate,
    locateOffsets,
    stretchOf(uri, { start, end }) {
      const part = placed.find((candidate) => candidate.uri === uri);
      if (part === undefined) return { start: 0, end: 0 };
      const [one, other] = [offsetIn(part, start), offsetIn(part, end)];
      return { start: Math.min(one, other), end: Math.max(one, other) };
    },
    editsByPart(edits) {
      const located = edits.map((edit) => ({ ...locateOffsets(edit), newText: edit.text }));
      return parts.flatMap((part) => {
        const own = located.filter(({ uri }) => uri === part.uri).map(({ range, newText }) => ({ range, newText }));
        return own.length === 0 ? [] : [{ part, edits: own }];
      });
    },
  };
}

/** A line without its end. */
function lineOf(text: TextDocument, line: number): string {
  return text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } }).replace(/[\r\n]+$/, '');
}
