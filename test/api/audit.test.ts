import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ files: { 'a.py': 'x = 1\n' } });
});
afterAll(() => api.close());

describe(verifies('GET /api/audit'), () => {
  it('lists what was done, and flags an entry that was tampered with', async () => {
    await api.send('POST', '/api/run-scan', { body: {} });
    await api.send('POST', '/api/run-scan', { body: {} });
    const { status, json } = await api.send('GET', '/api/audit?action=scan.run');
    expect([status, json]).toEqual([200, expect.objectContaining({ total: 2, intact: true })]);
    const file = '.sentrik/local/audit.jsonl';
    api.project.write(file, api.project.read(file).replace('"scan.run"', '"scan.fun"'));
    const flagged = await api.send('GET', '/api/audit');
    expect(flagged.json).toMatchObject({ intact: false, entries: [{ state: 'ok' }, { state: 'changed', action: 'scan.fun' }] });
    expect((await api.send('GET', '/api/audit/verify')).json).toMatchObject({ intact: false, problems: [{ kind: 'changed', line: 1 }] });
  });

  it('is a table on request, and refuses filters that are none', async () => {
    const { headers, text } = await api.send('GET', '/api/audit?format=csv&limit=1');
    expect(headers['content-type']).toContain('text/csv');
    expect(text.split('\r\n')).toHaveLength(3);
    expect((await api.send('GET', '/api/audit?since=yesterday')).status).toBe(422);
  });
});
