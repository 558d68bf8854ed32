import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzzHttp } from '../../bench/mcp-fuzz/http.ts';
import { messages } from '../../bench/mcp-fuzz/messages.ts';
import { fuzzStdio } from '../../bench/mcp-fuzz/stdio.ts';
import { startTestApi, type TestApi } from '../support/api-server.ts';
import { bundleProgram, type TestProgram } from '../support/program.ts';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');
const seed = Number(process.env.SENTRIK_TEST_SEED ?? 20_261_121);
/** A part of what `npm run bench -- mcp-fuzz` sends. */
const count = 400;

let program: TestProgram;
let api: TestApi;
beforeAll(async () => {
  program = await bundleProgram('test/mcp/stdio-program.ts');
  api = await startTestApi({ files: { 'a.py': 'print(1)\n' } });
});
afterAll(async () => {
  await api.close();
  program.remove();
});

describe('messages that nobody would send', () => {
  it.each(['legacy', 'modern'] as const)('are answered by the protocol or not at all over stdio to a %s client', async (era) => {
    const server = { command: process.execPath, args: [program.file, api.project.root, assets] };
    expect(await fuzzStdio(server, era, messages(count, seed))).toEqual([]);
  });

  it('are answered by the protocol over HTTP', async () => {
    expect(await fuzzHttp(`${api.url}/mcp`, messages(count, seed + 1))).toEqual([]);
  });
});
