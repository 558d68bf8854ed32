import http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';
import { markerRule } from '../support/project.ts';

let api: TestApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

interface Event {
  readonly event: string;
  readonly data: unknown;
}

function eventsOf(text: string): readonly Event[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => ({ event: /^event: (.*)$/m.exec(block)?.[1] ?? '', data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as unknown }));
}

const markers = { '.sentrik/rules/markers.yaml': markerRule };

describe(verifies('POST /api/run-scan-stream'), () => {
  it('reports progress, then the same result as a scan', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_unused, index) => [`notes/${index}.txt`, `MARKER_${index}\n`]));
    api = await startTestApi({ files: { ...markers, ...files } });
    const answer = await api.send('POST', '/api/run-scan-stream', { body: {} });
    expect([answer.status, answer.headers['content-type'], answer.headers['x-accel-buffering']]).toEqual([200, 'text/event-stream; charset=utf-8', 'no']);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    const events = eventsOf(answer.text);
    const progress = events.filter(({ event }) => event === 'progress').map(({ data }) => data as { done: number; total: number });
    expect(progress.length).toBeGreaterThan(0);
    for (const { done, total } of progress) expect(done).toBeLessThanOrEqual(total);
    const whole = await api.send('POST', '/scan', { body: {} });
    const fingerprints = (value: unknown) => (value as { findings: { fingerprint: string }[] }).findings.map((finding) => finding.fingerprint);
    expect(events.at(-1)?.event).toBe('result');
    expect(fingerprints(events.at(-1)?.data)).toEqual(fingerprints(whole.json));
    expect(fingerprints(whole.json)).toHaveLength(30);
  });

  it('answers what is refused before the work begins with its own status', async () => {
    api = await startTestApi();
    const wrong = await api.send('POST', '/api/run-scan-stream', { body: { staged: 'yes' } });
    expect([wrong.status, wrong.headers['content-type']]).toEqual([422, 'application/json; charset=utf-8']);
    const missing = await api.send('POST', '/api/run-scan-stream', { body: { repo_path: 'nowhere' } });
    expect([missing.status, missing.json]).toEqual([404, { detail: 'repo_path: there is no such folder in the project' }]);
  });

  it('ends with an error event, without inner details, when the work fails on its way', async () => {
    api = await startTestApi({ files: { ...markers, 'notes/a.txt': 'MARKER_1\n', out: 'a file where the results belong' } });
    const events = eventsOf((await api.send('POST', '/api/run-scan-stream')).text);
    expect(events.filter(({ event }) => event === 'result')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { detail: expect.any(String) as string } });
    expect(JSON.stringify(events.at(-1)?.data)).not.toContain(api.project.root);
  });

  it('stops the scan when the client goes away', async () => {
    // Much work in small pieces: what is under way when the client leaves is over soon, also on a busy machine.
    const lines = Array.from({ length: 60 }, (_unused, index) => `MARKER_${index}`).join('\n');
    const files = Object.fromEntries(Array.from({ length: 3000 }, (_unused, index) => [`notes/${index}.txt`, lines]));
    api = await startTestApi({ files: { ...markers, ...files } });
    await leaveAfterFirstEvent(api.port);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await api.send('GET', '/health')).status).toBe(200);
    expect((await api.send('GET', '/api/findings')).json).toEqual({ detail: 'There is no scan yet; run a scan first' });
  });
});

function leaveAfterFirstEvent(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method: 'POST', path: '/api/run-scan-stream', agent: false }, (response) => {
      response.on('error', () => undefined);
      response.once('data', () => {
        request.destroy();
        resolve();
      });
    });
    request.on('error', reject);
    request.end();
  });
}
