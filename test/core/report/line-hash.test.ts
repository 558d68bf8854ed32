import { expect, it } from 'vitest';
import { lineHashes } from '../../../core/report/sarif/line-hash.ts';

/** Values that GitHub's upload action gives for these texts (its own test data, MIT). */
const known: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty text', '', ['c129715d7a2bc9a3:1']],
  ['blanks and tabs', ' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
  [
    'a repeated line',
    'Lorem ipsum dolor sit amet.\n'.repeat(10),
    [
      ...[1, 2, 3, 4, 5, 6].map((occurrence) => `a7f2ff13bc495cf2:${occurrence}`),
      'a7f2ff1481e87703:1',
      'a9cf91f7bbf1862b:1',
      '55ec222b86bcae53:1',
      'cc97dc7b1d7d8f7b:1',
      'c129715d7a2bc9a3:1',
    ],
  ],
];
const greetings = [
  'e9496ae3ebfced30:1',
  'fb7c023a8b9ccb3f:1',
  'ce8ba1a563dcdaca:1',
  'e20e36e16fcb0cc8:1',
  'b3edc88f2938467e:1',
  'c8e28b0b4002a3a0:1',
  'c129715d7a2bc9a3:1',
];

it.each(known)("equals GitHub's hashes for %s", (_name, text, expected) => {
  expect(allHashes(text)).toEqual(expected);
});

it.each([
  [' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n'],
  [' hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r'],
  [' hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n'],
  [' hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n'],
])('does not depend on the kind of line end: %j', (text) => {
  expect(allHashes(text)).toEqual(greetings);
});

it('gives the fingerprints that GitHub adds to a log for two small files', () => {
  const first = lineHashes('var a = 0;\nvar b = 0;\nvar c = 0;\nvar d = 0;\n');
  const second = lineHashes('var foo = 0;\nvar bar = 0;\nvar baz = 0;\nvar qux = 0;\n');
  expect([first.of(0), second.of(1)]).toEqual(['5e4d5a9cf1294ad9:1', 'f7592a95a9381ac0:1']);
});

it('keeps a line its hash when lines are inserted above it', () => {
  const text = `${'const padding = 1;\n'.repeat(20)}dangerous();\n${'const padding = 2;\n'.repeat(20)}`;
  expect(lineHashes(`// new\n// lines\n${text}`).of(22)).toBe(lineHashes(text).of(20));
});

function allHashes(text: string): (string | undefined)[] {
  const hashes = lineHashes(text);
  const count = text.split(/\r\n|\r|\n/).length;
  return Array.from({ length: count }, (_unused, line) => hashes.of(line));
}
