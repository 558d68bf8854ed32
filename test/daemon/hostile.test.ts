import type net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { messageGuard } from '../../daemon/message-guard.ts';
import { toFrames } from '../../daemon/wire.ts';
import { dangerous, project } from '../cli/sentrik.ts';
import { builtInstallation, type Login, newLogin, openEditor, type TestEditor } from './daemons.ts';

let login: Login;
let cwd: string;
let bystander: TestEditor;
beforeAll(async () => {
  login = newLogin();
  cwd = project({ 'run.js': dangerous });
  await login.start();
  bystander = await openEditor(login, cwd);
});

describe('a connection is closed, and others go on, when it', () => {
  it.each([
    ['sends bytes that are no text', (socket: net.Socket) => socket.write(Buffer.from([0, 255, 254, 10, 0, 10]))],
    ['sends JSON that is no greeting', (socket: net.Socket) => socket.write('{"frontend":"control","command":"delete"}\n')],
    ['asks for another command', (socket: net.Socket) => socket.write(`${JSON.stringify({ ...greeting(), argv: ['scan'] })}\n`)],
    ['says that a server is a call', (socket: net.Socket) => socket.write(`${JSON.stringify({ ...greeting(), argv: ['lsp'] })}\n`)],
    ['says nothing', () => undefined],
    ['drips bytes', (socket: net.Socket) => drip(socket)],
    ['sends a line of 100 MB', (socket: net.Socket) => flood(socket)],
    ['sends a frame of no kind', (socket: net.Socket) => socket.write(`${JSON.stringify(greeting())}\nzzzzzzzzzzzz`)],
    [
      'sends a frame that is too long',
      (socket: net.Socket) => socket.write(Buffer.concat([Buffer.from(`${JSON.stringify(greeting())}\n`), Buffer.from([0x69, 255, 255, 255, 255])])),
    ],
    [
      'announces a message of an editor that is too long',
      (socket: net.Socket) => {
        const lsp = { ...greeting(), frontend: 'lsp', argv: ['lsp'] };
        socket.write(Buffer.concat([Buffer.from(`${JSON.stringify(lsp)}\n`), toFrames('input', Buffer.from('Content-Length: 99999999999\r\n\r\n'))]));
      },
    ],
  ])('%s', async (_what, act) => {
    const socket = await login.connect();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    const begun = performance.now();
    act(socket);
    await closed;
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect(
      await bystander.connection.sendRequest('workspace/executeCommand', { command: 'sentrik.check', arguments: [{ code: '1', filename: 'a.js' }] }),
    ).toHaveProperty('findings');
  });

  it('is of another version, which is told', async () => {
    for (const wrong of [{ version: '0.0.1' }, { build: 'other' }]) expect(await declined({ ...greeting(), ...wrong })).toBe('it is another version');
    expect(await declined({ ...greeting(), home: '/nowhere' })).toBe('it has another home folder');
  });
});

it('messages of an editor are measured wherever their bytes are cut', () => {
  const message = (length: number) => Buffer.from(`Content-Type: x\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(Math.min(length, 50))}`);
  const passes = (text: Buffer, size: number) => {
    const guard = messageGuard(50);
    for (let at = 0; at < text.length; at += size) if (!guard(text.subarray(at, at + size))) return false;
    return true;
  };
  const fine = Buffer.concat([message(50), message(0), message(7), message(50)]);
  const large = Buffer.concat([message(50), message(51)]);
  for (const size of [1, 2, 3, 7, 64, 1000]) expect([size, passes(fine, size), passes(large, size)]).toEqual([size, true, false]);
  expect(passes(Buffer.from('a'.repeat(20_000)), 100)).toBe(false);
});

function greeting() {
  const { version, build } = builtInstallation();
  const stream = { isTerminal: false, columns: 0 };
  return { version, build, frontend: 'call', argv: ['check', 'run.js'], cwd, home: process.env.HOME ?? '', environment: {}, out: stream, err: stream };
}

async function declined(message: object): Promise<unknown> {
  const socket = await login.connect();
  let said = '';
  socket.on('data', (text: Buffer) => (said += text.toString()));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`${JSON.stringify(message)}\n`);
  await closed;
  return JSON.parse(said).declined;
}

function drip(socket: net.Socket): void {
  const timer = setInterval(() => socket.write('{'), 100);
  socket.once('close', () => clearInterval(timer));
}

function flood(socket: net.Socket): void {
  const megabyte = Buffer.alloc(1 << 20, 0x61);
  for (let sent = 0; sent < 100; sent += 1) socket.write(megabyte);
}
