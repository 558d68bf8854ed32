import { createScanner, type Node } from 'jsonc-parser';
import { type Layout, layoutOf } from './layout.ts';

/** A member (with its name) or an item that a list or object is to have as its last. */
export interface Addition {
  readonly name?: string;
  readonly value: unknown;
}

/** SyntaxKind.CommaToken of the scanner, whose names do not exist at run time. */
const comma = 5;
const restOfLine = /^[ \t]*(?:\/\/[^\r\n]*|(?:\/\*[^\r\n]*?\*\/[ \t]*)+)?(?=\r?\n|$)/;

/** The text with one more child of a list or object, laid out like its neighbours; nothing else moves. */
export function withChild(text: string, parent: Node, addition: Addition): string {
  const layout = layoutOf(text);
  const last = parent.children?.at(-1);
  if (last === undefined) return withFirstChild(text, parent, { addition, layout });
  const end = last.offset + last.length;
  const trailing = commaAfter(text, end);
  if (!text.slice(parent.offset, parent.offset + parent.length).includes('\n')) {
    const at = trailing ?? end;
    return `${text.slice(0, at)}${trailing === undefined ? ', ' : ' '}${inLine(addition)}${trailing === undefined ? '' : ','}${text.slice(at)}`;
  }
  const indent = indentAt(text, last.offset);
  const [comment = ''] = restOfLine.exec(text.slice(trailing ?? end)) ?? [];
  const lineEnd = (trailing ?? end) + comment.length;
  const [glue, after] = trailing === undefined ? [',', ''] : ['', ','];
  return `${text.slice(0, trailing ?? end)}${glue}${text.slice(trailing ?? end, lineEnd)}${layout.eol}${indent}${inLines(addition, layout, indent)}${after}${text.slice(lineEnd)}`;
}

/** The text without a child, and without the comma that parted it from its neighbour. */
export function withoutChild(text: string, parent: Node, child: Node): string {
  const end = child.offset + child.length;
  const start = text.slice(0, child.offset).trimEnd().length;
  const following = commaAfter(text, end);
  const rest = text.slice(following ?? end);
  const before = parent.children?.[parent.children.indexOf(child) - 1];
  if (following !== undefined || before === undefined) {
    const isOnly = parent.children?.length === 1;
    return isOnly && /^\s*[\]}]/.test(rest) ? text.slice(0, start) + rest.trimStart() : text.slice(0, start) + rest;
  }
  const parting = commaAfter(text, before.offset + before.length) ?? start;
  return text.slice(0, parting - 1) + text.slice(parting, start) + rest;
}

function withFirstChild(text: string, parent: Node, { addition, layout }: { readonly addition: Addition; readonly layout: Layout }): string {
  const close = parent.offset + parent.length - 1;
  const outer = indentAt(text, parent.offset);
  const indent = outer + unitOf(layout);
  const inside = text.slice(parent.offset + 1, close).trimEnd();
  return `${text.slice(0, parent.offset + 1)}${inside}${layout.eol}${indent}${inLines(addition, layout, indent)}${layout.eol}${outer}${text.slice(close)}`;
}

function inLine({ name, value }: Addition): string {
  return `${name === undefined ? '' : `${JSON.stringify(name)}: `}${JSON.stringify(value)}`;
}

function inLines({ name, value }: Addition, layout: Layout, indent: string): string {
  const lines = JSON.stringify(value, null, unitOf(layout)).split('\n').join(`${layout.eol}${indent}`);
  return `${name === undefined ? '' : `${JSON.stringify(name)}: `}${lines}`;
}

function unitOf({ insertSpaces, tabSize }: Layout): string {
  return insertSpaces ? ' '.repeat(tabSize) : '\t';
}

/** White space that the line of a place begins with. */
function indentAt(text: string, offset: number): string {
  const [indent = ''] = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1)) ?? [];
  return indent;
}

/** The place behind the next comma, where that is the next thing but comments. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  const token: number = scanner.scan();
  return token === comma ? scanner.getTokenOffset() + 1 : undefined;
}
