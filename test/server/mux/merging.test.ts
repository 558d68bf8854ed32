import { afterEach, describe, expect, it } from 'vitest';
import { type Editor, type EditorOptions, pushCapabilities, startEditor } from '../editor.ts';
import { testProject } from '../rules.ts';
import { eventually, perform, received, type Script, scripted } from './servers.ts';

let editor: Editor;
afterEach(() => editor.stop());

async function start(script: Script, options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor({ files: testProject, wrap: scripted(script), ...options });
  return editor;
}

const incremental = { openClose: true, change: 2 };
const place = { textDocument: { uri: '' }, position: { line: 0, character: 1 } };

describe('capabilities', () => {
  it('are those of both', async () => {
    await start({
      capabilities: { completionProvider: { triggerCharacters: ['.'] }, executeCommandProvider: { commands: ['theirs'] }, codeActionProvider: true },
    });
    const { capabilities, serverInfo } = editor.initialized;
    expect(serverInfo?.name).toBe('Sentrik + scripted');
    expect(capabilities).toMatchObject({
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2 },
      completionProvider: { triggerCharacters: ['.'] },
      hoverProvider: true,
      codeActionProvider: { resolveProvider: true },
      executeCommandProvider: { commands: expect.arrayContaining(['theirs', 'sentrik.check']) },
    });
    expect(capabilities.codeActionProvider).not.toHaveProperty('codeActionKinds');
  });

  it.each([
    [undefined, 'utf-16', 7],
    ['utf-16', 'utf-16', 7],
    ['utf-8', 'utf-8', 9],
  ])('count positions as the wrapped server wants (%s), which has our process as its parent', async (wanted, agreed, column) => {
    const general = { positionEncodings: ['utf-8', 'utf-16'] };
    await start({ capabilities: { textDocumentSync: 1, positionEncoding: wanted } }, { capabilities: { ...pushCapabilities, general } });
    expect(await received(editor, 'initialize')).toMatchObject([{ params: { processId: process.pid, capabilities: { general } } }]);
    expect(editor.initialized.capabilities.positionEncoding).toBe(agreed);
    await editor.open('a.js', '/*😀*/ eval(x);\n');
    expect(await editor.diagnostics('a.js')).toMatchObject([{ range: { start: { line: 0, character: column } } }]);
    const at = { line: 0, character: column };
    await editor.sent('a.js', '/*😀*/ !eval(x);\n', {
      version: 2,
      contentChanges: [{ range: { start: at, end: at }, text: '!' }],
    });
    expect(await received(editor, 'textDocument/didChange')).toMatchObject([{ params: { contentChanges: [{ text: '/*😀*/ !eval(x);\n' }] } }]);
  });
});

describe('documents', () => {
  it('come by range to a server that takes ranges, and as whole texts to one that takes only those', async () => {
    for (const [change, contentChanges] of [
      [2, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, text: 'b' }]],
      [1, [{ text: 'b;\n' }]],
    ] as const) {
      await start({ capabilities: { textDocumentSync: { openClose: true, change } } });
      await editor.open('a.js', 'a;\n');
      await editor.change('a.js', { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, text: 'b' });
      expect(await received(editor, 'textDocument/didChange')).toMatchObject([{ params: { textDocument: { version: 2 }, contentChanges } }]);
      if (change === 2) await editor.stop();
    }
  });

  it('are opened for a server that registers for them later, and its registration stays with us', async () => {
    await start({});
    await editor.open('a.js', 'a;\n');
    await perform(editor, {
      message: { id: 5, method: 'client/registerCapability', params: { registrations: [{ id: 'r', method: 'textDocument/didOpen' }] } },
    });
    const opened = await eventually('opening', async () => (await received(editor, 'textDocument/didOpen')).at(0));
    expect(opened).toMatchObject({ params: { textDocument: { languageId: 'javascript', version: 1, text: 'a;\n' } } });
  });

  it('are saved with their text where the server wants it', async () => {
    await start({ capabilities: { textDocumentSync: { ...incremental, save: { includeText: true } } } });
    await editor.open('a.js', 'a;\n');
    await editor.save('a.js');
    expect(await received(editor, 'textDocument/didSave')).toMatchObject([{ params: { text: 'a;\n' } }]);
  });
});

describe('pushed diagnostics', () => {
  it('of both are one list, and each replaces only its own', async () => {
    await start({ capabilities: { textDocumentSync: incremental } });
    await editor.open('a.js', 'eval(x);\n');
    await editor.diagnostics('a.js');
    const publish = (...messages: readonly string[]) =>
      perform(editor, {
        message: {
          method: 'textDocument/publishDiagnostics',
          params: { uri: editor.uri('a.js'), diagnostics: messages.map((message) => ({ ...diagnostic, message })) },
        },
      });
    await publish('one', 'two');
    const both = await editor.pushed('a.js', (list) => list.length === 3);
    expect(both.map(({ message }) => message)).toEqual(['one', 'two', expect.stringContaining('eval')]);
    await editor.change('a.js', { text: 'JSON.parse(x);\n' });
    expect((await editor.pushed('a.js', (list) => list.length === 2)).map(({ message }) => message)).toEqual(['one', 'two']);
    await publish();
    expect(await editor.pushed('a.js', (list) => list.length === 0)).toEqual([]);
  });

  it('for an older version than the last one are left out', async () => {
    await start({ capabilities: { textDocumentSync: incremental } });
    await editor.open('a.js', 'a;\n');
    const publish = (version: number, message: string) => ({
      message: { method: 'textDocument/publishDiagnostics', params: { uri: editor.uri('a.js'), version, diagnostics: [{ ...diagnostic, message }] } },
    });
    await perform(editor, publish(3, 'new'), publish(2, 'old'), publish(4, 'newest'));
    const messages = () => editor.published.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message));
    await eventually('the last list', () => messages().includes('newest'));
    expect(messages()).not.toContain('old');
  });
});

describe('hover', () => {
  it('shows what both know, and what one knows as it is', async () => {
    const theirs = { contents: { kind: 'markdown', value: 'a function' }, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } } };
    await start({ capabilities: { textDocumentSync: incremental, hoverProvider: true }, answers: { 'textDocument/hover': theirs } });
    await editor.open('a.js', 'eval(x);\nrest;\n');
    await editor.diagnostics('a.js');
    const textDocument = { uri: editor.uri('a.js') };
    const whole = /^a function\n\n---\n\n\*\*Text run as code/;
    const ask = () => editor.connection.sendRequest<typeof theirs>('textDocument/hover', { ...place, textDocument });
    // Until ours has read its catalogues its message stands for it.
    const both = await eventually('the whole text', async () => [await ask()].find(({ contents }) => whole.test(contents.value)));
    expect(both).toMatchObject({
      contents: { kind: 'markdown' },
      range: theirs.range,
    });
    expect(await editor.connection.sendRequest('textDocument/hover', { textDocument, position: { line: 1, character: 1 } })).toEqual(theirs);
  });
});

describe('code actions', () => {
  const theirs = { title: 'Theirs', kind: 'quickfix', data: { secret: 1 } };

  it('of both stand in one list, and each is completed by its maker', async () => {
    const capabilities = { textDocumentSync: incremental, codeActionProvider: { resolveProvider: true } };
    await start({ capabilities, answers: { 'textDocument/codeAction': [theirs], 'codeAction/resolve': { ...theirs, edit: { changes: {} } } } });
    await editor.open('a.js', 'eval(x);\n');
    await editor.diagnostics('a.js');
    const actions = await editor.actions('a.js', 'eval');
    expect(actions.map(({ title }) => title)).toEqual(expect.arrayContaining(['Theirs', 'Suppress test-eval here with a comment']));
    const [their, our] = [actions.find(({ title }) => title === 'Theirs'), actions.find(({ title }) => title.startsWith('Suppress test-eval here'))];
    expect(await editor.resolve(their ?? { title: '' })).toMatchObject({ title: 'Theirs', edit: { changes: {} } });
    expect(await received(editor, 'codeAction/resolve')).toMatchObject([{ params: theirs }]);
    expect(await editor.resolve(our ?? { title: '' })).toHaveProperty('edit.documentChanges');
    expect(await received(editor, 'codeAction/resolve')).toHaveLength(1);
  });

  it('get the diagnostics of their own server only', async () => {
    await start({ capabilities: { textDocumentSync: incremental, codeActionProvider: true }, answers: { 'textDocument/codeAction': [] } });
    await editor.open('a.js', 'eval(x);\n');
    const context = {
      diagnostics: [
        { ...diagnostic, source: 'sentrik' },
        { ...diagnostic, source: 'other' },
      ],
    };
    await editor.connection.sendRequest('textDocument/codeAction', { textDocument: { uri: editor.uri('a.js') }, range: diagnostic.range, context });
    expect(await received(editor, 'textDocument/codeAction')).toMatchObject([{ params: { context: { diagnostics: [{ source: 'other' }] } } }]);
  });
});

describe('commands', () => {
  it('go to the server that executes them; of two with one name both can be reached', async () => {
    const action = { title: 'Run', command: { title: 'Run', command: 'sentrik.check', arguments: [1] } };
    await start({
      capabilities: { textDocumentSync: incremental, codeActionProvider: true, executeCommandProvider: { commands: ['theirs', 'sentrik.check'] } },
      answers: { 'workspace/executeCommand': 'done by the other', 'textDocument/codeAction': [action] },
    });
    expect(editor.initialized.capabilities.executeCommandProvider?.commands).toEqual(
      expect.arrayContaining(['theirs', 'wrapped:sentrik.check', 'sentrik.check']),
    );
    await editor.open('a.js', 'rest;\n');
    const run = (command: string, input: unknown) => editor.connection.sendRequest('workspace/executeCommand', { command, arguments: [input] });
    expect(await run('theirs', {})).toBe('done by the other');
    expect(await run('sentrik.check', { code: 'eval(x)', filename: 'b.js' })).toHaveProperty('findings');
    const [their] = await editor.actions('a.js', 'rest');
    expect(their?.command?.command).toBe('wrapped:sentrik.check');
    expect(await run('wrapped:sentrik.check', 1)).toBe('done by the other');
    expect((await received(editor, 'workspace/executeCommand')).at(-1)).toMatchObject({ params: { command: 'sentrik.check' } });
  });
});

describe('everything else', () => {
  it('goes to the wrapped server and comes back untouched, in both directions', async () => {
    await start({ capabilities: {}, answers: { 'custom/question': { deep: [1, { two: null }] } } });
    expect(await editor.connection.sendRequest('custom/question', { a: 1 })).toEqual({ deep: [1, { two: null }] });
    expect(await received(editor, 'custom/question')).toMatchObject([{ params: { a: 1 } }]);
    editor.connection.onRequest('custom/reverse', (params: unknown) => ({ echoed: params }));
    await perform(editor, { message: { id: 'text-id', method: 'custom/reverse', params: { a: [1, 2] } } });
    const answer = await eventually('the answer', async () => (await received(editor, undefined)).find(({ id }) => id === 'text-id'));
    expect(answer).toMatchObject({ result: { echoed: { a: [1, 2] } } });
  });

  it('keeps the tokens and registrations of the two apart', async () => {
    const created: unknown[] = [];
    const registered: string[] = [];
    await start({});
    editor.connection.onRequest('window/workDoneProgress/create', ({ token }: { token: unknown }) => void created.push(token));
    editor.connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { id: string }[] }) => {
      registered.push(...registrations.map(({ id }) => id));
    });
    const reports: unknown[] = [];
    editor.connection.onNotification('$/progress', (params: unknown) => void reports.push(params));
    await perform(
      editor,
      { message: { id: 1, method: 'window/workDoneProgress/create', params: { token: 1 } } },
      { message: { method: '$/progress', params: { token: 1, value: { kind: 'begin', title: 'Loading' } } } },
      {
        message: {
          id: 2,
          method: 'client/registerCapability',
          params: { registrations: [{ id: '1', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers: [] } }] },
        },
      },
    );
    await eventually('both requests', async () => created.length === 1 && registered.includes('upstream:1') && reports.length === 1);
    expect(created).not.toContain(1);
    expect(reports).toEqual([{ token: created[0], value: { kind: 'begin', title: 'Loading' } }]);
    await editor.connection.sendNotification('window/workDoneProgress/cancel', { token: created[0] });
    expect(await received(editor, 'window/workDoneProgress/cancel')).toMatchObject([{ params: { token: 1 } }]);
  });

  it('can be taken back: a cancelled request is cancelled where it went', async () => {
    await start({ capabilities: { definitionProvider: true }, answers: { 'textDocument/definition': 'hang' } });
    const { CancellationTokenSource } = await import('vscode-languageserver-protocol');
    const source = new CancellationTokenSource();
    void editor.connection.sendRequest('textDocument/definition', place, source.token).catch(() => undefined);
    const asked = await eventually('the question', async () => (await received(editor, 'textDocument/definition')).at(0));
    source.cancel();
    const cancelled = await eventually('the cancellation', async () => (await received(editor, '$/cancelRequest')).at(0));
    expect(cancelled.params).toEqual({ id: asked.id });
  });
});

const diagnostic = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message: 'm', severity: 2, source: 'other' };
