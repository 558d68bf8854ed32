import { findComparison } from './comparison-finder.ts';
import { isBlank, isWordByte } from './byte-class.ts';
import type { RequiredNeighbour } from './required-neighbours.ts';

/** Words before which a name may stand that is brought in from elsewhere or gets another name. */
const joining: ReadonlySet<string> = new Set(['as', 'from', 'import']);
const longestJoining = 6;

/**
 * Whether a text in UTF-8 has the word where it can be what the pattern means. Doubtful places count: only those are left out where another
 * member or a plain word follows, and comparisons of something else. Strings and comments count as well. Nothing is said of code with a
 * syntax error between the tokens of a pattern.
 */
export function hasNeighbour(bytes: Buffer, { word, next }: RequiredNeighbour): boolean {
  const length = Buffer.byteLength(word);
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + length)) {
    if (isWordByte(bytes[at - 1]) || isWordByte(bytes[at + length])) continue;
    const follower = followerOf(bytes, at + length);
    if (follower.kind === 'word' || (follower.kind === 'member' && !isMember(next, follower.name))) continue;
    if (next.kind !== 'compared' || follower.kind !== 'arguments') return true;
  }
  return next.kind === 'compared' && findComparison(bytes, word, next);
}

type Follower = { readonly kind: 'word' | 'arguments' | 'other' } | { readonly kind: 'member'; readonly name: string };

const newline = 10;
const dot = 46;
const opening = 40;
const question = 63;

/** What stands behind a word: a plain word on the same line cannot belong to an expression with it. */
function followerOf(bytes: Buffer, start: number): Follower {
  let at = start;
  while (isBlank(bytes[at])) at += 1;
  const isNear = bytes.subarray(start, at).indexOf(newline) < 0;
  if (bytes[at] === opening) return { kind: 'arguments' };
  if (bytes[at] === question && bytes[at + 1] === dot) at += 1;
  if (bytes[at] === dot) return memberAt(bytes, at + 1);
  if (!isNear || at === start || !isWordByte(bytes[at])) return { kind: 'other' };
  return joining.has(wordAt(bytes, at, longestJoining)) ? { kind: 'other' } : { kind: 'word' };
}

function memberAt(bytes: Buffer, start: number): Follower {
  let at = start;
  while (isBlank(bytes[at])) at += 1;
  return isWordByte(bytes[at]) ? { kind: 'member', name: wordAt(bytes, at, bytes.length) } : { kind: 'other' };
}

/** Another member of the same object is not the one meant; of a call, none is. */
function isMember(next: RequiredNeighbour['next'], name: string): boolean {
  return next.kind === 'member' && next.name === name;
}

function wordAt(bytes: Buffer, start: number, most: number): string {
  let end = start;
  while (end - start <= most && isWordByte(bytes[end])) end += 1;
  return bytes.toString('utf8', start, end);
}
