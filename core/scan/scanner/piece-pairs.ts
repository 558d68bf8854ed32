import type { Piece } from './layout-pieces.ts';

/** A piece of the old text and the one of the new text that it is. */
export interface PiecePair {
  readonly old: number;
  readonly now: number;
}

const largestTable = 1_000_000;

/** The pieces that stay, in order: what begins and ends alike, and the longest common sequence between (none where that would take long). */
export function pairPieces(old: readonly Piece[], now: readonly Piece[]): readonly PiecePair[] {
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head]?.text === now[head]?.text) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail]?.text === now[now.length - 1 - tail]?.text) tail += 1;
  const pairs: PiecePair[] = Array.from({ length: head }, (_, index) => ({ old: index, now: index }));
  pairs.push(
    ...commonPieces(old.slice(head, old.length - tail), now.slice(head, now.length - tail)).map((pair) => ({ old: pair.old + head, now: pair.now + head })),
  );
  for (let left = tail; left > 0; left -= 1) pairs.push({ old: old.length - left, now: now.length - left });
  return pairs;
}

function commonPieces(old: readonly Piece[], now: readonly Piece[]): readonly PiecePair[] {
  const width = now.length + 1;
  if (old.length === 0 || now.length === 0 || old.length * now.length > largestTable) return [];
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      const same = old[row]?.text === now[column]?.text;
      lengths[row * width + column] = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: PiecePair[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length && column < now.length) {
    if (old[row]?.text === now[column]?.text) pairs.push({ old: row++, now: column++ });
    else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return pairs;
}
