/** How a file is laid out, so that what is added looks like the rest. */
export interface Layout {
  readonly eol: '\n' | '\r\n';
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

const defaultIndent = 2;

/** Line ends and indentation of a text: those that occur first. */
export function layoutOf(text: string): Layout {
  const [, indent = ''] = /^([ \t]+)\S/m.exec(text) ?? [];
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    tabSize: indent.startsWith(' ') ? indent.length : defaultIndent,
    insertSpaces: !indent.startsWith('\t'),
  };
}

/** A part of a text and what stands there instead. Offsets are UTF-16 units. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** The one edit that turns `after` back into `before`. */
export function undoOf(before: string, after: string): TextEdit {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { offset: start, length: after.length - end - start, text: before.slice(start, before.length - end) };
}

/** Makes one edit. */
export function withEdit(text: string, { offset, length, text: inserted }: TextEdit): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length);
}
