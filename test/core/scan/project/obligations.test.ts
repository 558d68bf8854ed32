import { expect, test } from 'vitest';
import { insideRoot } from '../../../../core/kernel/path.ts';
import { memoryFiles } from '../../../../core/platform/files-memory.ts';
import { checkProject } from '../../../../core/scan/project/obligations.ts';
import { loadRuleText } from '../../../../core/scan/rules/load.ts';

const rules = loadRuleText(
  `
name: Duties
rules:
  - {id: D-1, name: risk file, type: documentation_obligation, severity: high, file_glob: 'docs/risk*.md', description: Keep a risk file.}
  - {id: D-2, name: reviewed, type: documentation_obligation, severity: low, file_glob: '*.md', all_patterns: ['Reviewed by', 'Date:']}
  - {id: D-3, name: training, type: documentation_obligation, severity: low}
  - {id: D-4, name: licence, type: file_policy, severity: medium, check: required_file, params: {path: LICENSE}}
  - {id: D-5, name: not here, type: regex, severity: medium, pattern: x}
`,
  'duties.yaml',
).rules;

function unmet(content: Record<string, string | Uint8Array>) {
  const files = memoryFiles('/project', content);
  const paths = Object.keys(content).map((name) => insideRoot('/project', name));
  return checkProject(rules, { files, paths });
}

test('without the files everything is open, as information and without a place', () => {
  const { findings, evaluated } = unmet({});
  expect(findings.map(({ ruleId, severity, obligation, path, message }) => ({ ruleId, severity, obligation, path, message }))).toEqual([
    { ruleId: 'D-1', severity: 'info', obligation: true, path: '', message: 'risk file: Keep a risk file.' },
    { ruleId: 'D-2', severity: 'info', obligation: true, path: '', message: 'reviewed' },
    { ruleId: 'D-3', severity: 'info', obligation: true, path: '', message: 'training' },
    { ruleId: 'D-4', severity: 'medium', obligation: false, path: '', message: 'licence (LICENSE is missing)' },
  ]);
  expect(new Set(findings.map((finding) => finding.fingerprint)).size).toBe(4);
  expect(evaluated).toEqual(['D-4']);
});

test('files meet obligations by name and text; what only people can judge stays open', () => {
  const { findings } = unmet({ 'docs/risk-1.md': 'Reviewed by A\nDate: today', LICENSE: 'free' });
  expect(findings.map((finding) => finding.ruleId)).toEqual(['D-3']);
});

test('all patterns must be in one file, and a binary file meets none', () => {
  const { findings } = unmet({ 'docs/risk.md': 'Reviewed by A', 'other.md': 'Date: today', 'bin.md': Uint8Array.from([0, 1]), LICENSE: '' });
  expect(findings.map((finding) => finding.ruleId)).toEqual(['D-2', 'D-3']);
});
