import { expect, test } from 'vitest';
import { applyEdits } from '../../../../core/scan/fix.ts';
import { scannerOf } from '../../../support/scanning.ts';

async function fixed(rule: string, text: string, path = 'a.js') {
  const scanner = await scannerOf(rule);
  const [finding] = scanner.check({ path, text }).findings;
  if (finding?.fix === undefined) return undefined;
  const fix = scanner.verifyFix({ path, text }, finding);
  return { text: applyEdits(text, fix.edits), verified: fix.verified };
}

function rule(fields: string, pattern = 'pattern: bad($X)'): string {
  return `{id: r, message: m, severity: low, languages: [javascript], ${pattern}, ${fields}}`;
}

test('a template takes metavariables and is indented as the file is', async () => {
  expect(await fixed(rule('fix: "good($X,\\n  1)"'), 'if (a) {\n    bad(b.c);\n}')).toEqual({
    text: 'if (a) {\n    good(b.c,\n        1);\n}',
    verified: true,
  });
});

test('an empty template removes a statement with its line', async () => {
  expect(await fixed(rule('fix: ""'), 'a();\nbad(1);\nb();')).toEqual({ text: 'a();\nb();', verified: true });
});

test('a regex replaces groups inside the match only', async () => {
  expect(await fixed(rule("fix-regex: {regex: '(b)ad\\((.*?)\\)', replacement: '\\2.ok(\"\\g<1>\")'}"), 'bad(q); ad')).toEqual({
    text: 'q.ok("b"); ad',
    verified: true,
  });
  expect(await fixed(rule("fix-regex: {regex: 'x', replacement: 'y', count: 2}", 'pattern: bad(...)'), 'bad(x, x, x)')).toEqual({
    text: 'bad(y, y, x)',
    verified: false,
  });
});

test.each([
  ['remove_line', 'a = 1\nprint(b)\nc = 2', 'a = 1\nc = 2'],
  ['comment_out', 'if a:\n  print(b)\n  pass', 'if a:\n  # print(b)\n  pass'],
])('%s works on whole lines', async (autofix, before, after) => {
  const published = `{id: P-1, name: print, type: regex, severity: low, languages: [python], pattern: '^ *print\\(', autofix: ${autofix}}`;
  expect(await fixed(published, before, 'a.py')).toEqual({ text: after, verified: true });
});

test('comments use the words of the language', async () => {
  const published = "{id: P-1, name: call, type: regex, severity: low, languages: [c, yaml], pattern: '^\\s*danger', autofix: comment_out}";
  expect((await fixed(published, '  danger();', 'a.c'))?.text).toBe('  // danger();');
  expect((await fixed(published, '  danger: 1', 'a.yaml'))?.text).toBe('  # danger: 1');
});

test('replace of the published kinds', async () => {
  const published = "{id: P-1, name: http, type: regex, severity: low, pattern: 'http://(\\w+)', autofix: replace, replacement: 'https://\\1'}";
  expect(await fixed(published, 'see http://here', 'a.txt')).toEqual({ text: 'see https://here', verified: true });
});

test.each([
  ['breaks the syntax', 'fix: "good("'],
  ['leaves the finding', 'fix: "bad($X)  "'],
  ['does nothing', 'fix: "bad($X)"'],
])('a fix that %s is not verified', async (_name, fix) => {
  expect((await fixed(rule(fix), 'bad(1);'))?.verified).toBe(false);
});

test('a fix that brings another finding is not verified', async () => {
  const rules = `rules: [${rule('fix: worse($X)')}, {id: s, message: m, severity: low, languages: [javascript], pattern: worse(...)}]`;
  expect((await fixed(rules, 'bad(1);'))?.verified).toBe(false);
});

test('several fixes are applied together, without those that overlap or do not verify', async () => {
  const rules = `rules: [${rule('fix: good($X)')}, {id: z, message: m, severity: low, languages: [javascript], pattern: ugly($X), fix: ugly($X)}, {id: y, message: m, severity: low, languages: [javascript], pattern: bad(bad($X)), fix: fine($X)}]`;
  const scanner = await scannerOf(rules);
  const source = { path: 'a.js', text: 'bad(bad(1));\nbad(2);\nugly(3);' };
  const edits = scanner.fixAll(source, scanner.check(source).findings);
  expect(applyEdits(source.text, edits)).toBe('good(good(1));\ngood(2);\nugly(3);');
});
