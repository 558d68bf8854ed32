import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Files } from '../../../../core/kernel/context.ts';
import { Failure } from '../../../../core/kernel/failure.ts';
import { insideRoot } from '../../../../core/kernel/path.ts';
import { diskFiles } from '../../../../core/platform/files-disk.ts';
import { memoryFiles } from '../../../../core/platform/files-memory.ts';
import { compileGlobs } from '../../../../core/scan/glob.ts';
import { takesChangedFile, walk, type WalkRules } from '../../../../core/scan/project/walk.ts';

const everything: WalkRules = { outputDir: 'out', include: undefined, exclude: compileGlobs([]) };

function paths(content: Record<string, string>, rules: Partial<WalkRules> = {}, start = '') {
  const files = memoryFiles('/project', content);
  return walk(files, insideRoot('/project', start === '' ? '.' : start), { ...everything, ...rules }).paths;
}

function touch(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, 'x']));
}

test('files come in one fixed order', () => {
  expect(paths(touch('b.js', 'a/z.js', 'a.js', 'a/b/c.js', 'Z.js'))).toEqual(['Z.js', 'a.js', 'a/b/c.js', 'a/z.js', 'b.js']);
});

test('installed code, generated files, results and version control are left out', () => {
  const kept = ['src/app.js', 'package.json', 'outer/a.js', '.sentrik/config.yaml', '.sentrik/rules/ours/rule.yaml'];
  expect(
    paths(
      touch(
        ...kept,
        'node_modules/a/i.js',
        'x/vendor/a.go',
        '.git/config',
        'a.min.js',
        'app.js.map',
        'package-lock.json',
        'out/findings.json',
        '.venv/x.py',
        '.sentrik/local/audit.jsonl',
        '.sentrik/rules/ours/rule.js',
        '.sentrik/rules/ours/rule.test.yaml',
      ),
    ),
  ).toEqual(kept.toSorted());
});

test('.gitignore files of all levels hold, the deepest one last', () => {
  expect(
    paths({
      '.gitignore': '*.log\n/build\n!keep.log\nsecret/\n',
      ...touch('a.log', 'keep.log', 'build/a.js', 'sub/build/a.js', 'secret/a.js', 'sub/secret/a.js'),
      'sub/.gitignore': '!b.log\n*.tmp\n',
      ...touch('sub/b.log', 'sub/c.log', 'sub/a.tmp', 'a.tmp'),
    }),
  ).toEqual(['.gitignore', 'a.tmp', 'keep.log', 'sub/.gitignore', 'sub/b.log', 'sub/build/a.js']);
});

test('a folder that is named is walked even when git ignores it, with the files above still heeded otherwise', () => {
  const content = { '.gitignore': 'gen/\n*.log\n', ...touch('gen/a.js', 'src/a.js', 'src/a.log') };
  expect(paths(content, {}, 'gen')).toEqual(['gen/a.js']);
  expect(paths(content, {}, 'src')).toEqual(['src/a.js']);
});

test('globs of the configuration include and exclude', () => {
  const content = touch('src/a.ts', 'src/a.test.ts', 'src/fixtures/b.ts', 'lib/c.ts');
  expect(paths(content, { include: compileGlobs(['src/**']), exclude: compileGlobs(['*.test.ts', 'fixtures/']) })).toEqual(['src/a.ts']);
});

test('a folder that cannot be read is told and the others are walked', () => {
  const base = memoryFiles('/project', touch('good/a.js', 'bad/b.js'));
  const files: Files = {
    ...base,
    list(folder) {
      if (folder === 'bad') throw new Failure('forbidden', 'no');
      return base.list(folder);
    },
  };
  expect(walk(files, insideRoot('/project', '.'), everything)).toEqual({
    paths: ['good/a.js'],
    skips: [{ path: 'bad', reason: 'unreadable', message: 'The folder bad cannot be read' }],
  });
});

test('changed files are taken unless they lie in installed code, results or excluded globs', () => {
  const rules = { ...everything, exclude: compileGlobs(['docs/']) };
  const takes = (name: string) => takesChangedFile(insideRoot('/project', name), rules);
  expect(['src/a.js', 'docs/a.md', 'node_modules/a.js', 'out/findings.json', 'yarn.lock'].filter(takes)).toEqual(['src/a.js']);
});

let folder = '';

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'walk-'));
  fs.mkdirSync(path.join(folder, 'a/b'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'a/b/file.js'), 'x');
  fs.symlinkSync('..', path.join(folder, 'a/b/up'));
  fs.symlinkSync(folder, path.join(folder, 'self'));
  fs.symlinkSync(os.tmpdir(), path.join(folder, 'outside'));
  fs.symlinkSync('missing', path.join(folder, 'dangling.js'));
  fs.symlinkSync('a/b/file.js', path.join(folder, 'alias.js'));
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

test('links on the disk make neither cycles nor ways out', () => {
  const files = diskFiles(folder);
  expect(walk(files, insideRoot(files.root, '.'), everything)).toEqual({ paths: ['a/b/file.js'], skips: [] });
});
