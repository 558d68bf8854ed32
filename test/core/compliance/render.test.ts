import { expect, test } from 'vitest';
import { type AssessmentWire, statement } from '../../../core/compliance/assessment-wire.ts';
import { showControls } from '../../../core/compliance/controls.ops.ts';
import { assessmentFormats, renderAssessment } from '../../../core/compliance/render/index.ts';
import { runJson } from '../../../core/kernel/operation.ts';
import { testContext } from '../../support/context.ts';

const files = { 'app.py': 'import os\nfrom flask import request\n\ndef run():\n    os.system("ls " + request.args["dir"])\n', 'main.lua': 'print(1)\n' };

function assess(framework: string): Promise<AssessmentWire> {
  return runJson(showControls, testContext({ files }), { framework });
}

test.each(['hipaa', 'soc2', 'iec-62304'])('a reviewer of %s reads what was checked, what was not, and why, in every format', async (framework) => {
  const assessment = await assess(framework);
  for (const format of assessmentFormats) {
    const { content } = renderAssessment(format, assessment);
    expect(content).toContain('Not satisfied');
    expect(content).toContain('Manual');
    expect(content).toContain('app.py:5');
    expect(content).toContain('for people to judge');
    expect(content).toMatch(/Score [\d.]+ of 100 over \d+ of \d+ applicable controls \(coverage [\d.]+ %\)/);
    expect(content).toContain(statement);
    expect(content.toLowerCase()).not.toMatch(/\b(?:is|are) compliant\b|100 %/);
  }
});

test('every control of the framework stands in every report once', async () => {
  const assessment = await assess('soc2');
  const { content } = renderAssessment('html', assessment);
  const cells = [...content.matchAll(/<tr><td>([A-Z]+\d[\d.]*)<\/td>/g)].map(([, id]) => id);
  expect(cells.toSorted()).toEqual(assessment.controls.map(({ id }) => id).toSorted());
});

test('the page says which checks count for a control and why', async () => {
  const { content } = renderAssessment('html', await assess('hipaa'));
  expect(content).toMatch(/<code>py-command-injection<\/code> evaluated: our own judgement of CWE-78 as injection/);
  expect(content).toMatch(/<code>go-sql-injection<\/code> no-files: /);
});

test('names of files cannot add markup', async () => {
  const assessment = await assess('hipaa');
  const nasty = '<img src=x onerror=alert(1)>|`a`.py';
  const skipped = [{ path: nasty, reason: 'binary', message: 'It is binary' }];
  const told = { ...assessment, scan: { ...assessment.scan, skipped } };
  expect(renderAssessment('html', told).content).not.toContain('<img');
  expect(renderAssessment('markdown', told).content).not.toMatch(/<img|[^\\]\|`a`/);
});

test('without anything measured there is no score', async () => {
  const assessment = await assess('misra-c');
  for (const format of assessmentFormats)
    expect(renderAssessment(format, assessment).content).toContain('No score: none of 0 applicable controls was measured.');
});

test('the same assessment gives the same bytes', async () => {
  const assessment = await assess('hipaa');
  for (const format of assessmentFormats) expect(renderAssessment(format, assessment)).toEqual(renderAssessment(format, assessment));
});
