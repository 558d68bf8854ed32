import { beforeAll, expect, it } from 'vitest';
import { followFiles } from '../../../../core/scan/edits/followed.ts';
import { readCompiledPacks } from '../../../../core/scan/packs.ts';
import { type EditorSession, openScanner, type Scanner } from '../../../../core/scan/scanner.ts';
import { builtAssets } from '../../../support/assets.ts';
import { fc } from '../../../support/property.ts';
import { scannerSettings } from '../../../support/scanning.ts';

let scanner: Scanner;

beforeAll(async () => {
  scanner = await openScanner(scannerSettings(readCompiledPacks(builtAssets)), builtAssets);
});

const texts: Readonly<Record<string, string>> = {
  'app.ts': `import { exec } from 'node:child_process';
export function list(req, res) {
  const dir = req.query.dir;
  exec('ls ' + dir);
  res.send('<b>' + dir + '</b>');
}
`,
  'app.py': `import os
from flask import request

def run():
    name = request.args.get("name")
    os.system("ls " + name)
`,
  'page.html': '<script>\nlocation = location.hash.slice(1);\n</script>\n<a target="_blank" href="http://example.org">x</a>\n',
  'notes.txt': 'key = "AKIAQ3EGRD7TJ5VWM2KL"\n',
};

const edit = fc.record({
  path: fc.constantFrom(...Object.keys(texts)),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 40 }),
  text: fc.constantFrom(
    '',
    'x',
    '\n',
    '\r\n',
    '"',
    '{',
    '}',
    '😀',
    'eval(x)\n',
    '// sentrik-ignore: * because\n',
    '    os.system(request.args["a"])\n',
    '</script>',
  ),
});

it('gives what a check from scratch gives, after any edits of files in any order, also of more than it follows', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const files = followFiles(scanner, { files: 3, characters: 2000 });
      const current = new Map(Object.entries(texts));
      for (const [path, text] of current) expect(files.check({ path, text })).toEqual(scanner.check({ path, text }));
      for (const { path, at, length, text: inserted } of edits) {
        const before = current.get(path) ?? '';
        const start = Math.floor(at * before.length);
        const text = before.slice(0, start) + inserted + before.slice(start + length);
        current.set(path, text);
        expect(JSON.stringify(files.check({ path, text }))).toBe(JSON.stringify(scanner.check({ path, text })));
      }
    }),
    { numRuns: 25 },
  );
});

it('opens a file at its second check, closes those that it follows no longer and follows none that is too long', () => {
  const { opened, open, watched } = watch(scanner);
  const files = followFiles(watched, { files: 2, characters: 60 });
  const check = (path: string, text: string) => files.check({ path, text });
  check('a.js', 'const a = 1;\n');
  expect(opened).toEqual([]);
  for (const path of ['a.js', 'b.js', 'b.js', 'c.js', 'c.js']) check(path, 'const a = 2;\n');
  expect([opened, [...open]]).toEqual([
    ['a.js', 'b.js', 'c.js'],
    ['b.js', 'c.js'],
  ]);
  check('b.js', `const a = '${'x'.repeat(40)}';\n`);
  expect([...open]).toEqual(['b.js']);
  const long = `const a = '${'x'.repeat(80)}';\n`;
  expect(check('b.js', long)).toEqual(scanner.check({ path: 'b.js', text: long }));
  expect(opened).toHaveLength(3);
});

it('checks from scratch where following a file fails', () => {
  const failing: Scanner = { ...scanner, open: (source) => Object.assign(scanner.open(source), { update: fail }) };
  const files = followFiles(failing);
  for (const text of ['eval(a);\n', 'eval(b);\n', 'eval(req.query.c);\n'])
    expect(files.check({ path: 'a.js', text })).toEqual(scanner.check({ path: 'a.js', text }));
});

function fail(): never {
  throw new Error('a parser that gave up');
}

/** The scanner, with the paths of the sessions that it opened and of those that are still open. */
function watch(real: Scanner) {
  const opened: string[] = [];
  const open = new Set<string>();
  const watched: Scanner = {
    ...real,
    open(source, depth) {
      const session = real.open(source, depth);
      const close = session.close.bind(session);
      opened.push(source.path);
      open.add(source.path);
      const closing: Pick<EditorSession, 'close'> = {
        close() {
          open.delete(source.path);
          close();
        },
      };
      return Object.assign(session, closing);
    },
  };
  return { opened, open, watched };
}
