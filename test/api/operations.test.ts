import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Binding, bindingsOf } from '../../api/bindings.ts';
import { surfaces } from '../../api/surfaces.ts';
import { tokenPair } from '../../core/account/wire.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { operations } from '../../core/operations.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { markerRule } from '../support/project.ts';

const bindings = bindingsOf(operations);
const named = bindings.map((binding) => ({ name: `${binding.method} ${binding.template}`, binding }));
const key = { 'x-api-key': 'k' };
/** Of an administrator, for the surfaces that the server's own key does not open. */
let token = '';
const credentialFor = ({ surface }: Binding) => (surface === 'sentrik' ? key : { authorization: `Bearer ${token}` });
const bodyOf = ({ surface }: Binding, failure: Failure) => surfaces[surface].error(failure);
const files = { '.sentrik/rules/markers.yaml': markerRule, 'notes/a.txt': 'MARKER_1\n' };

/** A path with its parameters filled in. */
function pathOf(template: string): string {
  return template.replace(/\{[^}]+\}/g, 'no-such-thing');
}

let api: TestApi;
let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
  api = await startTestApi({ files, environment: { GUARD_API_KEY: 'k', GUARD_RATE_LIMIT_ENABLED: 'false' }, server: test });
  const { email, password } = test.admin;
  token = tokenPair.parse((await api.send('POST', '/v1/auth/login', { body: { email, password } })).json).access_token;
});
afterAll(async () => {
  await api.close();
  await test.close();
});

describe('every operation with an address', () => {
  it('is on the list', () => {
    expect(named.length).toBeGreaterThan(20);
  });

  it.each(named.filter(({ binding }) => binding.operation.access !== 'public'))('$name needs the key', async ({ binding }) => {
    const answer = await api.send(binding.method, pathOf(binding.template), binding.method === 'GET' ? {} : { body: {} });
    const text = binding.surface === 'sentrik' ? 'Invalid or missing API key' : 'Sign in first: the token is missing, invalid or expired';
    expect([answer.status, answer.json]).toEqual([401, bodyOf(binding, new Failure('unauthenticated', text))]);
  });

  it.each(named)('$name refuses methods that nobody bound, and says which are', async ({ binding }) => {
    const target = pathOf(binding.template);
    const same = (template: string) => template.replace(/\{[^}]+\}/g, '{}');
    const bound = bindings.filter(({ template }) => same(template) === same(binding.template)).map((each) => each.method);
    const method = bound.includes('PUT') ? 'PATCH' : 'PUT';
    expect(bound).not.toContain(method);
    const answer = await api.send(method, target, { headers: credentialFor(binding) });
    expect([answer.status, answer.json]).toEqual([405, bodyOf(binding, new Failure('method_not_allowed', 'Method not allowed'))]);
    const allowed = (answer.headers.allow ?? '').split(', ');
    expect(allowed).toEqual(expect.arrayContaining(bound));
    expect((await api.send('OPTIONS', target)).status).toBe(200);
  });

  it.each(named)('$name exists only in the case it is written in', async ({ binding }) => {
    const shouted = pathOf(binding.template).toUpperCase();
    const answer = await api.send(binding.method, shouted, { headers: credentialFor(binding) });
    expect([answer.status, answer.json]).toEqual([404, { detail: 'Not found' }]);
  });

  it.each(named.filter(({ binding }) => binding.method === 'GET'))('$name answers HEAD like GET, without a body', async ({ binding }) => {
    const target = `${pathOf(binding.template)}?filename=a.py`;
    const [get, head] = [
      await api.send('GET', target, { headers: credentialFor(binding) }),
      await api.send('HEAD', target, { headers: credentialFor(binding) }),
    ];
    expect([head.status, head.text, head.headers['content-type']]).toEqual([get.status, '', get.headers['content-type']]);
  });

  it.each(named.filter(({ binding }) => binding.method !== 'GET' && binding.method !== 'DELETE'))('$name rejects malformed bodies', async ({ binding }) => {
    const target = pathOf(binding.template);
    const post = async (body: unknown, headers = {}) => {
      const { status, json } = await api.send(binding.method, target, { body, headers: { ...credentialFor(binding), ...headers } });
      expect(Object.keys(json ?? {})).toEqual(Object.keys(bodyOf(binding, new Failure('bad_request', ''))));
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
      const answer = await api.send(binding.method, pathOf(binding.template) + query, {
        headers: credentialFor(binding),
        ...(query === '' ? { body: wrong } : {}),
      });
      expect(answer.status).toBe(422);
      const { issues, text } = refusalOf(answer.json);
      const field = Object.keys(wrong)[0] ?? '';
      expect(issues.map((issue) => issue.field.split('.')[0])).toContain(field);
      expect(text).toContain(field);
    },
  );
});

const issueList = z.array(z.object({ field: z.string(), message: z.string() }));
const refused = z.union([
  z.object({ detail: z.string(), issues: issueList }).transform(({ detail: text, issues }) => ({ text, issues })),
  z.object({ error: z.string(), issues: issueList }).transform(({ error: text, issues }) => ({ text, issues })),
  z
    .object({ error: z.object({ message: z.string(), details: z.object({ issues: issueList }) }) })
    .transform(({ error }) => ({ text: error.message, issues: error.details.issues })),
]);

/** What an answer says was wrong, in the style of any surface. */
function refusalOf(json: unknown): z.output<typeof refused> {
  return refused.parse(json);
}

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
