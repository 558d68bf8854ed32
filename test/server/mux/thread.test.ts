import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../server/mux/message.ts';
import { type OwnServer, ownServer } from '../../../server/mux/own-server.ts';
import { ownThread } from '../../../server/mux/own-thread.ts';
import { type Editor, startEditor } from '../editor.ts';
import { testProject } from '../rules.ts';
import { received, type Script, scripted } from './servers.ts';

// As users run it: the built program, with our server in a thread beside the messages.

const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js');
const capabilities = { textDocumentSync: { openClose: true, change: 2 }, hoverProvider: true, definitionProvider: true };
const hover = { contents: { kind: 'markdown', value: 'theirs' } };

let editor: Editor;

async function start(script: Script = {}): Promise<void> {
  editor = await startEditor({ files: testProject, program: cli, argv: ['lsp', '--wrap', scripted({ capabilities, ...script })] });
}

describe('our server in a thread', () => {
  afterEach(() => editor.stop());

  it('checks, repairs and ends as it does alone', async () => {
    await start();
    expect(editor.initialized.serverInfo).toMatchObject({ name: 'Sentrik + scripted' });
    await editor.open('a.js', 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toMatchObject([{ code: 'test-eval' }]);
    const [fix] = await editor.actions('a.js', 'eval');
    await editor.apply(fix && (await editor.resolve(fix)).edit);
    expect(await editor.diagnostics('a.js')).toEqual([]);
    expect(await received(editor, 'textDocument/didChange')).toHaveLength(1);
  });

  it('keeps no answer of the wrapped one waiting for a check', async () => {
    await start({ answers: { 'textDocument/definition': [] } });
    const order: string[] = [];
    await editor.open('large.js', `${'function f(a) { return a + 1; }\n'.repeat(20_000)}eval(x);\n`);
    const place = { textDocument: { uri: editor.uri('large.js') }, position: { line: 0, character: 0 } };
    const asked = editor.connection.sendRequest('textDocument/definition', place).then(() => order.push('definition'));
    const found = editor.pushed('large.js', (list) => list.length > 0).then(() => order.push('findings'));
    await Promise.all([asked, found]);
    expect(order).toEqual(['definition', 'findings']);
  });

  it('leaves its finding in a hover that does not wait for it', async () => {
    await start({ answers: { 'textDocument/hover': hover } });
    await editor.open('large.js', `eval(x);\n${'function f(a) { return a + 1; }\n'.repeat(10_000)}`);
    await editor.pushed('large.js', (list) => list.length > 0);
    const at = { line: 9000, character: 0 };
    await editor.change('large.js', { range: { start: at, end: at }, text: 'const b = 1;\n' });
    const place = { textDocument: { uri: editor.uri('large.js') }, position: { line: 0, character: 2 } };
    const both: typeof hover = await editor.connection.sendRequest('textDocument/hover', place);
    expect(both.contents.value).toMatch(/^theirs\n\n---\n\n[\s\S]*test-eval/);
  });
});

describe('a thread that ends', () => {
  it.each([
    ['before it is needed', 'throw new Error("no start")', 'no start'],
    ['while it is asked', `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(3));`, 'it ended with code 3'],
  ])('%s is told once; questions are answered with an error', async (_when, program, reason) => {
    const reasons: string[] = [];
    const { own, answer } = await askThread(program, (why) => reasons.push(why));
    expect(answer).toMatchObject({ kind: 'error' });
    expect(reasons).toEqual([reason]);
    expect(await new Promise((resolve) => own.ask('late', {}, resolve))).toMatchObject({ kind: 'error' });
  });
});

interface Asked {
  readonly own: OwnServer;
  readonly answer: Answer;
}

/** Runs a program as the thread of our server and asks it something. */
async function askThread(program: string, lost: (reason: string) => void): Promise<Asked> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-thread-'));
  try {
    const file = path.join(folder, 'thread.mjs');
    fs.writeFileSync(file, program);
    const receiver = { request: () => undefined, notification: () => undefined, oddity: () => undefined };
    const own = ownServer({ open: ownThread(pathToFileURL(file), { assets: '', worker: undefined, environment: {} }), receiver: () => receiver, lost });
    return { own, answer: await new Promise((resolve) => void own.ask('initialize', {}, resolve)) };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
