import { isBlank, isSpace, isWordByte } from './byte-class.ts';
import { closingOf, openingOf, quoteAfter } from './line-brackets.ts';
import type { Neighbour } from './prefilter-formula.ts';

type Compared = Extract<Neighbour, { kind: 'compared' }>;

/** Words with an operand of their own. */
const prefixes: ReadonlySet<string> = new Set(['await', 'not', 'new', 'lambda', 'yield', 'sizeof']);
/** What an operand that is no call can end with: `]`, `}` and quotes. */
const otherEnds: ReadonlySet<number> = new Set([93, 125, 34, 39]);
/** What can stand behind an operand that has come to its end: `:),;&|{]}` */
const afterOperand: ReadonlySet<number> = new Set([58, 41, 44, 59, 38, 124, 123, 93, 125]);
/** What can also begin the next line then: quotes and `@`. */
const nextLine: ReadonlySet<number> = new Set([34, 39, 64]);
const signs = { equals: 61, exclamation: 33, less: 60, greater: 62, minus: 45, dot: 46, closing: 41, opening: 40 } as const;
const opens: ReadonlySet<number> = new Set([40, 91, 123]);
const quotes: ReadonlySet<number> = new Set([34, 39]);
const mostParts = 40;

/** Whether a call of the word may be compared in this way; what cannot be told in passing counts. */
export function findComparison(bytes: Buffer, word: string, compared: Compared): boolean {
  const { operator } = compared;
  for (let at = bytes.indexOf(operator); at >= 0; at = bytes.indexOf(operator, at + 1)) {
    if (isLonger(bytes, at, operator)) continue;
    if (mayEndCall(bytes, at - 1, word) && mayBeLiteral(bytes, at + 2, compared.literal)) return true;
    if (mayBeginCall(bytes, at + 2, word)) return true;
  }
  return false;
}

/** A part of a sign such as `===`. */
function isLonger(bytes: Buffer, at: number, operator: string): boolean {
  const { equals, exclamation, less, greater } = signs;
  const before = bytes[at - 1];
  return bytes[at + 2] === equals || (operator === '==' && (before === equals || before === exclamation || before === less || before === greater));
}

/** Whether a call of the word may end here. */
function mayEndCall(bytes: Buffer, last: number, word: string): boolean {
  let at = last;
  while (isSpace(bytes[at])) at -= 1;
  const end = bytes[at];
  if (end === undefined || isWordByte(end) || otherEnds.has(end)) return false;
  const start = end === signs.closing ? openingOf(bytes, at) : undefined;
  if (start === undefined || !isWordByte(bytes[start - 1])) return true;
  const first = start - word.length;
  return bytes.toString('latin1', first, start) === word && !isWordByte(bytes[first - 1]);
}

const plainNumber = /^(?:0|[1-9]\d*)$/;

/** Whether what stands here may have the value of a number: another number alone has not. */
function mayBeLiteral(bytes: Buffer, first: number, literal: string | undefined): boolean {
  if (literal === undefined) return true;
  let at = first;
  while (isSpace(bytes[at])) at += 1;
  const start = at;
  while (isWordByte(bytes[at])) at += 1;
  const written = bytes.toString('latin1', start, at);
  return !plainNumber.test(written) || Number(written) === Number(literal) || !isOver(bytes, at);
}

/** Whether the operand that begins here may be a call of the word: read part by part, in brackets only for where they close. */
function mayBeginCall(bytes: Buffer, first: number, word: string): boolean {
  let at = first;
  while (isSpace(bytes[at])) at += 1;
  if (bytes[at] === signs.minus) at += 1;
  if (bytes[at] === signs.opening) return true;
  for (let parts = 0; parts < mostParts; parts += 1) {
    const end = partEnd(bytes, at);
    if (end === undefined) return true;
    if (end === at) return parts === 0 || !isOver(bytes, at);
    const name = isWordByte(bytes[at]) || bytes[at] === signs.dot ? bytes.toString('latin1', at, end) : '';
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (last === word || prefixes.has(last)) return true;
    at = end;
  }
  return true;
}

/** The end of a dotted name, a text or something in brackets; `start` when there is none of these, undefined in doubt. */
function partEnd(bytes: Buffer, start: number): number | undefined {
  const byte = bytes[start] ?? 0;
  if (quotes.has(byte)) return quoteAfter(bytes, start);
  if (opens.has(byte)) return closingOf(bytes, start);
  let at = start;
  while (isWordByte(bytes[at]) || bytes[at] === signs.dot) at += 1;
  return at;
}

/** Whether nothing that stands here can belong to the operand before it. */
function isOver(bytes: Buffer, start: number): boolean {
  let at = start;
  while (isBlank(bytes[at])) at += 1;
  const byte = bytes[at];
  return byte === undefined || afterOperand.has(byte) || (at > start && (isWordByte(byte) || nextLine.has(byte)));
}
