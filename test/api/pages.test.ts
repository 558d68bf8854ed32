import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bindingsOf } from '../../api/bindings.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { surfaceOf, surfaces } from '../../api/surfaces.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { defineOperation } from '../../core/kernel/operation.ts';
import { health } from '../../core/health.ops.ts';
import { operations } from '../../core/operations.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { verifies } from '../support/contract.ts';

const bindings = bindingsOf(operations);

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { json } = await api.send('GET', '/openapi.json');
    const validator = new Validator();
    const result = await validator.validate(json as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, validator.version]).toEqual([true, '3.1']);
  });

  it('lists every address with its operation, and no other', () => {
    const { paths } = openApiDocument(bindings) as { paths: Record<string, Record<string, { operationId: string }>> };
    const listed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`),
    );
    expect(listed.sort()).toEqual(bindings.map(({ method, template, operation }) => `${method} ${template.replace('*}', '}')} ${operation.name}`).sort());
  });

  it('says for each operation where its input comes from, what it answers and which key it needs', () => {
    const { paths } = openApiDocument(bindings) as { paths: Record<string, Record<string, unknown>> };
    expect(paths['/api/packs/{id}/overrides']?.post).toMatchObject({
      security: [{ apiKey: [] }, { bearer: [] }],
      parameters: [{ in: 'path', name: 'id', required: true }],
      requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
      responses: { 200: {}, 401: { $ref: '#/components/responses/Error401' }, 422: {}, 429: {} },
    });
    expect(paths['/api/sdk/context']?.get).toMatchObject({ parameters: [{ in: 'query', name: 'filename', required: true }] });
    expect(paths['/health']?.get).toMatchObject({ security: [] });
    expect(paths['/api/run-scan-stream']?.post).toMatchObject({ responses: { 200: { content: { 'text/event-stream': {} } } } });
    expect(paths['/api/packs/{id}/export']?.get).toMatchObject({ responses: { 200: { content: { 'application/yaml': {} } } } });
  });
});

describe('start-up', () => {
  it('fails when two operations bind one address, whatever their parameters are called', () => {
    const first = defineOperation({ ...health, name: 'first', http: { sentrik: 'GET /things/{id}' } });
    const second = defineOperation({ ...health, name: 'second', http: { vega: 'GET /things/{name}/' } });
    expect(() => bindingsOf([first, second])).toThrow('GET /things/{} is bound by both first and second');
    expect(() => bindingsOf([defineOperation({ ...health, http: { sentrik: 'FETCH /things' } })])).toThrow("'FETCH /things' is not 'METHOD /path'");
  });
});

describe('the pages', () => {
  const pages = [verifies('GET /docs'), verifies('GET /redoc'), verifies('GET /api')];

  it.each(pages)('%s is HTML that loads nothing from elsewhere and runs no inline script', async (endpoint) => {
    const { status, headers, text } = await api.send('GET', endpoint.split(' ')[1] ?? '');
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect([...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]).filter((url) => !url?.startsWith('/'))).toEqual([]);
    expect(text).not.toMatch(/<script>|<script [^>]*>[^<]|<style| on\w+=/);
    for (const [, url = ''] of text.matchAll(/(?:src|href)="(\/(?:docs\/|favicon)[^"]+)"/g)) {
      const loaded = await api.send('GET', url);
      expect({ url, status: loaded.status }).toEqual({ url, status: 200 });
    }
  });

  it('list every address on the landing page', async () => {
    const { text } = await api.send('GET', '/api');
    for (const { template, method } of bindings) expect(text).toContain(`<code>${method}</code></td><td><code>${template}</code>`);
  });

  it('are answered 304 when the browser has them', async () => {
    const { headers } = await api.send('GET', '/docs/swagger-ui.css');
    expect(headers['content-type']).toBe('text/css; charset=utf-8');
    expect((await api.send('GET', '/docs/swagger-ui.css', { headers: { 'if-none-match': headers.etag } })).status).toBe(304);
  });

  it('carry the security headers', async () => {
    const { headers } = await api.send('GET', '/api');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('begin at the dashboard', async () => {
    const { status, headers } = await api.send('GET', '/');
    expect([status, headers.location]).toEqual([302, '/dashboard']);
  });
});

describe(verifies('GET /dashboard'), () => {
  it('is the page for every address the page routes itself, and 404 for files it lacks', async () => {
    const page = await api.send('GET', '/dashboard');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const target of ['/dashboard/', '/dashboard/findings', '/dashboard/findings?severity=high'])
      expect((await api.send('GET', target)).text).toBe(page.text);
    expect((await api.send('GET', '/dashboard/none.js')).status).toBe(404);
  });
});

describe('the five styles', () => {
  it('give a refusal the shape of the system the path belongs to', () => {
    const failure = new Failure('not_found', 'Not here');
    const shape = (path: string) => surfaces[surfaceOf(path)].error(failure);
    expect(shape('/api/findings')).toEqual({ detail: 'Not here' });
    expect(shape('/api/evidence/5')).toEqual({ status: 'error', message: 'Not here', statusCode: 404 });
    expect(shape('/api/v1/projects')).toEqual({ error: 'Not here' });
    expect(shape('/security/logs/a')).toEqual({ detail: 'Not here' });
    expect(shape('/v1/projects')).toEqual({ schema_version: 1, error: { code: 'not_found', message: 'Not here', retryable: false, details: {} } });
    expect(surfaceOf('/v10')).toBe('sentrik');
  });
});
