import { fc } from '../../support/property.ts';
import { expect, it } from 'vitest';
import { openHighlighter } from '../../../dashboard/findings/syntax.ts';

it('colours comments, strings, numbers and keywords of the language that the file name suggests', () => {
  expect(kinds('a.ts', "const a = 'x // y'; // 42")).toEqual(['keyword:const', "string:'x // y'", 'comment:// 42']);
  expect(kinds('a.py', 'return 42  # "no string"')).toEqual(['keyword:return', 'number:42', 'comment:# "no string"']);
  expect(kinds('Dockerfile', 'RUN x#y # z')).toEqual(['comment:# z']);
});

it('marks exactly the columns of the finding', () => {
  const marked = openHighlighter('a.ts')('const a = eval(b);', { from: 10, to: 17 }).filter((part) => part.marked);
  expect(marked.map(({ text }) => text).join('')).toBe('eval(b)');
});

it('never loses, adds or moves a character', () => {
  const highlight = openHighlighter('a.js');
  const code = fc.string({ unit: fc.constantFrom("'", '"', '`', '/', '*', '#', '\\', ' ', '\t', 'a', '1', 'const', '🙂'), maxLength: 40 });
  fc.assert(
    fc.property(code, fc.integer({ min: -5, max: 40 }), fc.integer({ min: -5, max: 40 }), (line, from, to) => {
      const parts = highlight(line, { from, to });
      expect(parts.map(({ text }) => text).join('')).toBe(line);
      const marked = parts.flatMap((part) => (part.marked ? [part.text] : [])).join('');
      expect(marked).toBe(line.slice(Math.max(0, from), Math.max(0, from, to)));
    }),
  );
});

function kinds(file: string, line: string): string[] {
  return openHighlighter(file)(line).flatMap(({ kind, text }) => (kind === 'plain' ? [] : [`${kind}:${text}`]));
}
