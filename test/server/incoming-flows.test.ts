import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Diagnostic, WorkspaceDiagnosticRequest } from 'vscode-languageserver-protocol/node';
import { type Editor, pullCapabilities, startEditor } from './editor.ts';
import { flowRules } from './rules.ts';

let editor: Editor;
afterEach(() => editor.stop());

const sink = "import { ask } from './ask.js';\n\nexport function work() {\n  run(ask());\n}\n";
const files = {
  '.sentrik/config.yaml': 'standards_packs: [none]\n',
  '.sentrik/rules/flow.yaml': flowRules,
  'ask.js': 'export function ask() {\n  return input();\n}\n',
  'work.js': sink,
};

/** Lines of the findings, counted from 1, with where their data comes from. */
function seen(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code, range, relatedInformation = [] }) => {
    const from = relatedInformation.map(({ location }) => `${path.basename(location.uri)}:${location.range.start.line + 1}`);
    return `${code} ${range.start.line + 1} from ${from.join(' ')}`;
  });
}

const arrives = (line: number, source: number) => [`test-flow ${line} from ask.js:${source} work.js:${line}`];
const isFlow = (diagnostics: readonly Diagnostic[]) => diagnostics.some(({ code }) => code === 'test-flow');

async function start(more: Readonly<Record<string, string>> = {}): Promise<void> {
  editor = await startEditor({ files: { ...files, ...more } });
}

const checkWorkspace = () => editor.connection.sendRequest('workspace/executeCommand', { command: 'sentrik.checkWorkspace' });

describe('an open file in which data from another file ends', () => {
  it('shows that after a check of the workspace, with the places in the other file', async () => {
    await start();
    await editor.open('work.js', sink);
    expect(await editor.diagnostics('work.js')).toEqual([]);
    await checkWorkspace();
    const found = await editor.pushed('work.js', isFlow);
    expect(found.map(({ code, range }) => [code, range.start.line])).toEqual([['test-flow', 3]]);
    expect(found[0]?.relatedInformation?.map(({ location }) => path.basename(location.uri))).toContain('ask.js');
  });

  it('shows it from the moment it is opened where the workspace was checked before', async () => {
    await start();
    await checkWorkspace();
    await editor.open('work.js', sink);
    expect(isFlow(await editor.diagnostics('work.js'))).toBe(true);
  });

  it('moves it along while the text is edited, and follows what the edits make of it, unsaved', async () => {
    await start();
    await editor.open('work.js', sink);
    await checkWorkspace();
    await editor.pushed('work.js', isFlow);
    await editor.change('work.js', { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: '// a comment\n' });
    expect((await editor.diagnostics('work.js')).map(({ range }) => range.start.line)).toEqual([4]);
    await editor.change('work.js', { text: sink.replace('run(ask())', 'const said = ask();\n  log(said);\n  run(String(1));\n  run(said)') });
    await editor.pushed('work.js', (found) => found.some(({ range }) => range.start.line === 6));
    await editor.change('work.js', { text: sink.replace('run(ask())', 'run("fixed")') });
    expect(isFlow(await editor.pushed('work.js', (found) => !isFlow(found)))).toBe(false);
  });

  it('shows what an unsaved edit of the other file sends to it', async () => {
    await start({ 'ask.js': 'export function ask() {\n  return "fixed";\n}\n' });
    await editor.open('work.js', sink);
    await editor.open('ask.js', 'export function ask() {\n  return "fixed";\n}\n');
    await checkWorkspace();
    expect(isFlow(await editor.diagnostics('work.js'))).toBe(false);
    await editor.change('ask.js', { text: 'export function ask() {\n  return input();\n}\n' });
    expect(isFlow(await editor.pushed('work.js', isFlow))).toBe(true);
    await editor.change('ask.js', { text: 'export function ask() {\n  return "safe";\n}\n' });
    expect(isFlow(await editor.pushed('work.js', (found) => !isFlow(found)))).toBe(false);
  });

  it('has it suppressed by a comment with a reason', async () => {
    await start();
    await editor.open('work.js', sink);
    await checkWorkspace();
    await editor.pushed('work.js', isFlow);
    const actions = await editor.actions('work.js', 'run(');
    const suppress = actions.find(({ title }) => title === 'Suppress test-flow here with a comment');
    await editor.apply((await editor.resolve(suppress ?? { title: 'none' })).edit);
    expect(editor.text('work.js')).toContain('SENTRIK-SUPPRESS: test-flow — <reason>');
    await editor.change('work.js', { text: editor.text('work.js').replace('<reason>', 'only the operator asks') });
    expect(isFlow(await editor.pushed('work.js', (found) => !isFlow(found)))).toBe(false);
  });

  it('follows a closed file that another program changed', async () => {
    await start();
    await editor.open('work.js', sink);
    await checkWorkspace();
    await editor.pushed('work.js', isFlow);
    fs.writeFileSync(path.join(editor.folder, 'ask.js'), 'export function ask() {\n  return 7;\n}\n');
    await editor.fileChanged('ask.js');
    expect(isFlow(await editor.pushed('work.js', (found) => !isFlow(found)))).toBe(false);
  });
});

it('an editor that asks for diagnostics is told to ask again', async () => {
  editor = await startEditor({ files, capabilities: pullCapabilities });
  await editor.open('work.js', sink);
  await editor.pull('work.js');
  const isAskedAgain = new Promise<void>((resolve) => {
    editor.connection.onRequest('workspace/diagnostic/refresh', () => {
      resolve();
      return null;
    });
  });
  await editor.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
  await isAskedAgain;
  const report = await editor.pull('work.js');
  expect(report.kind === 'full' && seen(report.items)).toEqual(arrives(4, 2));
});
