import type { NodeWriter, TextRange } from '../own-grammar.ts';
import { type DockerSource, lineEnd, skipBlanks } from './source.ts';
import { shellStops, wordEnd, type WordPlace, writeWord } from './word.ts';

const operator = /&&|\|\||;|\||&|\(|\)/y;
const redirect = /\d*(?:<<<|<<-?|<&|>>|>&|&>|>|<)(?:\d|-)?/y;
const assignment = /^((?:[A-Za-z_]\w*|mvQ_[A-Z_0-9]+))=/;
const lonePlaceholder = /^(?:mvQ_|evQ_|elQ_)[A-Z_0-9]*$/;

/** Writes a shell command by its words and operators; a lone placeholder of a pattern stands for any form. */
export function writeShell(writer: NodeWriter, source: DockerSource, { start, end }: TextRange): void {
  const text = source.text.slice(start, end).trimEnd();
  if (lonePlaceholder.test(text)) return writer.leaf('placeholder', { start, end: start + text.length });
  const place: WordPlace = { source, end, stops: shellStops };
  writer.open('shell_command', start);
  let at = start;
  while (at < end) at = skipBlanks(source, writeCommand(writer, place, at), end);
  writer.close(start + text.length);
}

/** Writes one command, or the operator at `at`; returns where it ends. */
function writeCommand(writer: NodeWriter, place: WordPlace, at: number): number {
  const { source } = place;
  const stop = operatorEnd(source.text, at);
  if (stop !== undefined) {
    writer.token(source.text.slice(at, stop), { start: at, end: stop });
    return stop;
  }
  if (source.text[at] === '#') {
    writer.comment({ start: at, end: place.end });
    return place.end;
  }
  writer.open('command', at);
  let last = at;
  for (let next = at; next < place.end && isArgument(source.text, next); next = skipBlanks(source, last, place.end)) last = writeArgument(writer, place, next);
  writer.close(last);
  return Math.max(last, at + 1);
}

function isArgument(text: string, at: number): boolean {
  return endOf(redirect, text, at) !== undefined || (operatorEnd(text, at) === undefined && text[at] !== '#');
}

function operatorEnd(text: string, at: number): number | undefined {
  return endOf(redirect, text, at) === undefined ? endOf(operator, text, at) : undefined;
}

function writeArgument(writer: NodeWriter, place: WordPlace, at: number): number {
  const { source } = place;
  const redirected = endOf(redirect, source.text, at);
  if (redirected !== undefined) {
    writer.leaf('redirect', { start: at, end: redirected });
    return redirected;
  }
  const end = Math.max(wordEnd(place, at), at + 1);
  const name = assignment.exec(source.text.slice(at, end))?.[1];
  if (name === undefined) writeWord(writer, place, { start: at, end });
  else writeAssignment(writer, place, { start: at, end, name });
  return end;
}

function writeAssignment(writer: NodeWriter, place: WordPlace, { start, end, name }: TextRange & { readonly name: string }): void {
  const value = start + name.length + 1;
  writer.open('assignment', start);
  writer.leaf('variable_name', { start, end: value - 1 }, 'name');
  if (value < end) writeWord(writer, place, { start: value, end }, 'value');
  writer.close(end);
}

/** The heredoc bodies that an instruction line opens: the offset after the last of them, or `end` when there is none. */
export function heredocEnd(text: string, { start, end }: TextRange): number {
  let after = end;
  for (const found of text.slice(start, end).matchAll(/<<-?(["']?)([A-Za-z_]\w*)\1/g)) after = bodyEnd(text, after, found[2] ?? '');
  return after;
}

function bodyEnd(text: string, from: number, word: string): number {
  for (let line = lineEnd(text, from) + 1; line < text.length; ) {
    const end = lineEnd(text, line);
    if (text.slice(line, end).trim() === word) return end;
    line = end + 1;
  }
  return text.length;
}

function endOf(regex: RegExp, text: string, at: number): number | undefined {
  regex.lastIndex = at;
  const found = regex.exec(text);
  return found === null ? undefined : at + found[0].length;
}
