import { afterEach, describe, expect, it } from 'vitest';
import { type Editor, type EditorOptions, pullCapabilities, pushCapabilities, startEditor } from '../editor.ts';
import { testProject } from '../rules.ts';
import { eventually, perform, received, type Script, scripted } from './servers.ts';

let editor: Editor;
afterEach(() => editor.stop());

async function start(script: Script, options: EditorOptions): Promise<Editor> {
  editor = await startEditor({ files: testProject, wrap: scripted(script), ...options });
  return editor;
}

const documents = { textDocumentSync: { openClose: true, change: 2 } };
const pulls = { ...documents, diagnosticProvider: { identifier: 'theirs', interFileDependencies: true, workspaceDiagnostics: true } };
const theirs = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message: 'theirs', severity: 2 };
const report = { kind: 'full', resultId: 'r1', items: [theirs] };
/** An editor that only asks. */
const { publishDiagnostics: _push, ...withoutPush } = pullCapabilities.textDocument ?? {};
const onlyPull = { ...pullCapabilities, textDocument: withoutPush };

describe('an editor that asks', () => {
  it('gets what both say, and "unchanged" when both have nothing new', async () => {
    await start({ capabilities: pulls, answers: { 'textDocument/diagnostic': report } }, { capabilities: pullCapabilities });
    expect(editor.initialized.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true, workspaceDiagnostics: true });
    await editor.open('a.js', 'eval(x);\n');
    const first = await eventually('both', async () => {
      const answer = await editor.pull('a.js');
      return answer.kind === 'full' && answer.items.length === 2 ? answer : undefined;
    });
    expect(first.items.map(({ message }) => message)).toEqual(['theirs', expect.stringContaining('eval')]);
    const again = await editor.pull('a.js', first.resultId);
    expect(again).toMatchObject({ kind: 'full' });
    const asked = (await received(editor, 'textDocument/diagnostic')).at(-1);
    expect(asked).toMatchObject({ params: { identifier: 'theirs', previousResultId: 'r1' } });
    await perform(editor, { answers: { 'textDocument/diagnostic': { kind: 'unchanged', resultId: 'r1' } } });
    const third = await editor.pull('a.js', again.resultId);
    expect(third).toEqual({ kind: 'unchanged', resultId: again.resultId });
    await editor.change('a.js', { text: 'JSON.parse(x);\n' });
    expect(await editor.pull('a.js', again.resultId)).toMatchObject({ kind: 'full', items: [theirs] });
  });

  it('gets ours although the other one fails', async () => {
    await start({ capabilities: pulls, answers: { 'textDocument/diagnostic': 'fail' } }, { capabilities: pullCapabilities });
    await editor.open('a.js', 'eval(x);\n');
    const answer = await eventually('ours', async () => {
      const pulled = await editor.pull('a.js');
      return pulled.kind === 'full' && pulled.items.length === 1 ? pulled : undefined;
    });
    expect(answer.items).toMatchObject([{ source: 'sentrik' }]);
  });

  it('and takes nothing else gets what the other one pushes, and is told to ask', async () => {
    let refreshed = 0;
    await start({ capabilities: documents }, { capabilities: onlyPull });
    editor.connection.onRequest('workspace/diagnostic/refresh', () => {
      refreshed += 1;
      return null;
    });
    await editor.open('a.js', '1;\n');
    const before = refreshed;
    await perform(editor, { message: { method: 'textDocument/publishDiagnostics', params: { uri: editor.uri('a.js'), diagnostics: [theirs] } } });
    await eventually('the refresh', () => refreshed > before);
    const pulled = await editor.pull('a.js');
    expect(pulled).toMatchObject({ kind: 'full', items: [theirs] });
    expect(await editor.pull('a.js', pulled.resultId)).toMatchObject({ kind: 'unchanged' });
    expect(editor.published).toEqual([]);
  });

  it('gets a whole workspace in parts, each file with what both know of it', async () => {
    const items = [{ uri: 'file:///elsewhere.js', version: null, kind: 'full', resultId: 'w1', items: [theirs] }];
    await start({ capabilities: pulls, answers: { 'workspace/diagnostic': { items } } }, { capabilities: pullCapabilities });
    const ask = (previousResultIds: readonly unknown[]) => editor.connection.sendRequest('workspace/diagnostic', { previousResultIds });
    expect(await ask([])).toMatchObject({
      items: expect.arrayContaining([{ uri: 'file:///elsewhere.js', version: null, kind: 'full', resultId: expect.any(String), items: [theirs] }]),
    });
    const { items: first }: { items: { uri: string; resultId: string }[] } = await editor.connection.sendRequest('workspace/diagnostic', {
      previousResultIds: [],
    });
    const value = first.find(({ uri }) => uri === 'file:///elsewhere.js')?.resultId;
    await ask([{ uri: 'file:///elsewhere.js', value }]);
    expect((await received(editor, 'workspace/diagnostic')).at(-1)).toMatchObject({
      params: { identifier: 'theirs', previousResultIds: [{ uri: 'file:///elsewhere.js', value: 'w1' }] },
    });
    const parts: unknown[] = [];
    editor.connection.onNotification('$/progress', (params: unknown) => void parts.push(params));
    await perform(editor, { answers: { 'workspace/diagnostic': 'hang' } });
    void editor.connection.sendRequest('workspace/diagnostic', { previousResultIds: [], partialResultToken: 'mine' }).catch(() => undefined);
    const asked = await eventually('the question', async () =>
      (await received(editor, 'workspace/diagnostic')).find(({ params }) => JSON.stringify(params).includes('partialResultToken')),
    );
    const token = (asked.params as { partialResultToken: string }).partialResultToken;
    expect(token).not.toBe('mine');
    await perform(editor, { message: { method: '$/progress', params: { token, value: { items } } } });
    await eventually('the part', () => parts.length > 0);
    expect(parts).toMatchObject([{ token: 'mine', value: { items: [{ uri: 'file:///elsewhere.js', items: [theirs] }] } }]);
  });

  it('asks us once, although the other one registers for questions later', async () => {
    const registered: string[] = [];
    await start({ capabilities: documents, answers: { 'textDocument/diagnostic': report } }, { capabilities: pullCapabilities });
    editor.connection.onRequest(
      'client/registerCapability',
      ({ registrations }: { registrations: { method: string }[] }) => void registered.push(...registrations.map(({ method }) => method)),
    );
    await perform(editor, {
      message: {
        id: 1,
        method: 'client/registerCapability',
        params: { registrations: [{ id: 'd', method: 'textDocument/diagnostic', registerOptions: { identifier: 'late' } }] },
      },
    });
    await eventually('the answer', async () => (await received(editor, undefined)).some(({ id }) => id === 1));
    expect(registered).not.toContain('textDocument/diagnostic');
    await editor.open('a.js', '1;\n');
    expect(await editor.pull('a.js')).toMatchObject({ items: [theirs] });
    expect(await received(editor, 'textDocument/diagnostic')).toMatchObject([{ params: { identifier: 'late' } }]);
  });
});

describe('an editor that takes what is pushed', () => {
  it('gets what the other one says only when it is asked', async () => {
    await start({ capabilities: pulls, answers: { 'textDocument/diagnostic': report } }, { capabilities: pushCapabilities });
    expect(editor.initialized.capabilities).not.toHaveProperty('diagnosticProvider');
    await editor.open('a.js', 'eval(x);\n');
    expect((await editor.pushed('a.js', (list) => list.length === 2)).map(({ message }) => message)).toEqual(['theirs', expect.stringContaining('eval')]);
    await perform(editor, { answers: { 'textDocument/diagnostic': { kind: 'full', items: [] } } });
    await editor.change('a.js', { text: 'eval(y);\n' });
    expect(await editor.pushed('a.js', (list) => list.length === 1)).toMatchObject([{ source: 'sentrik' }]);
    await perform(editor, { answers: { 'textDocument/diagnostic': report } }, { message: { id: 9, method: 'workspace/diagnostic/refresh' } });
    expect(await editor.pushed('a.js', (list) => list.length === 2)).toMatchObject([theirs, { source: 'sentrik' }]);
    expect((await received(editor, undefined)).find(({ id }) => id === 9)).toMatchObject({ result: null });
  });
});
