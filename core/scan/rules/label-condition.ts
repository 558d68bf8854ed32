import type { LabelCondition } from '../model.ts';
import { type Part, refuse, textOf } from './part.ts';

const token = /\s*(?:([A-Za-z_]\w*)|([()]))/y;
const depthLimit = 50;

/** `A and not (B or C)`; undefined after reporting what is wrong. */
export function readLabelCondition(part: Part): LabelCondition | undefined {
  const text = part.value === null ? undefined : textOf(part);
  if (text === undefined) return undefined;
  const tokens = tokensOf(text.trim());
  if (tokens === undefined) return refuse(part, 'Labels with and, or, not and parentheses were expected here');
  const reader: Reader = { tokens, at: 0, depth: 0 };
  const condition = readAny(reader);
  return condition === undefined || reader.at < tokens.length ? refuse(part, 'Labels with and, or, not and parentheses were expected here') : condition;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) return undefined;
    tokens.push(found[1] ?? found[2] ?? '');
  }
  return tokens;
}

function readAny(reader: Reader): LabelCondition | undefined {
  return readJoined(reader, 'or', (inner) => readJoined(inner, 'and', readTerm));
}

function readJoined(reader: Reader, word: 'or' | 'and', readPart: (reader: Reader) => LabelCondition | undefined): LabelCondition | undefined {
  const first = readPart(reader);
  if (first === undefined) return undefined;
  const of = [first];
  while (reader.tokens[reader.at] === word) {
    reader.at += 1;
    const next = readPart(reader);
    if (next === undefined) return undefined;
    of.push(next);
  }
  return of.length === 1 ? first : { kind: word === 'or' ? 'any' : 'all', of };
}

function readTerm(reader: Reader): LabelCondition | undefined {
  const word = reader.tokens[reader.at];
  reader.at += 1;
  reader.depth += 1;
  if (word === undefined || reader.depth > depthLimit || word === ')' || word === 'and' || word === 'or') return undefined;
  const read = word === '(' ? readGroup(reader) : readNamed(reader, word);
  reader.depth -= 1;
  return read;
}

function readNamed(reader: Reader, word: string): LabelCondition | undefined {
  if (word === 'True' || word === 'False') return { kind: word === 'True' ? 'all' : 'any', of: [] };
  if (word !== 'not') return { kind: 'label', label: word };
  const of = readTerm(reader);
  return of === undefined ? undefined : { kind: 'not', of };
}

function readGroup(reader: Reader): LabelCondition | undefined {
  const inner = readAny(reader);
  if (reader.tokens[reader.at] !== ')') return undefined;
  reader.at += 1;
  return inner;
}
