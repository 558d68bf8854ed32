import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor } from './editor.ts';
import { buildLanguageServer } from '../support/language-server.ts';
import { flowRules, testProject } from './rules.ts';

// The server as its users run it: bundled, as a process of its own, over standard input and output.

let built: Awaited<ReturnType<typeof buildLanguageServer>>;
let program: string;

beforeAll(async () => {
  built = await buildLanguageServer('lsp');
  program = built.program;
});
afterAll(() => built.remove());

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

  it('follows data from other files in a thread of its own where the project is large', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 160 }, (_unused, index) => [`many/${index}.js`, `export function own${index}(value) {\n  return value + ${index};\n}\n`]),
    );
    const project = {
      ...{ '.sentrik/config.yaml': 'standards_packs: [none]\n', '.sentrik/rules/flow.yaml': flowRules, 'ask.js': 'export const ask = () => input();\n' },
      'work.js': '',
    };
    const editor: Editor = await startEditor({ files: { ...many, ...project }, program });
    await editor.open('work.js', '');
    await editor.connection.sendRequest('workspace/executeCommand', { command: 'sentrik.checkWorkspace' });
    await editor.change('work.js', { text: "import { ask } from './ask.js';\nexport function work() {\n  run(ask());\n}\n" });
    const found = await editor.pushed('work.js', (diagnostics) => diagnostics.length > 0);
    expect(found.map(({ code, range }) => [code, range.start.line])).toEqual([['test-flow', 2]]);
    await editor.change('work.js', { range: { start: { line: 2, character: 6 }, end: { line: 2, character: 11 } }, text: '1' });
    expect(await editor.pushed('work.js', (diagnostics) => diagnostics.length === 0)).toEqual([]);
    expect(editor.log.filter((line) => line.includes('thread'))).toEqual([]);
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
    for (const id of [9, 11, 13, 15]) expect(await answered(server, id)).toHaveProperty('error');
    for (const id of [10, 12]) expect(await answered(server, id)).toHaveProperty('result');
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
