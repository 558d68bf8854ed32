import { describe, expect, it } from 'vitest';
import { runJson } from '../../../core/kernel/operation.ts';
import { importSpec } from '../../../core/scan/import-spec.ops.ts';
import { testRules } from '../../../core/scan/rule-tests.ops.ts';
import { openWorkspace } from '../../../core/scan/workspace.ts';
import { testContext } from '../../support/context.ts';

const spec = `
openapi: 3.0.3
info: { title: Orders, version: 2.1.0 }
servers: [{ url: 'https://orders.example.com/v2' }, { url: 'http://localhost:8080' }]
security: [{ key: [] }]
paths:
  /orders/{id}:
    get: { responses: {} }
    delete: { deprecated: true, security: [{ key: [] }, {}], responses: {} }
  /health:
    get: { security: [], responses: {} }
  /tokens:
    post: { responses: {} }
  /other:
    $ref: other.yaml
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
`;

async function found(path: string, text: string): Promise<readonly string[]> {
  const context = testContext();
  await runJson(importSpec, context, { spec });
  const { scanner, problems } = await openWorkspace(context, { packs: ['api-orders'] });
  expect(problems).toEqual([]);
  return scanner.check({ path, text }).findings.map(({ ruleId, span }) => `${ruleId}:${span.startLine + 1}`);
}

describe('rules from an API description', () => {
  it('are a pack whose examples hold, with what was not turned into rules', async () => {
    const context = testContext();
    const answer = await runJson(importSpec, context, { spec });
    expect(answer.rules.map(({ id }) => id)).toEqual([
      'api-orders-open-get-orders-id',
      'api-orders-deprecated-delete-orders-id',
      'api-orders-cleartext-orders-example-com',
    ]);
    expect(answer.pack).toMatchObject({ id: 'api-orders', version: '2.1.0', rules: 3, place: '.sentrik/rules/api-orders' });
    expect(answer.not_covered.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        '2 operations without security',
        '1 operations whose paths speak of identity',
        '1 paths that refer to another place',
        '1 servers without TLS',
      ]),
    );
    expect(await runJson(testRules, context, { rules: ['.sentrik/rules/api-orders'] })).toMatchObject({ ok: true, failed: 0, untested: [], problems: [] });
  });

  it('tell a route that asks nobody, and are silent where the file asks who is calling', async () => {
    const open = "app.get('/orders/:orderId', (req, res) => res.json(find(req.params.orderId)));\n";
    expect(await found('a.js', open)).toEqual(['api-orders-open-get-orders-id:1']);
    expect(await found('a.ts', `app.use(requireAuth);\n${open}`)).toEqual([]);
    expect(await found('a.js', "app.get('/orders/:id', checkUser, (req, res) => res.json({}));\napp.get('/health', (req, res) => res.json({}));\n")).toEqual(
      [],
    );
    expect(await found('a.py', '@app.get("/orders/{order_id}")\nasync def order(order_id: int):\n    return load(order_id)\n')).toEqual([
      'api-orders-open-get-orders-id:1',
    ]);
    expect(await found('a.py', '@app.get("/orders/{order_id}", dependencies=[Depends(current_user)])\ndef order(order_id: int):\n    return 1\n')).toEqual([]);
  });

  it('tell calls of deprecated operations and calls without TLS', async () => {
    expect(await found('a.js', "axios.delete('https://orders.example.com/v2/orders/7');\naxios.get('https://orders.example.com/v2/orders/7');\n")).toEqual([
      'api-orders-deprecated-delete-orders-id:1',
    ]);
    expect(
      await found('a.go', 'const a = "http://orders.example.com/v2"\nconst b = "http://orders.example.com.evil.org"\nconst c = "https://orders.example.com"\n'),
    ).toEqual(['api-orders-cleartext-orders-example-com:1']);
  });

  it('are only shown in a dry run', async () => {
    const context = testContext();
    expect((await runJson(importSpec, context, { spec, dry_run: true })).pack).toBeUndefined();
    expect((await openWorkspace(context)).packs.some(({ pack }) => pack.id === 'api-orders')).toBe(false);
  });

  it.each([
    ['swagger: "2.0"\ninfo: {title: x}\n', 'openapi'],
    ['openapi: 3.1.0\ninfo: {title: x}\npaths: {orders: {}}\n', 'paths'],
    ['openapi: [', 'line 1'],
    ['openapi: 3.1.0\ninfo: {title: x}\n', 'nothing that code alone'],
    [spec.replace('title: Orders', 'title: "???"'), 'id'],
  ])('are refused for %j', async (text, told) => {
    const refused = runJson(importSpec, testContext(), { spec: text });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining(told) as string });
  });
});
