import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Binding, bindingsOf } from '../../api/bindings.ts';
import { surfaces } from '../../api/surfaces.ts';
import { operations } from '../../core/operations.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { type FurnishedServer, openFurnishedServer, type Things } from '../support/furnished-server.ts';

/** What holds for every address that is served, whatever it does. Credentials and input are tried in test/api. */
const named = bindingsOf(operations).map((binding) => ({ name: `${binding.method} ${binding.template}`, binding }));

function pathOf({ template }: Binding, things: Things): string {
  return template.replace(/\{([^}*]+)\*?\}/g, (_, name: string) => things[name] ?? 'no-such-thing');
}

describe('the answer of a read', () => {
  let test: FurnishedServer;
  beforeAll(async () => {
    test = await openFurnishedServer();
  }, 180_000);
  afterAll(() => test.close());

  /** Those that answer JSON without being told more than where. */
  const reads = named.filter(({ binding: { method, surface, operation } }) => method === 'GET' && operation.mime === undefined && surface !== 'sentrik');
  it('covers the addresses of workspaces', () => {
    expect(reads.length).toBeGreaterThan(20);
  });

  it.each(reads.filter(({ binding }) => binding.operation.name !== 'scans.artifact'))(
    '$name has the shape that the operation states, and its status',
    async ({ binding }) => {
      const answer = await test.api.send('GET', pathOf(binding, test.mine), { headers: test.as('admin') });
      expect([answer.status, answer.text]).toEqual([binding.operation.status ?? 200, answer.text]);
      const { operation, surface } = binding;
      if (answer.headers['content-type']?.startsWith('application/json') !== true) return;
      const parsed = operation.output.safeParse(answer.json);
      expect(parsed.error?.issues ?? []).toEqual([]);
      expect(answer.json).toEqual(surfaces[surface].success(parsed.data));
    },
  );
});

describe('the limit of an address', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_RPM: '5000' } });
  });
  afterAll(() => api.close());

  /** How many requests its bucket allows; undefined where it is in none. */
  function allowance({ surface, operation, template }: Binding): string | undefined {
    if (operation.limit === 'none' || (surface === 'sentrik' && !template.startsWith('/api/'))) return undefined;
    const { limits } = surfaces[surface];
    return surface === 'sentrik' ? '5000' : String((limits[operation.limit] ?? limits.general)?.max);
  }

  it.each(named)('$name is the one of its system and kind, told with every answer, refusals too', async ({ binding }) => {
    const { headers } = await api.send(binding.method, pathOf(binding, {}), binding.method === 'GET' || binding.method === 'DELETE' ? {} : { body: {} });
    expect(headers['x-ratelimit-limit']).toBe(allowance(binding));
    const isCounted = allowance(binding) !== undefined;
    expect([headers['x-ratelimit-remaining'], headers['x-ratelimit-reset']].map((text) => /^\d+$/.test(String(text)))).toEqual([isCounted, isCounted]);
  });
});
