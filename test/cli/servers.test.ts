import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { describe, expect, it } from 'vitest';
import { scripted } from '../server/mux/servers.ts';
import { dangerous, program, project, sentrik } from './sentrik.ts';

describe('dashboard', () => {
  it('serves the REST interface on a free port and ends politely', async () => {
    const child = spawn(process.execPath, [program, 'dashboard', '--port', '0'], { cwd: project({ 'a.js': dangerous }), stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await firstLine(child.stdout))?.[0];
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

describe('lsp and mcp-server', () => {
  it('answer the first message of their protocol and end with their client', async () => {
    const cwd = project();
    const lsp = spawn(process.execPath, [program, 'lsp', '--stdio'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    lsp.stdin.write(`Content-Length: ${initialize.length}\r\n\r\n${initialize}`);
    expect(await firstLine(lsp.stdout)).toMatch(/^Content-Length: \d+/);
    lsp.kill();

    const { mcp, ended } = await startMcp(cwd);
    mcp.stdin.end();
    expect(await ended).toBe(0);
  });

  it('ends when it is asked to, although its client stays', async () => {
    const { mcp, ended } = await startMcp(project());
    mcp.kill();
    expect(await ended).toBe(0);
  });

  async function startMcp(cwd: string) {
    const mcp = spawn(process.execPath, [program, 'mcp-server'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => mcp.on('close', resolve));
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    mcp.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
    expect(JSON.parse(await firstLine(mcp.stdout))).toMatchObject({ id: 1, result: { serverInfo: { name: expect.stringMatching(/sentrik/i) } } });
    return { mcp, ended };
  }
});

describe('lsp --wrap', () => {
  it('answers for both servers, and ends both with the code that the protocol asks for', async () => {
    for (const [isPolite, code] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const child = spawn(process.execPath, [program, 'lsp', '--stdio', '--wrap', scripted()], { cwd: project(), stdio: ['pipe', 'pipe', 'inherit'] });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
      connection.listen();
      const initialized = await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
      expect(initialized).toMatchObject({ serverInfo: { name: 'Sentrik + scripted' }, capabilities: { hoverProvider: true } });
      const wrapped: number = await connection.sendRequest('test/pid');
      if (isPolite) {
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
      } else child.stdin.end();
      expect(await ended).toBe(code);
      expect(() => process.kill(wrapped, 0)).toThrow('ESRCH');
      connection.dispose();
    }
  });

  it('says what is wrong with the command', async () => {
    const { code, stderr } = await sentrik(['lsp', '--wrap', '"open'], { cwd: project() });
    expect([code, stderr]).toEqual([2, expect.stringContaining('A quote in the command of --wrap is not closed')]);
  });
});

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of readline.createInterface({ input: stream })) return line;
  return '';
}
