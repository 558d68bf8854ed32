import { fc } from '../../../support/property.ts';
import { expect, test } from 'vitest';
import { createTimeGuard } from '../../../../core/scan/regex/guard.ts';
import { compileTextRegex, hitsIn } from '../../../../core/scan/regex/text-regex.ts';

function hits(regex: string, text: string, trusted: boolean) {
  const compiled = compileTextRegex({ regex, flags: 'm', trusted });
  if (compiled.kind === 'problem') throw new Error(compiled.message);
  return { linear: compiled.regex.linear, found: [...hitsIn(compiled.regex, text)] };
}

test('a regex that backtracks for ever is linear in the hands of a user', () => {
  const text = `${'a'.repeat(50_000)}!`;
  const { linear, found } = hits('(a+)+$', text, false);
  expect({ linear, found }).toEqual({ linear: true, found: [] });
});

test('what only the native engine understands is marked for the guard', () => {
  expect(hits('(?<=x)y', 'xy', false)).toMatchObject({ linear: false, found: [{ start: 1, end: 2 }] });
  expect(hits('(?<=x)y', 'xy', true).linear).toBe(true);
});

test('the guard stops a regex that backtracks, and passes results and errors through', () => {
  const guard = createTimeGuard();
  expect(guard.run(() => /^(?:a+)+$/.test(`${'a'.repeat(60)}!`), 50)).toEqual({ kind: 'timeout' });
  expect(guard.run(() => 42, 5000)).toEqual({ kind: 'done', value: 42 });
  expect(() => guard.run(() => JSON.parse('{'), 5000)).toThrow(SyntaxError);
});

test('empty matches are passed over', () => {
  expect(hits('x*', 'aaxbb', true).found.map(({ start, end }) => [start, end])).toEqual([[2, 3]]);
  expect(hits('x*', 'aaxbb', false).found.map(({ start, end }) => [start, end])).toEqual([[2, 3]]);
});

const regexes = ['a+b', '(?:ab|ba)c?', '(\\w+)=(?<value>"[^"]*")', '^a|b$', '[^a]a', '(?i)AB'];

test('both engines find the same places and groups', () => {
  fc.assert(
    fc.property(fc.constantFrom(...regexes), fc.array(fc.constantFrom('a', 'b', 'c', '=', '"', '\n', ' '), { maxLength: 60 }), (regex, letters) => {
      const text = letters.join('');
      expect(hits(regex, text, false).found).toEqual(hits(regex, text, true).found);
    }),
  );
});
