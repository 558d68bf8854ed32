import { expect, it } from 'vitest';
import { scannerOf } from '../../../support/scanning.ts';

const rules = `rules:
  - id: flow
    message: Client data is run.
    severity: critical
    languages: [javascript]
    mode: taint
    pattern-sources: [{ pattern: input() }]
    pattern-sinks: [{ patterns: [{ pattern: run($X) }, { focus-metavariable: $X }] }]
    metadata: { cwe: [CWE-95], confidence: high }
  - id: call
    message: A text is run.
    severity: medium
    languages: [javascript]
    pattern: run(...)
    metadata: { cwe: [CWE-95] }
  - id: other
    message: Another weakness.
    severity: low
    languages: [javascript]
    pattern: run(...)
    metadata: { cwe: [CWE-20] }
`;
const code = 'run(input());\nrun(other);\n';

it('leaves out the weaker of two built-in rules that say the same of one place', async () => {
  const scanner = await scannerOf(rules, { trusted: true });
  const found = scanner.check({ path: 'a.js', text: code }).findings;
  expect(found.map((finding) => [finding.ruleId, finding.span.startLine])).toEqual([
    ['other', 0],
    ['flow', 0],
    ['call', 1],
    ['other', 1],
  ]);
});

it("keeps every finding of the user's rules", async () => {
  const scanner = await scannerOf(rules);
  expect(scanner.check({ path: 'a.js', text: code }).findings).toHaveLength(5);
});

it('keeps several missing settings of one resource apart', async () => {
  const missing = rules.replaceAll('metadata: { cwe: [CWE-95]', 'tags: [missing-setting]\n    metadata: { cwe: [CWE-95]');
  const scanner = await scannerOf(missing, { trusted: true });
  const found = scanner.check({ path: 'a.js', text: code }).findings;
  expect(
    found
      .filter((finding) => finding.span.startLine === 0)
      .map((finding) => finding.ruleId)
      .sort(),
  ).toEqual(['call', 'flow', 'other']);
});
