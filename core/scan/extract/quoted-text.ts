import type { LanguageId } from '../model.ts';
import type { Stretch, TextBuilder } from './text-map.ts';

/** The content of a string literal and how characters are written in it. */
export interface Quoted extends Stretch {
  /** What ends it; '' where nothing does. */
  readonly quote: string;
  readonly escapes: 'all' | 'own-quote' | 'none';
}

const opening = /^(?<prefix>[A-Za-z]{0,3}|[@$]{1,2})(?<quote>"""|'''|["'`])/;
/** Quotes in which only the quote and the escape sign itself are escaped, and those in which nothing is. */
const plainer: Partial<Record<LanguageId, Readonly<Record<string, Quoted['escapes']>>>> = {
  php: { "'": 'own-quote' },
  ruby: { "'": 'own-quote' },
  bash: { "'": 'none' },
  go: { '`': 'none' },
  toml: { "'": 'none', "'''": 'none' },
};

/** Takes the quotes off a range of a text; a range that has none but stands between quotes is the content already. */
export function contentOf(text: string, { start, end }: Stretch, language: LanguageId | undefined): Quoted {
  const found = opening.exec(text.slice(start, Math.min(end, start + 8)))?.groups;
  const { prefix = '', quote = '' } = found ?? {};
  const from = start + prefix.length + quote.length;
  if (quote !== '' && from + quote.length <= end && text.endsWith(quote, end)) {
    return { start: from, end: end - quote.length, quote, escapes: escapesOf(quote, prefix, language) };
  }
  const around = text[start - 1] ?? '';
  const isBetween = around !== '' && around === text[end] && ['"', "'", '`'].includes(around);
  return { start, end, quote: isBetween ? around : '', escapes: isBetween ? escapesOf(around, prefixBefore(text, start - 1), language) : 'all' };
}

function prefixBefore(text: string, at: number): string {
  return /[A-Za-z@]{0,3}$/.exec(text.slice(Math.max(0, at - 3), at))?.[0] ?? '';
}

function escapesOf(quote: string, prefix: string, language: LanguageId | undefined): Quoted['escapes'] {
  if (/[rR@]/.test(prefix)) return 'none';
  return (language === undefined ? undefined : plainer[language]?.[quote]) ?? 'all';
}

const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\u0007', e: '\u001b' };
const asIs = new Set(['\\', '"', "'", '`', '/', '$']);
const escapeSign = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|U([\da-fA-F]{8})|([0-7]{1,3})|(\r?\n)|(\s|\S))/y;

/** Adds the content with its escapes replaced by what they stand for; unknown ones stay. */
export function addUnescaped(text: string, { start, end, quote, escapes }: Quoted, builder: TextBuilder): void {
  let copied = start;
  for (let at = text.indexOf('\\', start); escapes !== 'none' && at >= 0 && at < end; at = text.indexOf('\\', at)) {
    escapeSign.lastIndex = at;
    const found = escapeSign.exec(text);
    if (found === null || escapeSign.lastIndex > end) break;
    const meant = escapes === 'all' ? meaningOf(found) : ownQuote(found[7], quote);
    if (meant !== undefined) {
      builder.copy(text, copied, at);
      builder.put(meant, at, escapeSign.lastIndex);
      copied = escapeSign.lastIndex;
    }
    at = escapeSign.lastIndex;
  }
  builder.copy(text, copied, end);
}

function ownQuote(sign: string | undefined, quote: string): string | undefined {
  return sign === '\\' || sign === quote ? sign : undefined;
}

function meaningOf([, two, four, braced, eight, octal, lineEnd, sign = '']: RegExpExecArray): string | undefined {
  const hex = two ?? four ?? braced ?? eight;
  if (hex !== undefined) return characterOf(Number.parseInt(hex, 16));
  if (octal !== undefined) return characterOf(Number.parseInt(octal, 8));
  if (lineEnd !== undefined) return '';
  return letters[sign] ?? (asIs.has(sign) ? sign : undefined);
}

function characterOf(code: number): string | undefined {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}

const written: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t`, '\\': '\\\\' };

/** A text as it is written between these quotes; undefined where it cannot stand there. */
export function escaped(text: string, { quote, escapes }: Pick<Quoted, 'quote' | 'escapes'>): string | undefined {
  if (quote === '') return text;
  if (escapes === 'all') return text.replaceAll(/[\n\r\t\\"'`]/g, (sign) => written[sign] ?? (quote.startsWith(sign) ? `\\${sign}` : sign));
  if (/[\n\r]/.test(text) && quote.length === 1 && quote !== '`') return undefined;
  return text.includes(quote[0] ?? '') || text.includes('\\') ? undefined : text;
}
