import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  CancellationTokenSource,
  LSPErrorCodes,
  ProgressType,
  ResponseError,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import { type Editor, type EditorOptions, pullCapabilities, startEditor } from './editor.ts';
import { testProject, testRules } from './rules.ts';

let editor: Editor;
afterEach(() => editor.stop());

const files = { ...testProject, 'src/a.js': 'eval(x);\n', 'src/b c.js': 'console.log(1);\neval(y);\n', 'clean.js': 'f();\n' };

async function start(options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor({ files, capabilities: pullCapabilities, ...options });
  return editor;
}

function ask(previous: readonly WorkspaceDocumentDiagnosticReport[] = []): Promise<WorkspaceDiagnosticReport> {
  const previousResultIds = previous.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
  return editor.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds });
}

/** `path kind rule,rule`, sorted. */
function lines(items: readonly WorkspaceDocumentDiagnosticReport[]): readonly string[] {
  const name = (uri: string) => uri.replace(editor.uri(''), '');
  return items.map((item) => `${name(item.uri)} ${item.kind === 'full' ? item.items.map(({ code }) => code).join(',') : 'unchanged'}`).toSorted();
}

describe('an editor that asks for the diagnostics of the workspace', () => {
  it('gets those of files that are not open and of those that are, as they are in the editor', async () => {
    await start();
    await editor.open('src/a.js', 'eval(x); eval(x);\n');
    expect(lines((await ask()).items)).toEqual(['src/a.js test-eval,test-eval', 'src/b%20c.js test-log,test-eval']);
    expect(editor.initialized.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true, workspaceDiagnostics: true });
  });

  it('is told what has not changed, what has, and what is gone', async () => {
    await start();
    const first = await ask();
    expect(lines((await ask(first.items)).items)).toEqual(['src/a.js unchanged', 'src/b%20c.js unchanged']);
    fs.writeFileSync(path.join(editor.folder, 'src/a.js'), 'f();\n');
    fs.writeFileSync(path.join(editor.folder, 'new.js'), 'eval(z);\n');
    await editor.fileChanged('src/a.js', 'new.js');
    const second = await settled(
      async () => (await ask(first.items)).items,
      (items) => items.some(({ uri }) => uri.endsWith('new.js')),
    );
    expect(lines(second)).toEqual(['new.js test-eval', 'src/a.js ', 'src/b%20c.js unchanged']);
  });

  it('gets results in parts, and with them the request stands open until there is news', async () => {
    await start();
    const partial = new ProgressType<{ items: WorkspaceDocumentDiagnosticReport[] }>();
    const parts: WorkspaceDocumentDiagnosticReport[] = [];
    editor.connection.onProgress(partial, 'part', ({ items }) => void parts.push(...items));
    const stream = (previous: readonly WorkspaceDocumentDiagnosticReport[]) =>
      editor.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
        previousResultIds: previous.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' })),
        partialResultToken: 'part',
      });
    expect(await stream([])).toEqual({ items: [] });
    expect(lines(parts)).toEqual(['src/a.js test-eval', 'src/b%20c.js test-log,test-eval']);
    let isAnswered = false;
    const next = stream(parts.splice(0)).finally(() => {
      isAnswered = true;
    });
    await ask();
    expect(isAnswered).toBe(false);
    fs.writeFileSync(path.join(editor.folder, 'src/a.js'), 'f();\n');
    await editor.fileChanged('src/a.js');
    await next;
    expect(lines(parts)).toEqual(['src/a.js ', 'src/b%20c.js unchanged']);
  });

  it('can cancel, also while the request stands open', async () => {
    await start();
    const cancel = new CancellationTokenSource();
    const asked = editor.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] }, cancel.token);
    cancel.cancel();
    await expect(asked).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect((await ask()).items).toHaveLength(2);
  });

  it('is told by the progress it asks for how far the check is', async () => {
    await start();
    const kinds: string[] = [];
    editor.connection.onProgress(new ProgressType<{ kind: string }>(), 'work', ({ kind }) => void kinds.push(kind));
    await editor.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [], workDoneToken: 'work' });
    expect([kinds[0], kinds.at(-1)]).toEqual(['begin', 'end']);
  });

  it('gets each file by the innermost project around it, once', async () => {
    await start({
      files: {
        ...files,
        'inner/.guard.yaml': 'standards_packs: [none]\n',
        'inner/a.js': 'eval(x);\n',
        'deep/er/.sentrik/rules/x.yaml': testRules,
        'deep/er/a.js': 'eval(x);\n',
      },
    });
    const found = lines((await ask()).items).filter((line) => line.includes('test-eval'));
    expect(found).toEqual(['deep/er/a.js js-dynamic-eval,test-eval', 'src/a.js test-eval', 'src/b%20c.js test-log,test-eval']);
  });

  it('gets what is known only, where the settings say so', async () => {
    await start({ settings: { workspaceDiagnostics: false } });
    expect(lines((await ask()).items)).toEqual([]);
    await editor.connection.sendRequest('workspace/executeCommand', { command: 'sentrik.checkWorkspace' });
    expect(lines((await ask()).items)).toEqual(['src/a.js test-eval', 'src/b%20c.js test-log,test-eval']);
  });

  it('no longer has them pushed as well', async () => {
    await start({ files: { ...files, '.guard.yaml': 'gate_fail_on: [terrible]\n' } });
    await editor.pushed('.guard.yaml', (diagnostics) => diagnostics.length === 1);
    expect(lines((await ask()).items)).toContain('.guard.yaml configuration');
    expect(await editor.pushed('.guard.yaml', (diagnostics) => diagnostics.length === 0)).toEqual([]);
    const pushed = editor.published.length;
    await editor.connection.sendRequest('workspace/executeCommand', { command: 'sentrik.checkWorkspace' });
    expect(editor.published.slice(pushed).flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });
});

it('a check that rules overtake is to be asked for again', async () => {
  await start({
    files: { ...files, ...Object.fromEntries(Array.from({ length: 150 }, (_unused, index) => [`many/${index}.js`, `eval(${index});\n`.repeat(20)])) },
  });
  fs.writeFileSync(path.join(editor.folder, '.sentrik/rules/test.yaml'), testRules.replace('pattern: eval($X)', 'pattern: evil($X)'));
  const asked = ask();
  await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  const answer = await asked.then(
    ({ items }) => items.length,
    (error: unknown) => (error instanceof ResponseError ? [error.code, error.data] : error),
  );
  expect([1, [LSPErrorCodes.ServerCancelled, { retriggerRequest: true }]]).toContainEqual(answer);
  expect(lines((await ask()).items)).toEqual(['src/b%20c.js test-log']);
});

async function settled<T>(look: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    const value = await look();
    if (isDone(value)) return value;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error('It did not come to rest');
}
