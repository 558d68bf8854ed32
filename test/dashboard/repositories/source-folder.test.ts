import { expect, it } from 'vitest';
import { linesOf } from '../../../dashboard/repositories/lines.ts';
import { entriesIn, parentOf } from '../../../dashboard/repositories/source-folder.ts';

const file = (path: string) => ({ path, size: 1500, sha256: 'x', mode: '100644' as const });
const files = [file('README.md'), file('src/a.js'), file('src/deep/b.js'), file('src/deep/c.js'), file('srcs/d.js')];

it('a folder shows its folders before its files, and nothing of folders beside it', () => {
  expect(entriesIn(files, '').map(({ name, note }) => `${name} ${note}`)).toEqual(['src 3 files', 'srcs 1 file', 'README.md 1.5 kB']);
  expect(entriesIn(files, 'src/').map(({ path }) => path)).toEqual(['src/deep/', 'src/a.js']);
  expect(entriesIn(files, 'nowhere/')).toEqual([]);
});

it('every place leads to the folder above', () => {
  expect([parentOf('src/deep/b.js'), parentOf('src/deep/'), parentOf('src/'), parentOf('README.md')]).toEqual(['src/deep/', 'src/', '', '']);
});

it('the end of the last line begins no further one', () => {
  expect([linesOf('a\r\nb\n'), linesOf('a\n\n'), linesOf('')]).toEqual([['a', 'b'], ['a', ''], []]);
});
