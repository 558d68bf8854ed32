import { type Finding, type Rule, severityRank } from '../model.ts';

const testFolder =
  /(?:^|\/)(?:tests?|Tests|androidTest|jvmTest|commonTest|__tests__|__mocks__|specs?|testdata|test-data|fixtures|e2e|cypress|[\w-]+(?:\.[\w-]+)*\.(?:Unit|Integration|Functional)?Tests?)\//;
const testFile =
  /(?:[._-](?:test|tests|spec)\.[A-Za-z]+|(?:^|\/)(?:test_[^/]+|conftest)\.py|(?:^|\/)[A-Z]\w*(?:Test|Tests|IT)\.(?:java|cs|kt|scala|swift)|(?:^|\/)[A-Z]\w*(?:Spec|Suite)\.(?:kt|scala|swift)|(?:^|\/)[A-Z]\w*(?:Test|Cest)\.php|_(?:spec|test)\.(?:rb|lua|rs)|\.t\.sol|\.bats)$/;

/** Whether a file is test code by the names that test runners look for. */
export function isTestCode(path: string): boolean {
  return testFolder.test(path) || testFile.test(path);
}

/**
 * Findings of test code are of low severity and confidence, and tagged `test-code`: no client reaches the code, so the gate should not fail for it,
 * and of the findings in tests that people judged (bench/judgements) few were worth a change, of whatever rule.
 * Secrets keep their severity, since they leak from anywhere.
 */
export function gradeTestCode(findings: readonly Finding[], path: string, rules: ReadonlyMap<string, Rule>): readonly Finding[] {
  if (!isTestCode(path)) return findings;
  return findings.map((finding) => {
    if (finding.obligation || rules.get(finding.ruleId)?.secret === true) return finding;
    const severity = severityRank(finding.severity) < severityRank('low') ? 'low' : finding.severity;
    return { ...finding, severity, confidence: 'low', tags: [...finding.tags, 'test-code'] };
  });
}
