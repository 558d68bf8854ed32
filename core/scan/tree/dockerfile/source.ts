import type { TextRange } from '../own-grammar.ts';

/** The text of a Dockerfile with what ends and continues its lines. */
export interface DockerSource {
  readonly text: string;
  /** The character that continues a line: `\`, or a backtick by directive. */
  readonly continuation: string;
}

const directive = /^#[ \t]*(\w+)[ \t]*=[ \t]*(\S+)[ \t]*$/;
const blankOrComment = /[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/y;
const blanks = /[ \t\r]*/y;

/** Reads the parser directives at the top. */
export function dockerSource(text: string): DockerSource {
  for (const line of text.slice(0, 2000).split('\n')) {
    const found = directive.exec(line.trim());
    if (found === null) break;
    if (found[1]?.toLowerCase() === 'escape') return { text, continuation: found[2] === '`' ? '`' : '\\' };
  }
  return { text, continuation: '\\' };
}

/** The offset after the blanks at `at`, over line continuations and the comment lines in them; at most `end`. */
export function skipBlanks(source: DockerSource, at: number, end: number): number {
  let next = matchEnd(blanks, source.text, at);
  for (;;) {
    const line = continuationEnd(source, next);
    if (line === undefined || next >= end) return Math.min(next, end);
    next = line;
    while (isBlankOrComment(source.text, next) && next < end) next = matchEnd(blankOrComment, source.text, next);
    next = matchEnd(blanks, source.text, next);
  }
}

/** Where the next line starts when the escape character at `at` continues the line; else undefined. */
export function continuationEnd({ text, continuation }: DockerSource, at: number): number | undefined {
  let next = at;
  while (text[next] === continuation) next += 1;
  if (next === at) return undefined;
  next = matchEnd(blanks, text, next);
  if (next >= text.length) return next;
  return text[next] === '\n' ? next + 1 : undefined;
}

/** The end of the line at `at`, without its line end. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** An instruction from its keyword to the end of its last line, comment lines in between included. */
export function instructionRange(source: DockerSource, start: number): TextRange {
  const { text } = source;
  let end = lineEnd(text, start);
  while (end < text.length && isContinued(source, start, end)) {
    let next = end + 1;
    while (next < text.length && isBlankOrComment(text, next)) next = matchEnd(blankOrComment, text, next);
    if (next >= text.length) return { start, end: text.length };
    end = lineEnd(text, next);
  }
  return { start, end };
}

function isContinued({ text, continuation }: DockerSource, start: number, end: number): boolean {
  let last = end - 1;
  while (last > start && ' \t\r'.includes(text[last] ?? '')) last -= 1;
  return text[last] === continuation;
}

function isBlankOrComment(text: string, at: number): boolean {
  const first = matchEnd(blanks, text, at);
  return first < text.length && (text[first] === '#' || text[first] === '\n');
}

function matchEnd(regex: RegExp, text: string, at: number): number {
  regex.lastIndex = at;
  return at + (regex.exec(text)?.[0].length ?? 0);
}
