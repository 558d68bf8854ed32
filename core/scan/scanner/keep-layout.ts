import type { Language } from '../languages/language.ts';
import type { Edit } from '../model.ts';
import { type Pieces, splitPieces } from './layout-pieces.ts';
import { pairPieces } from './piece-pairs.ts';

/** What a stretch of a text becomes. `lineStart` is where its first line begins; all offsets are 0-based UTF-16 in `text`. */
export interface Replacement {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly after: string;
  readonly language: Language | undefined;
}

/**
 * The smallest edits that turn a stretch into its replacement: what stays keeps its line breaks, indentation and comments, and an argument that is
 * added to a list with a line for each gets a line too. Where only white space differs, the stretch is replaced as a whole.
 */
export function layoutEdits(replacement: Replacement): readonly Edit[] {
  const { text, start, end, after, language } = replacement;
  const old = splitPieces(text.slice(start, end), language);
  const now = splitPieces(after, language);
  const pairs = pairPieces(old.pieces, now.pieces);
  const whole = { start, end, text: after };
  if (pairs.length === 0 || (pairs.length === old.pieces.length && pairs.length === now.pieces.length)) return [whole];
  const bounded = [...pairs, { old: old.pieces.length, now: now.pieces.length }];
  const edits: Edit[] = [];
  let last = { old: -1, now: -1 };
  for (const next of bounded) {
    edits.push(...stretchEdits({ old, now, from: last, to: next }));
    last = next;
  }
  return edits.map((edit) => ({ start: edit.start + start, end: edit.end + start, text: edit.text }));
}

interface Pair {
  readonly old: number;
  readonly now: number;
}

/** Between two pieces that stay. */
interface Stretch {
  readonly old: Pieces;
  readonly now: Pieces;
  readonly from: Pair;
  readonly to: Pair;
}

function stretchEdits(stretch: Stretch): readonly Edit[] {
  const { old, now, from, to } = stretch;
  const removed = to.old - from.old - 1;
  const added = to.now - from.now - 1;
  const place = { start: old.endOf(from.old), end: old.startOf(to.old) };
  const text = now.text.slice(now.endOf(from.now), now.startOf(to.now));
  const verbatim = { ...place, text };
  const atEdge = from.old < 0 || to.old === old.pieces.length;
  if (removed === 0 && added === 0) return atEdge && old.text.slice(place.start, place.end) !== text ? [verbatim] : [];
  if (atEdge && (added === 0 || isPadded(old.text) || isPadded(now.text))) return [verbatim];
  if (added === 0) return [{ ...place, text: gapWhereRemoved(stretch, text) }];
  if (removed === 0) return insertionEdits(stretch);
  return [exchangeEdit(stretch, removed === 1 && added === 1)];
}

/** White space at either end is there on purpose. */
function isPadded(text: string): boolean {
  return text !== text.trim();
}

/** Of the two gaps around what is removed the one that breaks the line stays. */
function gapWhereRemoved({ old, from, to }: Stretch, otherwise: string): string {
  const behind = old.text.slice(old.endOf(to.old - 1), old.startOf(to.old));
  const before = old.text.slice(old.endOf(from.old), old.startOf(from.old + 1));
  if (behind.includes('\n')) return behind;
  return before.includes('\n') ? before : otherwise;
}

/** Gaps beside what is exchanged stay where they break a line or one word takes the place of another. */
function exchangeEdit({ old, now, from, to }: Stretch, single: boolean): Edit {
  const oldGaps = [old.text.slice(old.endOf(from.old), old.startOf(from.old + 1)), old.text.slice(old.endOf(to.old - 1), old.startOf(to.old))];
  const nowGaps = [now.text.slice(now.endOf(from.now), now.startOf(from.now + 1)), now.text.slice(now.endOf(to.now - 1), now.startOf(to.now))];
  const words = single && isWord(old.pieces[from.old + 1]?.text) && isWord(now.pieces[from.now + 1]?.text);
  // A keyword before brackets is set off from them even where the name of a function was not.
  const keyword = oldGaps[1] === '' && nowGaps[1] !== '' && old.pieces[to.old]?.text === '(';
  const keeps = (side: 0 | 1) =>
    (words && !(side === 1 && keyword)) ||
    oldGaps[side] === nowGaps[side] ||
    (oldGaps[side]?.includes('\n') === true && nowGaps[side]?.includes('\n') !== true);
  return {
    start: keeps(0) ? old.startOf(from.old + 1) : old.endOf(from.old),
    end: keeps(1) ? old.endOf(to.old - 1) : old.startOf(to.old),
    text: now.text.slice(keeps(0) ? now.startOf(from.now + 1) : now.endOf(from.now), keeps(1) ? now.endOf(to.now - 1) : now.startOf(to.now)),
  };
}

function isWord(text: string | undefined): boolean {
  return text !== undefined && /^[\p{L}\p{N}_"'`]/u.test(text);
}

function insertionEdits(stretch: Stretch): readonly Edit[] {
  const { old, now, from, to } = stretch;
  const start = old.endOf(from.old);
  const end = old.startOf(to.old);
  const gap = old.text.slice(start, end);
  const before = now.text.slice(now.endOf(from.now), now.startOf(from.now + 1));
  const behind = now.text.slice(now.endOf(to.now - 1), now.startOf(to.now));
  const added = now.text.slice(now.startOf(from.now + 1), now.endOf(to.now - 1));
  if (before.includes('\n') || behind.includes('\n')) return [{ start, end, text: before + added + behind }];
  const listed = /[)\]}]/.test(old.pieces[to.old]?.text ?? '') ? addedElement(stretch, { gap, added }) : undefined;
  if (listed !== undefined) return listed;
  if (behind === gap || /[\n]/.test(gap)) {
    return isOpener(old.pieces[from.old]?.text) && gap.includes('\n')
      ? [{ start: end, end, text: added + behind }]
      : [{ start, end: start, text: before + added }];
  }
  if (before === gap) return [{ start: end, end, text: added + behind }];
  return [{ start, end, text: before + added + behind }];
}

/** An element added as the last of a list whose elements have lines of their own; undefined where they have not. */
function addedElement({ old, from }: Stretch, { gap, added }: { readonly gap: string; readonly added: string }): readonly Edit[] | undefined {
  const start = old.endOf(from.old);
  const ends = old.pieces[from.old]?.text === ',';
  if (ends && !gap.includes('\n')) return undefined;
  if (!(ends || added.startsWith(','))) return undefined;
  const indent = ownLineIndent(old, ends ? from.old - 1 : from.old);
  if (indent === undefined) return undefined;
  const element = added.replace(/^,\s*/, '');
  const lineEnd = old.text.includes('\r\n') ? '\r\n' : '\n';
  const broken = /\r?\n/.exec(gap);
  const lineBreak = start + (broken?.index ?? 0);
  if (ends) return [{ start: lineBreak, end: lineBreak, text: `${lineEnd}${indent}${element},` }];
  if (lineBreak === start) return [{ start, end: start, text: `,${lineEnd}${indent}${element}` }];
  return [
    { start, end: start, text: ',' },
    { start: lineBreak, end: lineBreak, text: `${lineEnd}${indent}${element}` },
  ];
}

/** The indentation of the element that ends with a piece, where it alone begins its line and the list was opened on an earlier one. */
function ownLineIndent(old: Pieces, last: number): string | undefined {
  let depth = 0;
  for (let index = last; index >= 0; index -= 1) {
    const text = old.pieces[index]?.text;
    depth += depthBefore(text);
    if (depth < 0 || (text === ',' && depth === 0)) return undefined;
    const gap = index === 0 ? '' : old.text.slice(old.endOf(index - 1), old.startOf(index));
    if (depth === 0 && gap.includes('\n')) return gap.slice(gap.lastIndexOf('\n') + 1);
  }
  return undefined;
}

/** How much deeper in brackets it is in front of a piece than behind it. */
function depthBefore(text: string | undefined): number {
  if (text === ')' || text === ']' || text === '}') return 1;
  return isOpener(text) ? -1 : 0;
}

function isOpener(text: string | undefined): boolean {
  return text === '(' || text === '[' || text === '{';
}
