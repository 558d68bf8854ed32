import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles, productFolders, root } from './import-graph.ts';

const self = 'test/architecture/words.test.ts';
const written = [...productFolders, 'scripts', 'bench', 'docs', 'test', '.ci', 'README.md', 'AGENTS.md', 'CHANGELOG.md', 'package.json', 'package-lock.json'];
const textFile = /\.(tsx?|mjs|md|json|html|css|ya?ml)$|\/run$/;
const emptyNames = /(^|\/)(utils?|helpers?|commons?|managers?|services?|misc)(\.[a-z]+)*(\/|$)/;

const banned: readonly { readonly what: string; readonly words: RegExp; readonly where?: RegExp }[] = [
  {
    what: 'a package registry host',
    words: /registry\.(npmjs|yarnpkg|npmmirror)\.|npm\.pkg\.github\.com|pkg\.dev\/|files\.pythonhosted\.org|repo1?\.maven\.(org|apache\.org)/i,
  },
  { what: 'a path of one machine', words: /\/work\/(main|shared)\b|\/tmp\/(brief|bash_jobs)\b|\/Users\/[a-z]|C:\\\\?Users\\\\?[A-Za-z]/ },
  { what: 'work that was left open', words: /\b(TODO|FIXME)\b|not there yet|\b(CONTRACT|stub) from\b|\bthe lead\b/, where: /^(?!test\/)/ },
];

describe('source and documentation do not contain', () => {
  const files = listFiles(written, textFile).filter((file) => file !== self && fs.existsSync(path.join(root, file)));
  for (const { what, words, where = /^/ } of banned) {
    it(what, () => {
      expect(files.length).toBeGreaterThan(10);
      const hits = files.filter((file) => where.test(file)).flatMap((file) => linesWith(file, words));
      expect(hits).toEqual([]);
    });
  }
});

it('no file or folder has a name that says nothing', () => {
  const files = listFiles([...productFolders, 'scripts', 'bench', 'test'], /./);
  expect(files.filter((file) => emptyNames.test(file))).toEqual([]);
  expect(emptyNames.test('core/scan/utils.ts')).toBe(true);
  expect(emptyNames.test('core/helpers/text.ts')).toBe(true);
});

function linesWith(file: string, words: RegExp): string[] {
  const lines = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
  return lines.flatMap((line, index) => (words.test(line) ? [`${file}:${index + 1}`] : []));
}
