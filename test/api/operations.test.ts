import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bindingsOf } from '../../api/bindings.ts';
import { operations } from '../../core/operations.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { markerRule } from '../support/project.ts';

const bindings = bindingsOf(operations);
const named = bindings.map((binding) => ({ name: `${binding.method} ${binding.template}`, binding }));
const key = { 'x-api-key': 'k' };
const files = { '.sentrik/rules/markers.yaml': markerRule, 'notes/a.txt': 'MARKER_1\n' };

/** A path with its parameters filled in. */
function pathOf(template: string): string {
  return template.replace(/\{[^}]+\}/g, 'no-such-thing');
}

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ files, environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' } });
});
afterAll(() => api.close());

describe('every operation with an address', () => {
  it('is on the list', () => {
    expect(named.length).toBeGreaterThan(20);
  });

  it.each(named.filter(({ binding }) => binding.operation.access !== 'public'))('$name needs the key', async ({ binding }) => {
    const answer = await api.send(binding.method, pathOf(binding.template), binding.method === 'GET' ? {} : { body: {} });
    expect([answer.status, answer.json]).toEqual([401, { detail: 'Invalid or missing API key' }]);
  });

  it.each(named)('$name refuses methods that nobody bound, and says which are', async ({ binding }) => {
    const target = pathOf(binding.template);
    const bound = bindings.filter(({ template }) => template === binding.template).map(({ method }) => method);
    const answer = await api.send('PUT', target, { headers: key });
    expect([answer.status, answer.json]).toEqual([405, { detail: 'Method not allowed' }]);
    const allowed = (answer.headers.allow ?? '').split(', ');
    expect(allowed).toEqual(expect.arrayContaining(bound));
    expect((await api.send('OPTIONS', target)).status).toBe(200);
  });

  it.each(named)('$name exists only in the case it is written in', async ({ binding }) => {
    const shouted = pathOf(binding.template).toUpperCase();
    const answer = await api.send(binding.method, shouted, { headers: key });
    expect([answer.status, answer.json]).toEqual([404, { detail: 'Not found' }]);
  });

  it.each(named.filter(({ binding }) => binding.method === 'GET'))('$name answers HEAD like GET, without a body', async ({ binding }) => {
    const target = `${pathOf(binding.template)}?filename=a.py`;
    const [get, head] = [await api.send('GET', target, { headers: key }), await api.send('HEAD', target, { headers: key })];
    expect([head.status, head.text, head.headers['content-type']]).toEqual([get.status, '', get.headers['content-type']]);
  });

  it.each(named.filter(({ binding }) => binding.method !== 'GET' && binding.method !== 'DELETE'))('$name rejects malformed bodies', async ({ binding }) => {
    const target = pathOf(binding.template);
    const post = async (body: unknown, headers = {}) => {
      const { status, json } = await api.send(binding.method, target, { body, headers: { ...key, ...headers } });
      expect(json).toEqual({ detail: expect.any(String) });
      return status;
    };
    expect(await post('{"a": ')).toBe(400);
    expect(await post('not json')).toBe(400);
    expect(await post('[]')).toBe(400);
    expect(await post('"text"')).toBe(400);
    expect(await post('null')).toBe(400);
    expect(await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
  });

  it.each(named.flatMap(({ name, binding }) => wrongInputs(binding.operation.input).map((wrong) => ({ name, binding, wrong }))))(
    '$name rejects $wrong with the field named',
    async ({ binding, wrong }) => {
      const inPath = binding.parameters.some((parameter) => Object.hasOwn(wrong, parameter));
      if (inPath) return;
      const query =
        binding.method === 'GET' || binding.method === 'DELETE'
          ? `?${new URLSearchParams(Object.entries(wrong).map(([name, value]) => [name, String(value)])).toString()}`
          : '';
      const answer = await api.send(binding.method, pathOf(binding.template) + query, { headers: key, ...(query === '' ? { body: wrong } : {}) });
      expect(answer.status).toBe(422);
      const body = z.object({ detail: z.string(), issues: z.array(z.object({ field: z.string(), message: z.string() })) }).parse(answer.json);
      const field = Object.keys(wrong)[0] ?? '';
      expect(body.issues.map((issue) => issue.field.split('.')[0])).toContain(field);
      expect(body.detail).toContain(field);
    },
  );
});

/** For each field that refuses it: a text of no meaning, else an object with the text it has in a query. */
function wrongInputs(input: z.ZodType): Readonly<Record<string, unknown>>[] {
  if (!(input instanceof z.ZodObject)) return [];
  return Object.entries(input.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const wrong: unknown = [nonsense, nested].find((value) => !field.safeParse(value).success && !field.safeParse(String(value)).success);
    return wrong === undefined ? [] : [{ [name]: wrong }];
  });
}

const nonsense = 'not of this kind';
const nested = { toString: () => '[object Object]', not: 'a text' };
