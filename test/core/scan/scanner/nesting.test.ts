import { expect, test } from 'vitest';
import { scannerOf } from '../../../support/scanning.ts';

const rules = `rules:
  - id: bad
    languages: [go, javascript, java]
    severity: ERROR
    message: m
    pattern: bad(1)
`;

test.each([
  ['a.go', 'package a\nfunc f() {\n  bad(1)\n}\n'],
  ['a.js', 'bad(1);\n'],
  ['A.java', 'class A { void f() { bad(1); } }\n'],
])('a text of %s with endless open brackets is skipped as too deep, and the next text is checked', async (path, text) => {
  const scanner = await scannerOf(rules);
  expect(scanner.check({ path, text: `${text}${'{['.repeat(20_000)}` })).toMatchObject({ findings: [], skips: [{ path, reason: 'too-deep' }] });
  expect(scanner.check({ path, text }).findings).toHaveLength(1);
});
