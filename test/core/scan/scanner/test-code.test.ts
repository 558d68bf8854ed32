import { expect, it } from 'vitest';
import { isTestCode } from '../../../../core/scan/scanner/test-code.ts';
import { scannerOf } from '../../../support/scanning.ts';

it.each([
  'test/a.js',
  'src/__tests__/a.tsx',
  'a/b.test.ts',
  'pkg/x_test.go',
  'tests/test_a.py',
  'app/test_a.py',
  'src/test/java/UserTest.java',
  'spec/a.js',
  'src/UserTest.php',
  'app/a_spec.rb',
  'src/A.t.sol',
  'Src/Shop.Core.Tests/Cart.cs',
  'src/Shop.UnitTests/Cart.cs',
])('%s is test code', (path) => expect(isTestCode(path)).toBe(true));

it.each(['src/a.js', 'src/latest/a.js', 'contest/a.py', 'src/testing.go', 'src/Latest.java', 'inspect/a.js', 'src/Shop.Contests/A.cs'])(
  '%s is no test code',
  (path) => expect(isTestCode(path)).toBe(false),
);

const rules = `rules:
  - id: call
    message: A call.
    severity: high
    languages: [javascript]
    pattern: run(...)
  - id: key
    message: A key.
    severity: high
    languages: [generic]
    secret: true
    pattern-regex: key-\\d+
`;

it('findings in test code are of low severity and confidence and tagged, secrets aside', async () => {
  const source = { path: 'test/a.js', text: "run('key-123');\n" };
  const graded = (await scannerOf(rules)).check(source).findings.map(({ ruleId, severity, confidence, tags }) => [ruleId, severity, confidence, tags]);
  expect(graded).toEqual([
    ['call', 'low', 'low', ['test-code']],
    ['key', 'high', 'medium', []],
  ]);
  const same = (await scannerOf(rules, { testCode: 'same' })).check(source).findings.map(({ severity }) => severity);
  expect(same).toEqual(['high', 'high']);
});
