import type { Neighbour, Prefilter } from './prefilter-formula.ts';

/** A prefilter as the build writes it: words and texts are strings with a letter before them, since there are many. */
type Written = string | readonly ['n', ...(readonly string[])] | readonly ['&' | '|', readonly Written[]];

/** A prefilter as a short text that `readPrefilter` reads. */
export function writePrefilter(prefilter: Prefilter): string {
  return JSON.stringify(written(prefilter));
}

function written(prefilter: Prefilter): Written {
  switch (prefilter.kind) {
    case 'always':
      return 'a';
    case 'word':
      return `w${prefilter.word}`;
    case 'text':
      return `t${prefilter.text}`;
    case 'operator':
      return `o${prefilter.operator}`;
    case 'neighbour':
      return ['n', prefilter.word, prefilter.next.kind, ...detailsOf(prefilter.next)];
    case 'all':
      return ['&', prefilter.of.map(written)];
    case 'any':
      return ['|', prefilter.of.map(written)];
  }
  return prefilter satisfies never;
}

function detailsOf(next: Neighbour): readonly string[] {
  if (next.kind === 'arguments') return [];
  if (next.kind === 'member') return [next.name];
  return next.literal === undefined ? [next.operator] : [next.operator, next.literal];
}

/** Reads what `writePrefilter` wrote; what it did not write needs nothing. Throws when the text is no JSON. */
export function readPrefilter(text: string): Prefilter {
  return read(JSON.parse(text));
}

function read(value: unknown): Prefilter {
  if (typeof value === 'string') return readOne(value);
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  if (parts[0] === 'n') return readNeighbour(parts.slice(1).map(String));
  return { kind: parts[0] === '&' ? 'all' : 'any', of: Array.isArray(parts[1]) ? parts[1].map(read) : [{ kind: 'always' }] };
}

function readNeighbour([word = '', kind, detail = '', literal]: readonly string[]): Prefilter {
  if (kind === 'arguments') return { kind: 'neighbour', word, next: { kind } };
  if (kind === 'member') return { kind: 'neighbour', word, next: { kind, name: detail } };
  return { kind: 'neighbour', word, next: { kind: 'compared', operator: operatorOf(detail), ...(literal === undefined ? {} : { literal }) } };
}

function readOne(value: string): Prefilter {
  const rest = value.slice(1);
  switch (value[0]) {
    case 'w':
      return { kind: 'word', word: rest };
    case 't':
      return { kind: 'text', text: rest };
    case 'o':
      return { kind: 'operator', operator: operatorOf(rest) };
    default:
      return { kind: 'always' };
  }
}

function operatorOf(text: string): '==' | '!=' {
  return text === '==' ? '==' : '!=';
}
