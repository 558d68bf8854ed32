import { fc } from '../../../support/property.ts';
import ignore from 'ignore';
import { expect, test } from 'vitest';
import { compileIgnoreRules } from '../../../../core/scan/project/ignore-rules.ts';

const name = fc.constantFrom('build', 'Build', 'src', 'a.pyc', 'b.py', 'notes', '#x', 'a b', '.env');
const part = fc.constantFrom('build', 'src', '*.py', '*.py[co]', '**', '*', '?otes', 'a.pyc', '\\#x', 'a b', '.env');
const line = fc
  .record({
    sign: fc.constantFrom('', '', '!', '#'),
    root: fc.constantFrom('', '/'),
    parts: fc.array(part, { minLength: 1, maxLength: 3 }),
    end: fc.constantFrom('', '/', ' '),
  })
  .map(({ sign, root, parts, end }) => `${sign}${root}${parts.join('/')}${end}`);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

test('says of a path what asking every line says', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), path, fc.boolean(), (lines, plain, isFolder) => {
      const given = isFolder ? `${plain}/` : plain;
      const { ignored, unignored } = ignore().add(lines.join('\n')).test(given);
      expect(compileIgnoreRules(lines.join('\n'))(given)).toBe(ignored || unignored ? ignored : undefined);
    }),
    { numRuns: 5000 },
  );
});

test('a file of comments and empty lines says nothing', () => {
  expect(compileIgnoreRules('# build\n\n')('build/')).toBeUndefined();
});
