import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { bundleProgram, type TestProgram } from '../support/program.ts';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');
const revision = '2024-11-05';
const rules = 'rules:\n  - id: no-danger\n    languages: [javascript]\n    severity: high\n    message: Dangerous\n    pattern: danger(...)\n';

/** Sends one message as the wire has it; the answer to a request. */
type Send = (message: object) => Promise<unknown>;

const answered = <R extends z.ZodType>(id: number, result: R) => z.object({ jsonrpc: z.literal('2.0'), id: z.literal(id), result });
const initialized = z.object({ protocolVersion: z.string(), capabilities: z.object({ tools: z.object({}) }), serverInfo: z.object({ name: z.string() }) });
const listed = z.object({ tools: z.array(z.object({ name: z.string(), description: z.string(), inputSchema: z.object({ type: z.literal('object') }) })) });
/** This revision knows texts, images and whole resources as content, and nothing else. */
const called = z.object({ content: z.tuple([z.strictObject({ type: z.literal('text'), text: z.string() })]), isError: z.literal(false).optional() });

let program: TestProgram;
let api: TestApi;
let child: ChildProcess | undefined;
beforeAll(async () => {
  program = await bundleProgram('test/mcp/stdio-program.ts');
  api = await startTestApi({ files: { '.sentrik/rules/own.yaml': rules, 'a.js': 'danger(1);\n' }, environment: { GUARD_API_KEY: 'k' } });
});
afterAll(async () => {
  child?.kill();
  await api.close();
  program.remove();
});

function overStdio(): Send {
  const started = spawn(process.execPath, [program.file, api.project.root, assets], { stdio: ['pipe', 'pipe', 'inherit'] });
  child = started;
  const lines = readline.createInterface({ input: started.stdout })[Symbol.asyncIterator]();
  return async (message) => {
    started.stdin.write(`${JSON.stringify(message)}\n`);
    return 'id' in message ? (JSON.parse(String((await lines.next()).value)) as unknown) : undefined;
  };
}

function overHttp(): Send {
  let session: string | undefined;
  return async (message) => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'x-api-key': 'k' };
    const own = session === undefined ? {} : { 'mcp-session-id': session };
    const response = await fetch(`${api.url}/mcp`, { method: 'POST', headers: { ...headers, ...own }, body: JSON.stringify(message) });
    session = response.headers.get('mcp-session-id') ?? session;
    const text = await response.text();
    const data = text.split('\n').findLast((line) => line.startsWith('data: {'));
    return text === '' ? undefined : (JSON.parse(data === undefined ? text : data.slice('data: '.length)) as unknown);
  };
}

it.each([
  ['stdio', overStdio],
  ['HTTP', overHttp],
])('a client of the first revision initialises, lists and calls over %s', async (_transport, open) => {
  const send = open();
  const request = (id: number, method: string, params: object) => send({ jsonrpc: '2.0', id, method, params });
  const hello = await request(1, 'initialize', { protocolVersion: revision, capabilities: {}, clientInfo: { name: 'old', version: '0' } });
  expect(answered(1, initialized).parse(hello).result).toMatchObject({ protocolVersion: revision, serverInfo: { name: 'sentrik' } });
  expect(await send({ jsonrpc: '2.0', method: 'notifications/initialized' })).toBeUndefined();
  const { tools } = answered(2, listed).parse(await request(2, 'tools/list', {})).result;
  expect(tools.map(({ name }) => name)).toEqual([
    ...['check', 'context', 'rules', 'explain', 'propose_fix', 'apply_fix', 'gate', 'check_package', 'suppress', 'evidence'],
  ]);
  const call = async (id: number, name: string, input: object): Promise<unknown> => {
    const [{ text }] = answered(id, called).parse(await request(id, 'tools/call', { name, arguments: input })).result.content;
    return JSON.parse(text) as unknown;
  };
  expect(await call(3, 'check', { path: 'a.js' })).toMatchObject({
    ok: false,
    findings: { 'no-danger': { at: [expect.stringContaining('a.js:1') as string] } },
  });
  expect(await call(4, 'explain', { rule_id: 'no-danger' })).toMatchObject({ id: 'no-danger' });
  expect(await call(5, 'gate', {})).toMatchObject({ passed: false, failing: 1 });
});
