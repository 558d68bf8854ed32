import { describe, expect, test } from 'vitest';
import { showControls } from '../../../core/compliance/controls.ops.ts';
import { runJson } from '../../../core/kernel/operation.ts';
import { insideRoot } from '../../../core/kernel/path.ts';
import { testContext } from '../../support/context.ts';

const unsafe = 'import os\nfrom flask import request\n\ndef run():\n    os.system("ls " + request.args["dir"])\n';
const safe = 'def run():\n    return 1\n';

function assess(framework: string, files: Record<string, string>, level?: string) {
  const context = testContext({ files });
  return runJson(showControls, context, { framework, level });
}

async function control(framework: string, id: string, files: Record<string, string>) {
  const { controls } = await assess(framework, files);
  const found = controls.find((each) => each.id === id);
  if (found === undefined) throw new Error(`${framework} has no ${id}`);
  return found;
}

describe('a control', () => {
  test('with an open finding is not satisfied, and names it', async () => {
    const found = await control('owasp-top-10-2021', 'A03:2021', { 'app.py': unsafe });
    expect(found.state).toBe('not-satisfied');
    expect(found.findings).toContainEqual(expect.objectContaining({ rule_id: 'py-command-injection', file: 'app.py', line: 5 }));
  });

  test('about one weakness is satisfied when every language of the project was looked at for it and nothing is open', async () => {
    const found = await control('cwe-top-25-2025', 'CWE-78', { 'app.py': safe });
    expect(found).toMatchObject({ state: 'satisfied', findings: [] });
    expect(found.checks.filter(({ state }) => state === 'evaluated').map(({ rule_id: id }) => id)).toContain('py-command-injection');
  });

  test('is only partial when a language of the project has no check for it', async () => {
    const found = await control('cwe-top-25-2025', 'CWE-78', { 'app.py': safe, 'main.lua': 'print(1)\n' });
    expect(found.state).toBe('partial');
    expect(found.reasons).toContain('no check for lua');
  });

  test('is only partial when weaknesses that its catalogue lists are not looked for', async () => {
    const found = await control('owasp-top-10-2021', 'A03:2021', { 'app.py': safe });
    expect(found.state).toBe('partial');
    expect(found.reasons.join('\n')).toMatch(/python: \d+ of 33 listed weaknesses are looked for/);
  });

  test('is only partial when a file was skipped', async () => {
    const config = 'max_file_size: 100';
    const found = await control('cwe-top-25-2025', 'CWE-78', { 'app.py': safe, 'big.py': `# ${'x'.repeat(200)}\n`, '.sentrik/config.yaml': config });
    expect(found.state).toBe('partial');
    expect(found.reasons).toContain('1 file was skipped, whole or in part');
  });

  test('is only partial when somebody accepted a finding', async () => {
    const suppressions = 'suppressions: [{rule_id: "py-*", reason: a tool for developers, approved_by: Jane}]';
    const found = await control('cwe-top-25-2025', 'CWE-78', { 'app.py': unsafe, '.sentrik/config.yaml': suppressions });
    expect(found.state).toBe('partial');
    expect(found.accepted).toBeGreaterThan(0);
  });

  test('is not evaluated when its checks are switched off, and says so', async () => {
    const found = await control('cwe-top-25-2025', 'CWE-78', { 'app.py': unsafe, '.sentrik/config.yaml': 'standards_packs: [secrets]' });
    expect(found.state).toBe('not-evaluated');
    expect(found.reasons[0]).toMatch(/none of the \d+ checks ran: .*switched off/);
  });

  test('is not evaluated when no file is for its checks', async () => {
    const found = await control('cwe-top-25-2025', 'CWE-416', { 'app.py': safe });
    expect(found.state).toBe('not-evaluated');
    expect(found.reasons[0]).toContain('without a file to look at');
  });

  test('that no check covers is not evaluated, or manual where the framework is about more than code', async () => {
    expect(await control('owasp-top-10-2021', 'A09:2021', { 'a.txt': 'x' })).toMatchObject({ state: 'not-evaluated' });
    expect(await control('hipaa', '164.310(a)(1)', { 'app.py': safe })).toMatchObject({ state: 'manual' });
  });

  test('of which code is only a part is never satisfied by code alone', async () => {
    const { controls } = await assess('soc2', { 'app.py': safe });
    expect(controls.filter(({ state }) => state === 'satisfied')).toEqual([]);
    expect(controls.find(({ id }) => id === 'CC6.1')?.reasons).toContain('code is one part of this control; people must judge the rest');
  });
});

test('secrets that are looked for in any text do not stand for the checks that a language has of its own', async () => {
  const found = await control('soc2', 'CC6.1', { 'main.lua': 'print(1)\n' });
  expect(found.state).toBe('partial');
  expect(found.reasons).toContain('for lua only checks of any text');
});

test('an open finding does not hide what was not looked at', async () => {
  const found = await control('owasp-top-10-2021', 'A03:2021', { 'app.py': unsafe, 'main.lua': 'print(1)\n' });
  expect(found.state).toBe('not-satisfied');
  expect(found.reasons).toContain('no check for lua');
});

describe('evidence', () => {
  const id = '164.308(a)(1)(ii)(A)';
  const declared = (more: string) => `evidence: [{framework: HIPAA, controls: ["${id}"], reviewer: Jane Doe, ${more}}]`;
  const risk = { 'app.py': safe, 'docs/risk-analysis.md': '# Risks\n' };

  test('a document whose name fits is a candidate and satisfies nothing', async () => {
    const found = await control('hipaa', id, risk);
    expect(found.state).toBe('manual');
    expect(found.documents).toEqual([{ rule_id: 'doc-risk-assessment', title: 'Risk assessment', candidate: 'docs/risk-analysis.md' }]);
    expect(found.reasons).toContain('candidate, not reviewed: docs/risk-analysis.md (Risk assessment)');
  });

  test('that somebody reviewed within a year satisfies a control that no check speaks about', async () => {
    const found = await control('hipaa', id, { ...risk, '.sentrik/evidence/risk.yaml': declared('reviewed: "2026-10-01", file: docs/risk-analysis.md') });
    expect(found).toMatchObject({ state: 'satisfied', evidence: [{ where: 'docs/risk-analysis.md', reviewer: 'Jane Doe' }] });
  });

  test.each([
    ['reviewed: "2024-10-01", file: docs/risk-analysis.md', 'the review is older than 365 days'],
    ['reviewed: "2026-10-01", file: docs/gone.md', 'the file is not there'],
    ['reviewed: "2026-10-01", file: ../outside.md', 'the file is not there'],
    ['reviewed: "2026-10-01"', 'it names no file, link or note'],
  ])('with %s does not count: %s', async (more, flaw) => {
    const found = await control('hipaa', id, { ...risk, '.sentrik/evidence/risk.yaml': declared(more) });
    expect(found).toMatchObject({ state: 'manual', evidence: [{ flaw }] });
  });

  test('does not outweigh an open finding', async () => {
    const about = 'evidence: [{framework: hipaa, controls: ["164.312(a)(1)"], reviewer: Jane, reviewed: "2026-10-01", note: seen}]';
    expect(await control('hipaa', '164.312(a)(1)', { 'app.py': unsafe, '.sentrik/evidence/a.yaml': about })).toMatchObject({ state: 'not-satisfied' });
  });

  test('a control that is declared not to apply keeps the reason and who approved it', async () => {
    const text = `not_applicable: [{framework: hipaa, controls: ["164.310(a)(1)"], reason: no premises, approved_by: John}]`;
    const found = await control('hipaa', '164.310(a)(1)', { 'app.py': safe, '.sentrik/evidence/scope.yaml': text });
    expect(found).toMatchObject({ state: 'not-applicable', reasons: ['no premises (John, .sentrik/evidence/scope.yaml)'] });
  });

  test('a declaration that cannot be read is told and declares nothing', async () => {
    const { problems, summary } = await assess('hipaa', { 'app.py': safe, '.sentrik/evidence/bad.yaml': 'evidence: [{framework: hipaa}]' });
    expect(problems).toEqual([expect.objectContaining({ file: '.sentrik/evidence/bad.yaml' })]);
    expect(summary.counts.satisfied).toBe(0);
  });
});

describe('levels', () => {
  test('leave out the controls of other classes', async () => {
    const { controls, summary, framework } = await assess('fda-iec-62304', { 'app.py': safe }, 'A');
    expect(framework.id).toBe('iec-62304');
    expect(controls.find(({ id }) => id === '5.4.2')).toMatchObject({ state: 'not-applicable', reasons: ['not for class A'] });
    expect(summary.applicable).toBe(52);
  });

  test('that a framework does not have are refused', async () => {
    await expect(assess('iec-62304', { 'app.py': safe }, 'D')).rejects.toThrow('has A, B, C');
    await expect(assess('hipaa', { 'app.py': safe }, 'A')).rejects.toThrow('has no levels');
  });
});

test('rules about another language than the project has are not applicable', async () => {
  const { summary } = await assess('misra-c', { 'app.py': safe });
  expect(summary).toMatchObject({ applicable: 0, measured: 0, score: null, coverage: null });
});

test('the score covers measured controls only and stands beside its coverage', async () => {
  const { summary, controls } = await assess('hipaa', { 'app.py': unsafe });
  const { satisfied, partial, 'not-satisfied': open } = summary.counts;
  expect(controls).toHaveLength(60);
  expect(summary.measured).toBe(satisfied + partial + open);
  expect(summary.score).toBe(Math.round((1000 * (satisfied + partial / 2)) / summary.measured) / 10);
  expect(summary.coverage).toBeLessThan(50);
});

test('the settings keep their packs, and nothing is written', async () => {
  const context = testContext({ files: { 'app.py': unsafe, '.sentrik/config.yaml': 'standards_packs: [python]' } });
  await runJson(showControls, context, { framework: 'soc2' });
  expect(context.files.list(insideRoot(context.files.root, '')).map(({ name }) => name)).not.toContain('out');
});

test.each(['cis', 'owasp-top-10'])('the name %s is refused with what to do', async (name) => {
  await expect(assess(name, { 'app.py': safe })).rejects.toThrow(/no framework with this name|stands for owasp-top-10-2021 and owasp-top-10-2025/);
});
