import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { connectLegacy, connectModern, type Target, type TestClient } from './clients.ts';

const many = Array.from({ length: 60 }, (_unused, index) => `danger(${index});`).join('\n');
const rules = 'rules:\n  - id: no-danger\n    languages: [javascript]\n    severity: high\n    message: Dangerous\n    pattern: danger(...)\n';
const link = { type: 'resource_link', name: 'long form', mimeType: 'text/markdown' };
const stored = z.object({ findings: z.array(z.object({ fingerprint: z.string() })).min(1) });

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ files: { '.sentrik/rules/own.yaml': rules, 'many.js': `${many}\n` } });
});
afterAll(() => api.close());

const target = (): Target => ({ kind: 'http', url: `${api.url}/mcp` });

describe.each([
  ['that initialises', () => connectLegacy(target())],
  ['of the stateless protocol', () => connectModern(target(), { pin: '2026-07-28' })],
])('answers to a client %s', (_which, connect) => {
  let client: TestClient;
  beforeAll(async () => {
    client = await connect();
  });
  afterAll(() => client.close());

  /** The long form behind an answer's only link, which costs little. */
  async function longForm(name: string, input: Record<string, unknown>): Promise<{ readonly uri: string; readonly text: string }> {
    const { links, content, structuredContent } = await client.call(name, input);
    expect([links.length, content.length, content[0]?.text]).toEqual([1, 1, JSON.stringify(structuredContent)]);
    const [uri = ''] = links;
    expect(countTokens(JSON.stringify({ ...link, uri }))).toBeLessThanOrEqual(60);
    return { uri, text: await client.read(uri) };
  }

  it('link to the rule or finding that they explain', async () => {
    expect(await longForm('explain', { rule_id: 'no-danger' })).toMatchObject({
      uri: 'sentrik://rule/no-danger',
      text: expect.stringContaining('Dangerous') as string,
    });
    const { findings } = stored.parse((await api.send('POST', '/scan', { body: {} })).json);
    const fingerprint = findings[0]?.fingerprint ?? '';
    const found = await longForm('explain', { rule_id: fingerprint });
    expect(found).toMatchObject({ uri: `sentrik://finding/${fingerprint}`, text: expect.stringContaining('many.js:1') as string });
    expect((await longForm('explain', { rule_id: fingerprint, path: 'many.js' })).uri).toBe('sentrik://rule/no-danger');
  });

  it('link to the framework or control whose state they tell', async () => {
    expect((await longForm('evidence', { framework: 'iec-62304' })).uri).toBe('sentrik://framework/iec-62304');
    const { uri, text } = await longForm('evidence', { framework: 'soc2', control: 'CC6.1' });
    expect([uri, text.includes('CC6.1')]).toEqual(['sentrik://control/soc2/CC6.1', true]);
  });

  it('link to the report of what the gate judged, and to none of a diff', async () => {
    const { uri, text } = await longForm('gate', { max_tokens: 300 });
    expect([uri, text.includes('many.js')]).toEqual(['sentrik://report/project', true]);
    const diff = '--- a/new.js\n+++ b/new.js\n@@ -0,0 +1,1 @@\n+danger(1);\n';
    expect((await client.call('gate', { diff })).links).toEqual([]);
  });

  it('link to the report where not all findings of a file are shown, and stay within the budget with the link', async () => {
    const { links, content } = await client.call('check', { path: 'many.js', max_tokens: 500 });
    expect(links).toEqual(['sentrik://report/project']);
    expect(countTokens(content[0]?.text ?? '') + countTokens(JSON.stringify({ ...link, uri: links[0] }))).toBeLessThanOrEqual(500);
    expect((await client.call('check', { path: 'many.js', max_tokens: 20_000 })).links).toEqual([]);
    expect((await client.call('check', { code: many, filename: 'x.js', max_tokens: 500 })).links).toEqual([]);
  });
});
