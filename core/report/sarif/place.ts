import { lineIndex, type LineIndex } from '../../kernel/text.ts';
import type { Span } from '../../scan/model.ts';
import { wellFormed } from '../markup.ts';

/** What stands for the project's root in a log; a viewer or GitHub replaces it by the checkout. */
export const rootId = '%SRCROOT%';

/** A file of the project as a relative URI; the root itself when the path is empty. */
export function artifactLocation(path: string) {
  const uri = path === '' ? './' : wellFormed(path).split('/').map(encodeURIComponent).join('/');
  return { uri, uriBaseId: rootId };
}

/** A stretch of a file: 1-based, the end column exclusive. */
export function region(span: Span) {
  return { startLine: span.startLine + 1, startColumn: span.startColumn + 1, endLine: span.endLine + 1, endColumn: span.endColumn + 1 };
}

/** The region of offsets: by line and column where the text is known, by offset otherwise. */
export function regionOfOffsets(start: number, end: number, lines: LineIndex | undefined) {
  if (lines === undefined) return { charOffset: start, charLength: end - start };
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return { startLine: from.line + 1, startColumn: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
}

/** Keeps what is computed per file: its lines and whatever else is asked for. */
export function perFile<T>(textOf: ((path: string) => string | undefined) | undefined, compute: (text: string) => T): (path: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  return (path) => {
    if (textOf === undefined) return undefined;
    if (!known.has(path)) {
      const text = textOf(path);
      known.set(path, text === undefined ? undefined : compute(text));
    }
    return known.get(path);
  };
}

/** Lines of the files, computed once each. */
export function linesPerFile(textOf: ((path: string) => string | undefined) | undefined): (path: string) => LineIndex | undefined {
  return perFile(textOf, lineIndex);
}
