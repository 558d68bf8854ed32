import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor } from './editor.ts';
import { testProject } from './rules.ts';

// The server as its users run it: bundled, as a process of its own, over standard input and output.

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'node_modules/.cache/sentrik', `lsp-${process.pid}`);
const program = path.join(folder, 'lsp.js');

beforeAll(async () => {
  await build({
    entryPoints: { lsp: path.join(root, 'server/main.ts') },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  fs.symlinkSync(path.join(root, 'dist/assets'), path.join(folder, 'assets'), 'junction');
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the server program', () => {
  it('checks, repairs and ends when it is told to', async () => {
    const editor: Editor = await startEditor({ files: testProject, program });
    await editor.open('a.js', 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toMatchObject([{ code: 'test-eval' }]);
    const [fix] = await editor.actions('a.js', 'eval');
    await editor.apply(fix?.edit);
    expect(await editor.diagnostics('a.js')).toEqual([]);
    await editor.stop();
  });

  it('ends with 1 when its client goes away without a word', async () => {
    const server = startServer();
    send(server, initialize);
    await answered(server, 1);
    server.child.stdin?.end();
    expect(await server.exit).toBe(1);
  });

  it('ends with 0 after shutdown and exit', async () => {
    const server = startServer();
    send(server, initialize);
    await answered(server, 1);
    send(server, { jsonrpc: '2.0', id: 2, method: 'shutdown' });
    await answered(server, 2);
    send(server, { jsonrpc: '2.0', method: 'exit' });
    expect(await server.exit).toBe(0);
  });
});

describe('wrong messages', () => {
  it('are answered with an error or ignored, and the server goes on', async () => {
    const server = startServer();
    send(server, { jsonrpc: '2.0', id: 9, method: 'textDocument/hover', params: {} });
    send(server, initialize);
    await answered(server, 1);
    send(server, { jsonrpc: '2.0', method: 'initialized', params: {} });
    const wrong: readonly unknown[] = [
      { jsonrpc: '2.0', id: 10, method: 'textDocument/hover', params: { textDocument: 3 } },
      { jsonrpc: '2.0', id: 11, method: 'textDocument/codeAction', params: null },
      { jsonrpc: '2.0', id: 12, method: 'codeAction/resolve', params: { title: 4, data: { make: 'fix-all' } } },
      { jsonrpc: '2.0', id: 13, method: 'workspace/executeCommand', params: { command: 'sentrik.check', arguments: 'no' } },
      { jsonrpc: '2.0', id: 14, method: 'textDocument/noSuchRequest', params: [] },
      { jsonrpc: '2.0', id: 15, method: 'textDocument/diagnostic', params: { textDocument: {} } },
      { jsonrpc: '2.0', method: 'textDocument/didOpen', params: {} },
      { jsonrpc: '2.0', method: 'textDocument/didChange', params: { textDocument: { uri: 'file:///a.js' } } },
      { jsonrpc: '2.0', method: 'textDocument/didChange', params: { textDocument: { uri: 'file:///a.js', version: 'x' }, contentChanges: [{ range: 1 }] } },
      { jsonrpc: '2.0', method: 'workspace/didChangeWorkspaceFolders', params: { event: { added: [{ uri: 'nonsense' }], removed: [] } } },
      { not: 'a message' },
    ];
    for (const message of wrong) send(server, message);
    server.child.stdin?.write('Content-Length: 9\r\n\r\n{"broken"');
    send(server, {
      jsonrpc: '2.0',
      id: 20,
      method: 'workspace/executeCommand',
      params: { command: 'sentrik.check', arguments: [{ code: 'eval(x)', filename: 'a.js' }] },
    });
    const last = await answered(server, 20);
    expect(last).toHaveProperty('result.findings');
    expect(await answered(server, 14)).toHaveProperty('error.code', -32601);
    for (const id of [9, 11, 13]) expect(await answered(server, id)).toHaveProperty('error');
    for (const id of [10, 12, 15]) expect(await answered(server, id)).toHaveProperty('result');
    server.child.stdin?.end();
    await server.exit;
  });
});

const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } };

interface RawServer {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  /** What the server wrote so far: nothing but messages. */
  readonly answers: () => readonly { readonly id?: number }[];
}

function startServer(): RawServer {
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = Buffer.alloc(0);
  child.stdout.on('data', (bytes: Buffer) => {
    output = Buffer.concat([output, bytes]);
  });
  const exit = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });
  return { child, exit, answers: () => messagesIn(output) };
}

function send({ child }: RawServer, message: unknown): void {
  const body = Buffer.from(JSON.stringify(message));
  child.stdin?.write(`Content-Length: ${body.length}\r\n\r\n`);
  child.stdin?.write(body);
}

async function answered(server: RawServer, id: number): Promise<unknown> {
  for (let waited = 0; waited < 15_000; waited += 20) {
    const answer = server.answers().find((message) => message.id === id);
    if (answer !== undefined) return answer;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  throw new Error(`Request ${id} was not answered`);
}

/** Reads the messages; a byte that belongs to none is an error. */
function messagesIn(output: Buffer): { readonly id?: number }[] {
  const messages: { readonly id?: number }[] = [];
  let position = 0;
  while (position < output.length) {
    const headEnd = output.indexOf('\r\n\r\n', position);
    if (headEnd < 0) break;
    const length = /^Content-Length: (\d+)$/im.exec(output.toString('latin1', position, headEnd))?.[1];
    if (length === undefined) throw new Error('Something other than a message stands on standard output');
    const end = headEnd + 4 + Number(length);
    if (end > output.length) break;
    messages.push(JSON.parse(output.toString('utf8', headEnd + 4, end)));
    position = end;
  }
  return messages;
}
