import { describe, expect, test } from 'vitest';
import { entropyOf } from '../../../../core/scan/detectors/regex.ts';
import type { Scanner } from '../../../../core/scan/scanner.ts';
import { scannerOf } from '../../../support/scanning.ts';

function places(scanner: Scanner, path: string, text: string): string[] {
  return scanner.check({ path, text }).findings.map(({ span, ruleId, message }) => `${span.startLine + 1} ${ruleId}: ${message}`);
}

function published(fields: string): string {
  return `{id: P-1, name: policy, severity: low, ${fields}}`;
}

describe('required_pattern', () => {
  test('wants every pattern in each file that fits, and looks past empty files', async () => {
    const scanner = await scannerOf(published("type: required_pattern, all_patterns: [Copyright, '(?i)licence'], file_glob: 'src/**/*.py'"));
    expect(places(scanner, 'src/a.py', '# Copyright\n# LICENCE\n')).toEqual([]);
    expect(places(scanner, 'src/a.py', 'x = 1\n# Copyright\n')).toEqual(['1 P-1: policy']);
    expect(places(scanner, 'src/a.py', '\n')).toEqual([]);
    expect(places(scanner, 'lib/a.py', 'x = 1')).toEqual([]);
  });
});

describe('file_policy', () => {
  test('must_contain_pattern and must_not_contain_pattern', async () => {
    const wants = await scannerOf(published("type: file_policy, check: must_contain_pattern, params: {pattern: 'use strict'}, file_pattern: '*.js'"));
    expect(places(wants, 'a.js', 'x')).toHaveLength(1);
    expect(places(wants, 'a.js', '"use strict"')).toEqual([]);
    const refuses = await scannerOf(published("type: file_policy, check: must_not_contain_pattern, pattern: 'FIXME', file_pattern: '*.js'"));
    expect(places(refuses, 'a.js', 'a\nFIXME\nFIXME')).toEqual(['2 P-1: policy', '3 P-1: policy']);
  });

  test('max_lines counts lines, not line ends', async () => {
    const scanner = await scannerOf(published('type: file_policy, check: max_lines, params: {max: 3}'));
    expect(places(scanner, 'a.txt', '1\n2\n3\n')).toEqual([]);
    expect(places(scanner, 'a.txt', '1\n2\n3\n4')).toEqual(['1 P-1: The file has 4 lines; at most 3 are allowed']);
  });

  test('forbidden_file looks at names, also of files that are not text', async () => {
    const scanner = await scannerOf(published("type: file_policy, check: forbidden_file, params: {glob: '*.pem'}"));
    expect(places(scanner, 'keys/a.pem', 'x')).toEqual(['1 P-1: policy']);
    expect(scanner.checkPath('keys/a.pem').findings).toHaveLength(1);
    expect(scanner.checkPath('keys/a.txt').findings).toEqual([]);
  });

  test.each([
    ['a.js', 'function f(a) { if (a && b || c) { for (const x of a) { while (x) {} } } else if (d) {} return a ? 1 : 2; }', 8],
    ['a.js', 'function f() { try { switch (a) { case 1: case 2: default: } } catch (e) {} }', 4],
    ['a.js', 'function f() { g(() => { if (a) {} }); }', 1],
    [
      'a.py',
      'def f(a):\n    if a and b or c:\n        pass\n    elif d:\n        pass\n    for x in a:\n        while x:\n            pass\n    return 1 if a else 2\n',
      8,
    ],
    [
      'A.java',
      'class A { int f(int a) { if (a > 1 && a < 3) return 1; for (int i : x) {} do {} while (a > 1); try {} catch (E e) {} return a > 1 ? 1 : 2; } }',
      7,
    ],
    ['a.go', 'package a\nfunc f(a int) int { if a > 1 || a < 0 { return 1 }; for { }; switch a { case 1: case 2: }; return 0 }', 6],
    ['a.c', 'int f(int a) { if (a && 1) return 1; for (;;) {} switch (a) { case 1: break; case 2: break; } return a ? 1 : 2; }', 7],
  ])('high_complexity of %s: %s is %i', async (path, text, complexity) => {
    const check = (max: number) => scannerOf(published(`type: file_policy, check: high_complexity, params: {max_complexity: ${max}}`));
    const over = places(await check(complexity - 1 || 1), path, text);
    expect(over.map((place) => place.replace(/^.*complexity of /, ''))).toEqual(
      complexity === 1 ? ['2; at most 1 is allowed'] : [`${complexity}; at most ${complexity - 1} is allowed`],
    );
    expect(places(await check(complexity === 1 ? 2 : complexity), path, text)).toEqual([]);
  });

  test('suppression_reason tells comments that suppress nothing', async () => {
    const scanner = await scannerOf(published('type: file_policy, check: suppression_reason'));
    expect(places(scanner, 'a.js', 'x(); // sentrik-ignore: some-rule\ny(); // sentrik-ignore: some-rule tested elsewhere\n')).toEqual(['1 P-1: policy']);
  });
});

describe('regex rules', () => {
  test('unless looks at what was found, group at its part', async () => {
    const scanner = await scannerOf(
      "{id: r, message: 'found $1', severity: low, languages: [generic], regex: {pattern: 'key: (\\w+)', group: 1, unless: example}}",
    );
    expect(scanner.check({ path: 'a.txt', text: 'key: abc\nkey: example1' }).findings.map(({ span, message }) => [span.start, span.end, message])).toEqual([
      [5, 8, 'found abc'],
    ]);
  });

  test('entropy tells random text from words', () => {
    expect(entropyOf('aaaaaaaa')).toBe(0);
    expect(entropyOf('password')).toBeLessThan(3);
    expect(entropyOf('q7Xw2LmZ9pRt4VbN')).toBeGreaterThan(3.9);
  });

  test('several operators work on plain text', async () => {
    const scanner = await scannerOf(`
id: r
message: m
severity: low
languages: [regex]
patterns:
  - pattern-regex: 'user=(?P<USER>\\w+)'
  - pattern-not-regex: 'user=nobody'
  - pattern-inside: {pattern-regex: 'begin[\\s\\S]*?end'}
  - metavariable-regex: {metavariable: $USER, regex: '[a-m]'}
`);
    expect(places(scanner, 'a.txt', 'user=anna\nbegin\nuser=anna\nuser=zoe\nuser=nobody\nend\nuser=bob')).toEqual(['3 r: m']);
  });
});
