import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import rows from './endpoints.json' with { type: 'json' };
import gaps from './gaps.json' with { type: 'json' };

const endpoints = rows.map(({ method, path: template }) => `${method} ${template}`);
const quoted = /'((?:GET|POST|PUT|PATCH|DELETE|ANY) \/[^']*)'/g;

/** Every endpoint that a test cites with `verifies('…')`. */
function citedEndpoints(folder: string): ReadonlySet<string> {
  const sources = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const texts = sources.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  const calls = texts.flatMap((text) => [...text.matchAll(/verifies\(([^)]*)\)/g)].map((match) => match[1] ?? ''));
  return new Set(calls.flatMap((call) => [...call.matchAll(quoted)].map((match) => match[1] ?? '')));
}

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

/** Whether the server has a route for the endpoint, as it says itself. */
async function isRouted(endpoint: string): Promise<boolean> {
  const [method = '', template = ''] = endpoint.split(' ');
  if (method === 'ANY') return (await api.send('PATCH', template)).status === 308;
  const { status, headers } = await api.send('OPTIONS', template.replace(/\{[^}]+\}/g, 'x'));
  return status === 200 && (headers.allow ?? '').split(', ').includes(method);
}

describe('the published endpoints', () => {
  it('are all either served or listed as a gap, never both', async () => {
    expect(endpoints.length).toBe(234);
    const known = new Set(gaps);
    const wrong: string[] = [];
    for (const endpoint of endpoints) {
      if ((await isRouted(endpoint)) === known.has(endpoint)) wrong.push(endpoint);
    }
    expect(wrong).toEqual([]);
  });

  it('have no gap listed that is not published', () => {
    expect(gaps.filter((gap) => !endpoints.includes(gap))).toEqual([]);
    expect(new Set(gaps).size).toBe(gaps.length);
  });

  it('are each cited by a test when they are served', () => {
    const cited = citedEndpoints(path.resolve(import.meta.dirname, '..'));
    const served = endpoints.filter((endpoint) => !gaps.includes(endpoint));
    expect(served.length).toBeGreaterThan(20);
    expect(served.filter((endpoint) => !cited.has(endpoint))).toEqual([]);
  });
});
