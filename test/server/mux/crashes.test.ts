import { afterEach, describe, expect, it } from 'vitest';
import { type Editor, type EditorOptions, pushCapabilities, startEditor } from '../editor.ts';
import { testProject } from '../rules.ts';
import { eventually, perform, received, type Script, scripted } from './servers.ts';

let editor: Editor;
afterEach(() => editor.stop());

async function start(script: Script | string, options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor({ files: testProject, wrap: typeof script === 'string' ? script : scripted(script), ...options });
  return editor;
}

const documents = { textDocumentSync: { openClose: true, change: 2 } };
const diagnostic = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message: 'theirs' };

async function oursWorks(): Promise<void> {
  await editor.open('ours.js', 'eval(x);\n');
  expect(await editor.diagnostics('ours.js')).toMatchObject([{ code: 'test-eval' }]);
}

function pid(): Promise<number> {
  return editor.connection.sendRequest('test/pid', {});
}

/** Ends the server with no word and waits for the next one. */
async function kill(): Promise<void> {
  const before = await pid();
  process.kill(before, 'SIGKILL');
  await eventually('the new start', async () => (await pid().catch(() => before)) !== before);
}

describe('a wrapped server that crashes', () => {
  it('is started again and told what the editor holds, with the text as it is now', async () => {
    await start({ capabilities: documents });
    await editor.open('a.js', 'eval(x);\n');
    await editor.change('a.js', { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } }, text: 'JSON.parse' });
    await editor.open('closed.js', '1;\n');
    await editor.close('closed.js');
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: { theirs: 1 } });
    await kill();
    expect(await received(editor, 'initialize')).toHaveLength(1);
    expect(await received(editor, 'initialized')).toHaveLength(1);
    expect(await received(editor, 'workspace/didChangeConfiguration')).toMatchObject([{ params: { settings: { theirs: 1 } } }]);
    const opened = await received(editor, 'textDocument/didOpen');
    expect(opened.map(({ params }) => params)).toEqual([
      { textDocument: { uri: editor.uri('a.js'), languageId: 'javascript', version: 2, text: 'JSON.parse(x);\n' } },
    ]);
    await oursWorks();
  });

  it('gets notebooks again, with their cells as they are now', async () => {
    await start({ capabilities: { ...documents, notebookDocumentSync: { notebookSelector: [{ notebook: '*' }] } } });
    const uri = editor.uri('book.ipynb');
    const cell = (name: string, text: string, version = 1) => ({ uri: `${uri}#${name}`, languageId: 'python', version, text });
    const place = (name: string, more = {}) => ({ kind: 2, document: `${uri}#${name}`, ...more });
    const tell = (what: string, params: object) => editor.connection.sendNotification(`notebookDocument/${what}`, params);
    const head = { uri, notebookType: 'jupyter-notebook' };
    await tell('didOpen', {
      notebookDocument: { ...head, version: 1, cells: [place('a'), place('b')] },
      cellTextDocuments: [cell('a', 'x = 1\n'), cell('b', 'y = 2\n')],
    });
    await tell('didOpen', { notebookDocument: { ...head, uri: editor.uri('gone.ipynb'), version: 1, cells: [] }, cellTextDocuments: [] });
    await tell('didClose', { notebookDocument: { uri: editor.uri('gone.ipynb') }, cellTextDocuments: [] });
    const array = { start: 0, deleteCount: 1, cells: [place('c'), place('d')] };
    const structure = { array, didOpen: [cell('c', 'c = 3\n'), cell('d', '')], didClose: [{ uri: `${uri}#a` }] };
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const textContent = [{ document: { uri: `${uri}#b`, version: 2 }, changes: [{ range, text: 'z' }] }];
    const cells = { structure, data: [place('c', { metadata: { tags: ['new'] } })], textContent };
    await tell('didChange', { notebookDocument: { uri, version: 7 }, change: { metadata: { kernel: 'k' }, cells } });
    await kill();
    expect((await received(editor, 'notebookDocument/didOpen')).map(({ params }) => params)).toEqual([
      {
        notebookDocument: { ...head, version: 7, metadata: { kernel: 'k' }, cells: [place('c', { metadata: { tags: ['new'] } }), place('d'), place('b')] },
        cellTextDocuments: [cell('b', 'z = 2\n', 2), cell('c', 'c = 3\n'), cell('d', '')],
      },
    ]);
  });

  it('leaves no request without an answer; later ones wait for the new start', async () => {
    await start({ capabilities: { ...documents, definitionProvider: true }, answers: { 'textDocument/definition': 'hang' } });
    const place = { textDocument: { uri: editor.uri('a.js') }, position: { line: 0, character: 0 } };
    const lost = editor.connection.sendRequest('textDocument/definition', place).catch((error: unknown) => error);
    await eventually('the question', async () => (await received(editor, 'textDocument/definition')).length === 1);
    await perform(editor, { exit: 3 });
    expect(await lost).toMatchObject({ code: -32803, message: expect.stringContaining('ended before it answered') });
    expect(await pid()).toBeGreaterThan(0);
    expect(editor.log.join('\n')).toContain('ended with code 3');
  });

  it('takes its diagnostics, registrations and progress with it', async () => {
    const gone: unknown[] = [];
    const progress: unknown[] = [];
    await start({ capabilities: documents });
    editor.connection.onRequest('client/unregisterCapability', (params: unknown) => void gone.push(params));
    editor.connection.onNotification('$/progress', (params: unknown) => void progress.push(params));
    await editor.open('a.js', 'eval(x);\n');
    await perform(
      editor,
      { message: { id: 1, method: 'client/registerCapability', params: { registrations: [{ id: 'r', method: 'theirs/thing' }] } } },
      { message: { id: 2, method: 'window/workDoneProgress/create', params: { token: 't' } } },
      { message: { method: 'textDocument/publishDiagnostics', params: { uri: editor.uri('a.js'), diagnostics: [diagnostic] } } },
    );
    await editor.pushed('a.js', (list) => list.length === 2);
    await eventually('both answers', async () => (await received(editor, undefined)).filter(({ id }) => id === 1 || id === 2).length === 2);
    await kill();
    expect(await editor.pushed('a.js', (list) => list.length === 1)).toMatchObject([{ source: 'sentrik' }]);
    expect(gone).toEqual([{ unregisterations: [{ id: 'upstream:r', method: 'theirs/thing' }] }]);
    expect(progress).toMatchObject([{ value: { kind: 'end' } }]);
  });

  it('four times is given up with a message; ours goes on', async () => {
    await start({ capabilities: documents });
    await kill();
    await kill();
    await kill();
    process.kill(await pid(), 'SIGKILL');
    await eventually('the message', () => editor.shown.some((message) => message.includes('crashed 4 times within 3 minutes')));
    expect(await editor.connection.sendRequest('textDocument/definition', {})).toBeNull();
    await oursWorks();
  });
});

describe('a wrapped server that does not come up', () => {
  it.each([
    ['because there is no such program', 'no-such-language-server --stdio', 'there is no such program'],
    ['because it crashes at the start', { crash: 'start' } as const, 'crashed 4 times within 3 minutes'],
    ['because it crashes while it is initialized', { crash: 'initialize' } as const, 'crashed 4 times within 3 minutes'],
    ['because it refuses', { refuse: 'no licence' } as const, 'refused to start: no licence'],
  ])('%s leaves ours alone, and the user is told', async (_why, script, reason) => {
    await start(script);
    expect(editor.initialized).toMatchObject({ serverInfo: { name: 'Sentrik' }, capabilities: { hoverProvider: true } });
    await eventually('the message', () => editor.shown.some((message) => message.includes(reason) && message.startsWith('Sentrik goes on alone')));
    await oursWorks();
    expect(await editor.connection.sendRequest('textDocument/completion', {})).toBeNull();
  });
});

describe('what a wrapped server prints', () => {
  it('on standard error goes to the log, line by line', async () => {
    await start({ stderr: 'one\ntwo' });
    await eventually('both lines', () => editor.log.includes('[scripted-program] one') && editor.log.includes('[scripted-program] two'));
    await perform(editor, { print: 'half a ' }, { print: 'line\n' });
    await eventually('the third', () => editor.log.includes('[scripted-program] half a line'));
    expect(editor.log.filter((line) => line.startsWith('[scripted-program]'))).toHaveLength(3);
  });

  it('on standard output besides messages is left out, and the messages around it arrive', async () => {
    const arrived: number[] = [];
    await start({});
    editor.connection.onNotification('test/number', ({ number }: { number: number }) => void arrived.push(number));
    const number = (value: number) => ({ message: { method: 'test/number', params: { number: value } } });
    const broken = '{"jsonrpc":"2.0","method":"test/number","par';
    await perform(
      editor,
      number(1),
      { raw: 'Debugger listening on port 9229\n' },
      number(2),
      { raw: `Content-Length: ${broken.length}\r\n\r\n${broken}` },
      number(3),
      { raw: 'Content-Length: none\r\n\r\n{}' },
      number(4),
      { raw: 'Content-Length: 70\r\n\r\n{"jsonrpc":"2.0","method":"test/nothing"}' },
      number(5),
      { raw: 'Content-Length: 10\r\n\r\n{"jsonrpc":"2.0","method":"test/nothing"}' },
      number(6),
      { raw: 'Content-Length: 4\r\n\r\nnullContent-Length: 2\r\n\r\n[]' },
      number(7),
      { raw: 'Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 4\r\n\r\ntrue' },
      number(8),
    );
    await eventually('the last', () => arrived.includes(8));
    expect(arrived).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await oursWorks();
  });

  it('as a broken answer is an error of that request', async () => {
    await start({ answers: { 'custom/thing': 'hang' } });
    const lost = editor.connection.sendRequest('custom/thing', {}).catch((error: unknown) => error);
    const asked = await eventually('the question', async () => (await received(editor, 'custom/thing')).at(0));
    const text = `{"jsonrpc":"2.0","id":${asked.id},"result":{"broken`;
    await perform(editor, { raw: `Content-Length: ${text.length}\r\n\r\n${text}` });
    expect(await lost).toMatchObject({ message: expect.stringContaining('broken answer') });
  });

  it('may be very large', async () => {
    await start({});
    const sizes: number[] = [];
    editor.connection.onNotification('test/large', ({ text }: { text: string }) => void sizes.push(text.length));
    await perform(editor, { large: 20_000_000 }, { large: 3 });
    await eventually('both', () => sizes.length === 2);
    expect(sizes).toEqual([20_000_000, 3]);
  });
});

describe('a wrapped server that is Sentrik', () => {
  it('gives each finding once', async () => {
    await start({ name: 'Sentrik', capabilities: documents }, { capabilities: pushCapabilities });
    await editor.open('a.js', 'eval(x);\n');
    await perform(editor, {
      message: { method: 'textDocument/publishDiagnostics', params: { uri: editor.uri('a.js'), diagnostics: [{ ...diagnostic, source: 'sentrik' }] } },
    });
    expect(await editor.pushed('a.js', (list) => list.length > 0)).toHaveLength(1);
    expect(editor.published.every(({ diagnostics }) => diagnostics.length < 2)).toBe(true);
  });
});
