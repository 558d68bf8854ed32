import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assessmentWire } from '../../core/compliance/assessment-wire.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({
    files: { 'app.py': 'def run():\n    return 1\n', 'shell.py': 'import os\nfrom flask import request\nos.system(request.args["dir"])\n' },
  });
});
afterAll(() => api.close());

describe(verifies('GET /api/compliance-report'), () => {
  it('lists the frameworks when none is named or the list is asked for', async () => {
    for (const query of ['', '?list=true', '?framework=hipaa&list=true']) {
      const { status, json } = await api.send('GET', `/api/compliance-report${query}`);
      expect(status).toBe(200);
      const { frameworks } = z.object({ frameworks: z.array(z.object({ id: z.string() })) }).parse(json);
      expect(frameworks.map(({ id }) => id)).toEqual(expect.arrayContaining(['hipaa', 'soc2', 'iec-62304']));
    }
  });

  it('answers a page about one framework, by alias too', async () => {
    const { status, text, headers } = await api.send('GET', '/api/compliance-report?framework=SOC%202');
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    expect(text).toContain('SOC 2 Trust Services Criteria');
    expect(text).toContain('Not evaluated');
  });

  it('says that a framework is not there', async () => {
    expect((await api.send('GET', '/api/compliance-report?framework=nothing')).status).toBe(404);
  });
});

it('the states of the controls are data too', async () => {
  const { status, json } = await api.send('GET', '/api/controls?framework=iec-62304&level=B');
  expect(status).toBe(200);
  const { controls, level, summary } = assessmentWire.parse(json);
  expect([level, controls.length]).toEqual(['B', 93]);
  expect(summary.counts['not-applicable']).toBeGreaterThan(5);
});

it('frameworks are listed with their size and licence', async () => {
  const { json } = await api.send('GET', '/api/frameworks');
  expect(json).toMatchObject({ frameworks: expect.arrayContaining([expect.objectContaining({ id: 'owasp-asvs-5', controls: 345, licence: 'CC-BY-SA-4.0' })]) });
});

it('one finding says why it counts for the controls that it shows', async () => {
  await api.send('POST', '/api/run-scan', { body: {} });
  const list = await api.send('GET', '/api/findings?rule=py-command-injection');
  const { findings } = z.object({ findings: z.array(z.object({ fingerprint: z.string() })) }).parse(list.json);
  const { json } = await api.send('GET', `/api/findings/${findings[0]?.fingerprint ?? ''}`);
  expect(json).toMatchObject({
    placements: expect.arrayContaining([
      expect.objectContaining({ control: 'A03:2021', provenance: 'listed', because: 'CWE-78 is listed there (OWASP Top 10:2021)' }),
    ]),
  });
});
