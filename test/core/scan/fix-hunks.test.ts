import { fc } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { applyEdits } from '../../../core/scan/fix.ts';
import { fixHunks } from '../../../core/scan/fix-hunks.ts';

const text = ['import a from "a";', 'one();', 'two();', 'three();', 'four();', 'five();', 'six();', 'seven();', ''].join('\n');

it('shows whole lines before and after with two unchanged lines around them', () => {
  const start = text.indexOf('four');
  expect(fixHunks(text, [{ start, end: start + 4, text: 'safe' }])).toEqual([
    { firstLine: 3, before: ['two();', 'three();', 'four();', 'five();', 'six();'], after: ['two();', 'three();', 'safe();', 'five();', 'six();'] },
  ]);
});

it('keeps distant edits in hunks of their own and joins near ones', () => {
  const far = text.indexOf('seven');
  const hunks = fixHunks(text, [
    { start: far, end: far + 5, text: 'last' },
    { start: 0, end: 0, text: 'import b from "b";\n' },
  ]);
  expect(hunks.map(({ firstLine }) => firstLine)).toEqual([1, 6]);
  expect(hunks[0]?.after.slice(0, 2)).toEqual(['import b from "b";', 'import a from "a";']);
  expect(
    fixHunks(text, [
      { start: 0, end: 6, text: 'x' },
      { start: text.indexOf('two'), end: text.indexOf('two') + 3, text: 'y' },
    ]),
  ).toHaveLength(1);
});

it('refuses edits that do not fit the text', () => {
  expect(() => fixHunks('ab', [{ start: 1, end: 9, text: '' }])).toThrow('do not fit');
});

it('gives the patched text back when the hunks replace their lines', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', ';'), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 20 }), fc.array(fc.tuple(fc.nat(200), fc.nat(10), line), { maxLength: 3 }), (lines, raw) => {
      const whole = lines.join('\n');
      const edits = raw
        .map(([at, length, replacement]) => ({ start: Math.min(at, whole.length), end: Math.min(at + length, whole.length), text: replacement }))
        .toSorted((a, b) => a.start - b.start)
        .filter((edit, index, all) => index === 0 || edit.start > (all[index - 1]?.end ?? 0));
      const separate = edits.filter((edit, index) => index === 0 || edit.start > (edits[index - 1]?.end ?? 0));
      const patched = [...lines];
      for (const hunk of [...fixHunks(whole, separate)].reverse()) patched.splice(hunk.firstLine - 1, hunk.before.length, ...hunk.after);
      expect(patched.join('\n')).toBe(applyEdits(whole, separate));
    }),
  );
});
