import { expect, it } from 'vitest';
import type { Answer } from '../../../dashboard/state/api.ts';
import { loadFindings } from '../../../dashboard/triage/load.ts';
import { platformFinding } from './finding-samples.ts';

/** A server with so many findings, in pages as they are asked for. */
function serverWith(count: number) {
  const all = Array.from({ length: count }, (_unused, index) => platformFinding({ id: `fnd_${index}` }));
  const places = new Map(all.map(({ id }, index) => [id, index]));
  const asked: string[] = [];
  const get = <T>(path: string): Promise<Answer<T>> => {
    asked.push(path);
    const query = new URL(path, 'http://localhost').searchParams;
    const start = (places.get(query.get('after') ?? '') ?? -1) + 1;
    return Promise.resolve({ kind: 'ok', value: all.slice(start, start + Number(query.get('limit'))) as T });
  };
  return { get, asked };
}

it.each([
  [0, 0, false, 1],
  [4999, 4999, false, 1],
  [5000, 5000, false, 2],
  [20_000, 20_000, false, 5],
  [20_001, 20_000, true, 5],
])('of %i findings %i are loaded, and whether that is not all is known: %s', async (count, loaded, isCut, requests) => {
  const server = serverWith(count);
  const answer = await loadFindings(server, '/v1/projects/prj_1/findings');
  if (answer.kind === 'refused') throw new Error(answer.detail);
  expect([answer.value.items.length, answer.value.isCut, server.asked.length]).toEqual([loaded, isCut, requests]);
  expect(new Set(answer.value.items.map(({ id }) => id)).size).toBe(loaded);
});

it('a refusal of any page is that of the list', async () => {
  const refused = { kind: 'refused', status: 403, detail: 'no' } as const;
  expect(await loadFindings({ get: () => Promise.resolve(refused) }, '/v1/findings')).toEqual(refused);
});
