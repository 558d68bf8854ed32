import type { NodeWriter, TextRange } from '../own-grammar.ts';
import { type DockerSource, skipBlanks } from './source.ts';
import { wordEnd, writeWord } from './word.ts';

const jsonString = /"(?:[^"\\\n]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"|(?:mvQ_|evQ_|elQ_)[A-Z_0-9]*/y;
const lonePlaceholder = /^(?:mvQ_|evQ_|elQ_)[A-Z_0-9]*$/;
const listPlaceholder = /^(?:evQ_|elQ_)[A-Z_0-9]*$/;
const alias = /^as$/i;

/** Words of a range, by their offsets. */
function wordsIn(source: DockerSource, { start, end }: TextRange, stops = ''): readonly TextRange[] {
  const words: TextRange[] = [];
  for (let at = skipBlanks(source, start, end); at < end; at = skipBlanks(source, words.at(-1)?.end ?? end, end)) {
    words.push({ start: at, end: Math.max(wordEnd({ source, end, stops }, at), at + 1) });
  }
  return words;
}

/** Paths, ports and other words; or a JSON array of strings. */
export function readWords(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  if (readJsonArray(writer, source, range)) return;
  for (const word of wordsIn(source, range)) writeWord(writer, { source, end: word.end, stops: '' }, word);
}

/** Writes a JSON array of strings when the range is nothing else; false otherwise. */
export function readJsonArray(writer: NodeWriter, source: DockerSource, { start, end }: TextRange): boolean {
  const items = source.text[start] === '[' ? jsonItems(source, start, end) : undefined;
  if (items === undefined) return false;
  writer.open('json_array', start);
  for (const item of items) {
    const kind = source.text[item.start] === '"' ? 'double_quoted' : 'placeholder';
    writer.leaf(kind, item);
  }
  writer.close(end);
  return true;
}

function jsonItems(source: DockerSource, start: number, end: number): readonly TextRange[] | undefined {
  const items: TextRange[] = [];
  let at = skipBlanks(source, start + 1, end);
  if (source.text[at] === ']') return skipBlanks(source, at + 1, end) >= end ? items : undefined;
  for (;;) {
    jsonString.lastIndex = at;
    const item = jsonString.exec(source.text);
    if (item === null) return undefined;
    items.push({ start: at, end: at + item[0].length });
    at = skipBlanks(source, at + item[0].length, end);
    if (source.text[at] === ']') return skipBlanks(source, at + 1, end) >= end ? items : undefined;
    if (source.text[at] !== ',') return undefined;
    at = skipBlanks(source, at + 1, end);
  }
}

/** `name:tag@digest AS alias`. */
export function readImage(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  const [image, keyword, name] = wordsIn(source, range);
  if (image === undefined) return;
  const text = source.text.slice(image.start, image.end);
  if (lonePlaceholder.test(text) && listPlaceholder.test(text)) writer.leaf('placeholder', image);
  else writeImage(writer, source, image);
  if (keyword === undefined || name === undefined || !alias.test(source.text.slice(keyword.start, keyword.end))) return;
  writer.open('alias', keyword.start);
  writeWord(writer, { source, end: name.end, stops: '' }, name);
  writer.close(name.end);
}

function writeImage(writer: NodeWriter, source: DockerSource, { start, end }: TextRange): void {
  const text = source.text.slice(start, end);
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const colon = tagColon(name);
  const nameEnd = start + (colon < 0 ? name.length : colon);
  const part = (kind: string, from: number, to: number) => {
    if (from + 1 >= to) return;
    writer.open(kind, from);
    writeWord(writer, { source, end: to, stops: '' }, { start: from + 1, end: to });
    writer.close(to);
  };
  writer.open('image', start);
  writeWord(writer, { source, end: nameEnd, stops: '' }, { start, end: nameEnd });
  if (colon >= 0) part('image_tag', nameEnd, start + name.length);
  if (at >= 0) part('image_digest', start + at, end);
  writer.close(end);
}

/** The colon before the tag: not that of a registry's port, and not one inside `${…}`. */
function tagColon(name: string): number {
  const plain = name.replace(/\$\{[^}]*\}/g, (found) => '_'.repeat(found.length));
  const colon = plain.lastIndexOf(':');
  return colon > plain.lastIndexOf('/') ? colon : -1;
}

/** `user:group`. */
export function readUser(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  const [user] = wordsIn(source, range, ':');
  if (user === undefined) return;
  const place = { source, end: range.end, stops: ':' };
  writeWord(writer, place, user);
  if (source.text[user.end] !== ':') return;
  const group = { start: user.end + 1, end: Math.max(wordEnd(place, user.end + 1), user.end + 1) };
  writer.open('user_group', user.end);
  writeWord(writer, place, group);
  writer.close(group.end);
}

/** All of the line is one name. */
export function readMaintainer(writer: NodeWriter, _source: DockerSource, range: TextRange): void {
  writer.leaf('word', range);
}

/** `name` or `name=value`, several. */
export function readArguments(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  for (const word of wordsIn(source, range)) {
    const equals = source.text.slice(word.start, word.end).indexOf('=');
    const end = equals < 0 ? word.end : word.start + equals;
    writer.leaf('variable_name', { start: word.start, end });
    if (equals >= 0 && end + 1 < word.end) writeWord(writer, { source, end: word.end, stops: '' }, { start: end + 1, end: word.end });
  }
}

export function readEnvironment(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  readPairs(writer, source, { ...range, kind: 'environment_pair' });
}

export function readLabel(writer: NodeWriter, source: DockerSource, range: TextRange): void {
  readPairs(writer, source, { ...range, kind: 'label_pair' });
}

interface PairRange extends TextRange {
  readonly kind: 'environment_pair' | 'label_pair';
}

/** `a=b c=d`, or the older `a b`, where all that follows the name is the value. */
function readPairs(writer: NodeWriter, source: DockerSource, range: PairRange): void {
  const words = wordsIn(source, range);
  const [first, second] = words;
  if (first === undefined) return;
  const text = source.text.slice(first.start, first.end);
  const isOlder = second !== undefined && !listPlaceholder.test(text) && !hasEquals(source, first);
  if (isOlder) return writePair(writer, source, { ...range, start: first.start, nameEnd: first.end, value: second.start, isOneWord: words.length === 2 });
  for (const word of words) {
    if (!hasEquals(source, word)) writer.leaf('placeholder', word);
    else {
      const nameEnd = wordEnd({ source, end: word.end, stops: '=' }, word.start);
      writePair(writer, source, { kind: range.kind, start: word.start, end: word.end, nameEnd, value: nameEnd + 1, isOneWord: true });
    }
  }
}

function hasEquals(source: DockerSource, { start, end }: TextRange): boolean {
  return wordEnd({ source, end, stops: '=' }, start) < end;
}

interface PairPlace extends PairRange {
  readonly nameEnd: number;
  readonly value: number;
  readonly isOneWord: boolean;
}

function writePair(writer: NodeWriter, source: DockerSource, { kind, start, end, nameEnd, value, isOneWord }: PairPlace): void {
  writer.open(kind, start);
  const name = { start, end: nameEnd };
  if (kind === 'environment_pair') writer.leaf('variable_name', name, 'name');
  else writeWord(writer, { source, end: nameEnd, stops: '=' }, name, 'name');
  if (!isOneWord) writer.leaf('word', { start: value, end }, 'value');
  else if (value < end) writeWord(writer, { source, end, stops: '' }, { start: value, end }, 'value');
  writer.close(end);
}
