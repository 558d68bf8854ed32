import { expect, test } from 'vitest';
import { translateRegex } from '../../../../core/scan/regex/dialect.ts';

function run(regex: string, text: string): string | undefined {
  const translated = translateRegex(regex);
  if (translated.kind === 'problem') return `problem: ${translated.message}`;
  return new RegExp(translated.source, translated.flags).exec(text)?.[0];
}

test.each([
  ['(?i)abc', 'xABCx', 'ABC'],
  ['(?im)^b$', 'a\nB\nc', 'B'],
  ['(?s)a.b', 'a\nb', 'a\nb'],
  ['(?x) a  b # comment\n c [ ]', 'abc ', 'abc '],
  ['foo(?i:Bar|[a-c]x)', 'fooBAR', 'fooBAR'],
  ['foo(?i:Bar)', 'FOObar', undefined],
  ['foo(?i:[a-c])x', 'fooBx', 'fooBx'],
  ['(?P<q>["\']).*?(?P=q)', 'a "b" c', '"b"'],
  ['\\Aabc\\Z', 'abc', 'abc'],
  ['\\Aabc', 'xabc', undefined],
  ['[[:alpha:]]+[[:digit:]]{,2}', '--ab123', 'ab12'],
  ['[]x]+', 'a]x]', ']x]'],
  ['[^]x]+', ']ab]', 'ab'],
  ['a\\hb', 'a\tb', 'a\tb'],
  ['\\Qa.b\\E+', 'a.bb', 'a.bb'],
  ['\\Q(', '(', '('],
  ['a(?#note)b', 'ab', 'ab'],
  ['\\x{41}b', 'Ab', 'Ab'],
  ['\\p{Lu}+', 'xÄÖ', 'ÄÖ'],
  ['(?u)(?a)b', 'b', 'b'],
  ['\\/a\\-b', '/a-b', '/a-b'],
])('%s on %j finds %j', (regex, text, found) => {
  expect(run(regex, text)).toBe(found);
});

test.each(['a++b', 'a*+', '(?>a)', '(?R)', '(?1)', 'a\\Kb', '(?(1)a|b)', '[[:foo:]]', '[a', '(a', '*', 'a'.repeat(2001), '(?<n>a)(?<n>b)'])(
  '%s is a problem',
  (regex) => {
    expect(run(regex, '')).toMatch(/^problem: /);
  },
);
