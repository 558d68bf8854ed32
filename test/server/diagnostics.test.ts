import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type Diagnostic, DocumentDiagnosticRequest, LSPErrorCodes } from 'vscode-languageserver-protocol/node';
import { annotate } from './annotated.ts';
import { type Editor, type EditorOptions, pullCapabilities, pushCapabilities, startEditor } from './editor.ts';
import { flowRules, testProject, testRules } from './rules.ts';

let editor: Editor;
afterEach(() => editor.stop());

async function start(options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor({ files: testProject, ...options });
  return editor;
}

describe('an editor that is told its diagnostics', () => {
  it('sees findings of unsaved text as it is typed and repaired', async () => {
    await start();
    await editor.open('a.js', 'const a = eva(input);\n');
    expect(await editor.diagnostics('a.js')).toEqual([]);
    await editor.change('a.js', { range: { start: { line: 0, character: 13 }, end: { line: 0, character: 13 } }, text: 'l' });
    expect(annotate(editor.text('a.js'), await editor.diagnostics('a.js'))).toMatchInlineSnapshot(`
      "const a = eval(input);
                ^^^^^^^^^^^ test-eval eval runs text as code
      "
    `);
    await editor.change('a.js', { range: { start: { line: 0, character: 10 }, end: { line: 0, character: 14 } }, text: 'JSON.parse' });
    expect(await editor.diagnostics('a.js')).toEqual([]);
  });

  it('gets code, severity, source, data and the version of the text', async () => {
    await start();
    await editor.open('a.js', 'eval(x);\n');
    const [diagnostic] = await editor.diagnostics('a.js');
    expect(diagnostic).toMatchObject({
      code: 'test-eval',
      severity: 1,
      source: 'sentrik',
      data: { ruleId: 'test-eval', fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/) },
    });
    expect(editor.published.at(-1)).toMatchObject({ version: 1 });
  });

  it('finds a data flow in a long file once the typing rests', async () => {
    const filler = Array.from({ length: 400 }, (_unused, index) => `export const value${index} = compute(${index});\n`).join('');
    await start({ files: { ...testProject, '.sentrik/rules/flow.yaml': flowRules } });
    await editor.open('long.js', `${filler}function f() {\n  const text = input();\n\n}\n`);
    expect(await editor.diagnostics('long.js')).toEqual([]);
    await editor.change('long.js', { range: { start: { line: 402, character: 0 }, end: { line: 402, character: 0 } }, text: '  run(text);' });
    const found = await editor.pushed('long.js', (diagnostics) => diagnostics.length > 0);
    expect(found.map(({ code, range }) => `${code} ${range.start.line}`)).toEqual(['test-flow 402']);
  });

  it('maps severities from critical to info onto error to hint', async () => {
    await start();
    await editor.open('a.js', "eval(x);\nconsole.log(x);\nconst t = 'tok_0123abcd';\n");
    const severities = (await editor.diagnostics('a.js')).map(({ code, severity }) => `${code} ${severity}`);
    expect(severities.toSorted()).toEqual(['test-eval 1', 'test-log 3', 'test-token 1']);
  });

  it('loses them when the document is closed', async () => {
    await start();
    await editor.open('a.js', 'eval(x);\n');
    await editor.diagnostics('a.js');
    await editor.close('a.js');
    expect(await editor.pushed('a.js', (diagnostics) => diagnostics.length === 0)).toEqual([]);
  });

  it('gets them for untitled documents by their language and for folders opened through a link', async () => {
    await start({ linked: true });
    await editor.open('untitled:Untitled-1', 'eval(x);\n', 'typescript');
    expect(await editor.diagnostics('untitled:Untitled-1')).toHaveLength(1);
    await editor.open('deep/a%20b%23%C3%A9.js', 'eval(x);\n');
    expect(await editor.diagnostics('deep/a%20b%23%C3%A9.js')).toHaveLength(1);
  });

  it('gets them for documents with strange addresses', async () => {
    await start();
    const addresses = [
      'untitled:..',
      'untitled:',
      'untitled:%zz',
      'untitled:a%00b%2F..%2Fc',
      'vscode-vfs://host/a%20b.js',
      'file://%zz/a.js',
      'nonsense:/a?b#c',
    ];
    for (const address of addresses) {
      await editor.open(address, 'eval(x);\n');
      expect([address, await editor.diagnostics(address)]).toMatchObject([address, [{ code: 'test-eval' }]]);
    }
  });

  it('gets them without any folder, by the built-in rules', async () => {
    await start({ loose: true });
    await editor.open('untitled:Untitled-1', 'import subprocess, flask\n\nsubprocess.call("ls " + flask.request.args["d"], shell=True)\n', 'python');
    expect((await editor.diagnostics('untitled:Untitled-1')).length).toBeGreaterThan(0);
  });
});

describe('a workspace with several folders', () => {
  it('checks a file by the innermost project around it, which may come and go', async () => {
    await start({ files: { ...testProject, 'inner/.guard.yaml': 'standards_packs: [none]\n', 'inner/deep/.sentrik/rules/test.yaml': testRules } });
    for (const name of ['a.js', 'inner/a.js', 'inner/deep/er/a.js']) await editor.open(name, 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toHaveLength(1);
    expect(await editor.diagnostics('inner/a.js')).toHaveLength(0);
    expect((await editor.diagnostics('inner/deep/er/a.js')).map(({ code }) => code)).toContain('test-eval');
    fs.rmSync(path.join(editor.folder, 'inner/.guard.yaml'));
    await editor.fileChanged('inner/.guard.yaml');
    await editor.pushed('inner/a.js', (diagnostics) => diagnostics.length === 1);
    fs.writeFileSync(path.join(editor.folder, 'inner/.guard.yaml'), 'standards_packs: [none]\n');
    await editor.fileChanged('inner/.guard.yaml');
    expect(await editor.pushed('inner/a.js', (diagnostics) => diagnostics.length === 0)).toEqual([]);
  });

  it('checks each file by the rules of its own folder, also of folders that are added later', async () => {
    await start({ files: { ...testProject, 'inner/b.js': '' } });
    await editor.open('a.js', 'eval(x);\n');
    await editor.open('inner/a.js', 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toHaveLength(1);
    expect(await editor.diagnostics('inner/a.js')).toHaveLength(1);
    const inner = { uri: editor.uri('inner'), name: 'inner' };
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [inner], removed: [] } });
    const isOfOuter = (diagnostics: readonly Diagnostic[]) => diagnostics.some(({ code }) => code === 'test-eval');
    await editor.pushed('inner/a.js', (diagnostics) => !isOfOuter(diagnostics));
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [inner] } });
    await editor.pushed('inner/a.js', isOfOuter);
    expect(await editor.diagnostics('a.js')).toHaveLength(1);
  });

  it('goes on without a folder that cannot be opened', async () => {
    await start();
    const gone = { uri: 'file:///no/such/folder', name: 'gone' };
    await editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added: [gone], removed: [] } });
    await editor.open('file:///no/such/folder/a.js', 'const k = eval(location.hash);\n');
    expect((await editor.diagnostics('file:///no/such/folder/a.js')).length).toBeGreaterThan(0);
    expect(editor.log.some((line) => line.includes('a workspace folder cannot be opened'))).toBe(true);
  });
});

describe('an editor that asks for its diagnostics', () => {
  it('gets them, and "unchanged" while nothing changes', async () => {
    await start({ capabilities: pullCapabilities });
    await editor.open('a.js', 'eval(x);\n');
    const first = await editor.pull('a.js');
    expect(first).toMatchObject({ kind: 'full', items: [{ code: 'test-eval' }] });
    const again = await editor.pull('a.js', first.resultId);
    expect(again).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await editor.change('a.js', { text: 'eval(x);\n\n' });
    expect(await editor.pull('a.js', first.resultId)).toMatchObject({ kind: 'unchanged' });
    await editor.change('a.js', { text: '\neval(x);\n\n' });
    expect(await editor.pull('a.js', first.resultId)).toMatchObject({ kind: 'full', items: [{ range: { start: { line: 1 } } }] });
    expect(editor.published.filter(({ uri }) => uri.endsWith('a.js'))).toEqual([]);
  });

  it('gets none for a document that is not open', async () => {
    await start({ capabilities: pullCapabilities });
    expect(await editor.pull('nothing.js')).toMatchObject({ kind: 'full', items: [] });
  });

  it('may cancel a storm of requests and still gets the last one answered', async () => {
    await start({ capabilities: pullCapabilities });
    await editor.open('a.js', '\n');
    const outcomes: Promise<PromiseSettledResult<unknown>[]>[] = [];
    for (let index = 0; index < 40; index += 1) {
      const source = new CancellationTokenSource();
      await editor.change('a.js', { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'eval(x);\n' });
      const request = editor.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri: editor.uri('a.js') } }, source.token);
      outcomes.push(Promise.allSettled([request]));
      source.cancel();
    }
    const last = editor.pull('a.js');
    for (const outcome of (await Promise.all(outcomes)).flat())
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    const report = await last;
    expect(report.kind === 'full' && report.items).toHaveLength(40);
  });

  it('is asked to ask again when rules change', async () => {
    await start({ capabilities: pullCapabilities });
    const refreshed = new Promise<void>((resolve) => {
      editor.connection.onRequest('workspace/diagnostic/refresh', () => {
        resolve();
        return null;
      });
    });
    await editor.open('a.js', 'eval(x);\n');
    await editor.pull('a.js');
    fs.writeFileSync(path.join(editor.folder, '.sentrik/rules/test.yaml'), testRules.replace('pattern: eval($X)', 'pattern: evil($X)'));
    await editor.fileChanged('.sentrik/rules/test.yaml');
    await refreshed;
    expect(await editor.pull('a.js')).toMatchObject({ items: [] });
  });

  it.each([
    ['cannot be told to ask again', { capabilities: { ...pullCapabilities, workspace: pushCapabilities.workspace ?? {} } }],
    ['asks for the workspace alone when it is told to (Neovim 0.12)', { capabilities: pullCapabilities, name: 'Neovim' }],
  ])('gets them pushed where it %s', async (_which, options) => {
    await start(options);
    expect(editor.initialized.capabilities.diagnosticProvider).toBeUndefined();
    await editor.open('a.js', 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toMatchObject([{ code: 'test-eval' }]);
    fs.writeFileSync(path.join(editor.folder, '.sentrik/rules/test.yaml'), testRules.replace('pattern: eval($X)', 'pattern: evil($X)'));
    await editor.fileChanged('.sentrik/rules/test.yaml');
    expect(await editor.pushed('a.js', (found) => found.length === 0)).toEqual([]);
  });
});

describe('settings and rules', () => {
  it('are loaded again when the configuration changes on disk', async () => {
    await start();
    await editor.open('a.js', 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toHaveLength(1);
    fs.writeFileSync(path.join(editor.folder, '.sentrik/suppressions.yaml'), '- rule_id: test-eval\n  reason: tests only\n');
    await editor.fileChanged('.sentrik/suppressions.yaml');
    await editor.pushed('a.js', (diagnostics) => diagnostics.length === 0);
    fs.rmSync(path.join(editor.folder, '.sentrik/suppressions.yaml'));
    await editor.fileChanged('.sentrik/suppressions.yaml');
    await editor.pushed('a.js', (diagnostics) => diagnostics.length === 1);
  });

  it('are loaded again for an editor that does not tell what changes on disk', async () => {
    const { didChangeWatchedFiles: _none, ...workspace } = pushCapabilities.workspace ?? {};
    await start({ capabilities: { ...pushCapabilities, workspace }, files: { ...testProject, 'inner/b.js': '' } });
    await editor.open('a.js', 'eval(x);\n');
    await editor.open('inner/a.js', 'eval(x);\n');
    expect(await editor.diagnostics('inner/a.js')).toHaveLength(1);
    fs.writeFileSync(path.join(editor.folder, '.sentrik/suppressions.yaml'), '- rule_id: test-eval\n  file_glob: a.js\n  reason: tests only\n');
    await editor.pushed('a.js', (diagnostics) => diagnostics.length === 0);
    fs.writeFileSync(path.join(editor.folder, 'inner/.guard.yaml'), 'standards_packs: [none]\n');
    expect(await editor.pushed('inner/a.js', (diagnostics) => diagnostics.length === 0)).toEqual([]);
  });

  it('of the editor switch checking off and hide mild findings', async () => {
    await start({ settings: { enable: true, minimumSeverity: 'high', standardsPacks: null } });
    await editor.open('a.js', 'eval(x); console.log(x);\n');
    expect((await editor.diagnostics('a.js')).map(({ code }) => code)).toEqual(['test-eval']);
    editor.settings = { enable: false };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.pushed('a.js', (diagnostics) => diagnostics.length === 0);
    await editor.change('a.js', { text: 'eval(y); eval(x); console.log(x);\n' });
    editor.settings = { enable: true };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await editor.pushed('a.js', (diagnostics) => diagnostics.length === 3);
  });

  it('exclude files in the editor as they do in a scan', async () => {
    await start({ files: { ...testProject, '.sentrik/config.yaml': 'standards_packs: [none]\nscan_exclude: [generated/**]\n' } });
    for (const name of ['generated/a.js', 'node_modules/p/a.js', 'lib/a.min.js', 'src/a.js']) await editor.open(name, 'eval(x);\n');
    expect(await editor.diagnostics('src/a.js')).toHaveLength(1);
    for (const name of ['generated/a.js', 'node_modules/p/a.js', 'lib/a.min.js']) expect(await editor.diagnostics(name)).toEqual([]);
  });

  it('with mistakes show them in the file that has them', async () => {
    await start({
      files: { ...testProject, '.guard.yaml': 'gate_fail_on: [terrible]\n', '.sentrik/rules/bad.yaml': 'rules:\n  - id: bad\n    pattern: (((\n' },
    });
    const [wrongField] = await editor.pushed('.guard.yaml', (diagnostics) => diagnostics.length > 0);
    expect(wrongField).toMatchObject({ code: 'configuration', severity: 1, range: { start: { line: 0 } }, message: expect.stringContaining('gate_fail_on') });
    expect(await editor.pushed('.sentrik/rules/bad.yaml', (diagnostics) => diagnostics.length > 0)).not.toEqual([]);
    await editor.open('a.js', 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toHaveLength(1);
  });

  it('that do not fit are ignored and logged', async () => {
    await start({ settings: { enable: 'perhaps', maxFileSize: -1 } });
    await editor.open('a.js', 'eval(x);\n');
    expect(await editor.diagnostics('a.js')).toHaveLength(1);
    expect(editor.log.filter((line) => line.includes('sentrik.enable') || line.includes('sentrik.maxFileSize'))).toHaveLength(2);
  });
});

describe('what cannot be checked', () => {
  it('is said at the top of the file: too large, or not text', async () => {
    await start({ files: { ...testProject, '.sentrik/config.yaml': 'standards_packs: [none]\nmax_file_size: 1000\n' } });
    await editor.open('large.js', `${'// filler\n'.repeat(200)}eval(x);\n`);
    expect(await editor.diagnostics('large.js')).toMatchObject([{ code: 'not-checked/too-large', severity: 3, range: { start: { line: 0, character: 0 } } }]);
    await editor.open('binary.js', 'eval(x);\0\0\0');
    expect(await editor.diagnostics('binary.js')).toMatchObject([{ code: 'not-checked/binary' }]);
  });

  it('is not said while a statement is half written', async () => {
    await start();
    await editor.open('a.js', 'if (eval(x)) { foo(((\n');
    expect((await editor.diagnostics('a.js')).map(({ code }) => code)).toEqual(['test-eval']);
  });

  it('leaves the server alive: huge lines, deep nesting, wild changes', async () => {
    await start();
    await editor.open('long.js', `const a = "${'x'.repeat(1_500_000)}"; eval(a);\n`);
    await editor.diagnostics('long.js');
    await editor.open('deep.js', `${'('.repeat(20_000)}1${')'.repeat(20_000)};\neval(x);\n`);
    await editor.diagnostics('deep.js');
    await editor.open('a.js', 'eval(x);\n');
    const far = { line: 99_999, character: 99_999 };
    await editor.change('a.js', { range: { start: far, end: far }, text: '\neval(y);\n' });
    expect(await editor.diagnostics('a.js')).toHaveLength(2);
  });
});
