import { fc } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { diffHunks, diffLines } from '../../../dashboard/findings/line-diff.ts';

it('shows a changed line as removed and added between the lines that stay', () => {
  expect(diffLines({ first_line: 10, before: ['a', 'b', 'c'], after: ['a', 'B', 'c'] })).toEqual([
    { kind: 'same', before: 10, after: 10, text: 'a' },
    { kind: 'removed', before: 11, text: 'b', changed: { from: 0, to: 1 } },
    { kind: 'added', after: 11, text: 'B', changed: { from: 0, to: 1 } },
    { kind: 'same', before: 12, after: 12, text: 'c' },
  ]);
});

it('numbers later hunks after the lines that earlier ones add', () => {
  const [, second] = diffHunks([
    { first_line: 1, before: ['x'], after: ['new', 'x'] },
    { first_line: 9, before: ['y'], after: ['y'] },
  ]);
  expect(second).toEqual([{ kind: 'same', before: 9, after: 10, text: 'y' }]);
});

it('tells what has changed within a line, and nothing where lines have no partner', () => {
  const changed = (before: readonly string[], after: readonly string[]) =>
    diffLines({ first_line: 1, before: [...before], after: [...after] }).map(({ text, changed: columns }) => columns && text.slice(columns.from, columns.to));
  expect(changed(['get(url, verify=False)'], ['get(url, verify=True)'])).toEqual(['False', 'True']);
  expect(changed(['get(url)'], ['get(url, 5)'])).toEqual(['', ', 5']);
  expect(changed(['aa'], ['aaa'])).toEqual(['aa', 'aaa']);
  expect(changed(['a'], ['b', 'c'])).toEqual([undefined, undefined, undefined]);
});

it('gives both texts back for any change', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = diffLines({ first_line: 1, before, after });
      expect(diff.flatMap(({ kind, text }) => (kind === 'added' ? [] : [text]))).toEqual(before);
      expect(diff.flatMap(({ kind, text }) => (kind === 'removed' ? [] : [text]))).toEqual(after);
    }),
  );
});
