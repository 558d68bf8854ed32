import { afterEach, describe, expect, it } from 'vitest';
import type { DocumentDiagnosticReport, Hover } from 'vscode-languageserver-protocol/node';
import { maskMagic } from '../../server/notebook-magic.ts';
import { type Editor, pullCapabilities, pushCapabilities, startEditor, textEdits } from './editor.ts';

const rules = `rules:
  - id: test-flow
    message: Input is run
    severity: high
    languages: [python, javascript]
    mode: taint
    pattern-sources: [{ pattern: read() }]
    pattern-sinks: [{ pattern: run(...) }]
  - id: test-eval
    message: eval runs text as code
    severity: medium
    languages: [python, javascript]
    pattern: eval($X)
    fix: parse($X)
    metadata: { cwe: [CWE-95] }
`;
const files = { '.sentrik/config.yaml': 'standards_packs: [none]\n', '.sentrik/rules/test.yaml': rules };
const cellUri = (name: string) => `vscode-notebook-cell:/work/a.ipynb#${name}`;
const at = (line: number, character: number) => ({ line, character });

interface Cell {
  readonly name: string;
  readonly text: string;
  readonly languageId?: string;
}

let editor: Editor;
let version = 0;

const items = (cells: readonly Cell[]) => cells.map(({ name, text, languageId = 'python' }) => ({ uri: cellUri(name), languageId, version: 1, text }));
const kinds = (cells: readonly Cell[]) => cells.map(({ name }) => ({ kind: 2, document: cellUri(name) }));

async function openNotebook(...cells: readonly Cell[]): Promise<void> {
  const notebookDocument = { uri: editor.uri('a.ipynb'), notebookType: 'jupyter-notebook', version: 0, cells: kinds(cells) };
  await editor.connection.sendNotification('notebookDocument/didOpen', { notebookDocument, cellTextDocuments: items(cells) });
}

async function changeCells(cells: unknown): Promise<void> {
  version += 1;
  await editor.connection.sendNotification('notebookDocument/didChange', { notebookDocument: { uri: editor.uri('a.ipynb'), version }, change: { cells } });
}

const edit = (name: string, text: string, range?: object) =>
  changeCells({ textContent: [{ document: { uri: cellUri(name), version: version + 2 }, changes: [range === undefined ? { text } : { range, text }] }] });

/** The findings of a cell once there are so many. */
async function found(name: string, count: number): Promise<readonly string[]> {
  const list = await editor.pushed(cellUri(name), (diagnostics) => diagnostics.length === count);
  return list.map(({ code, range }) => `${code} ${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}`);
}

describe('a notebook', () => {
  afterEach(() => editor.stop());

  it('is one program for each language of its cells, and every finding stands in its cell', async () => {
    editor = await startEditor({ files });
    await openNotebook({ name: 'A', text: 'text = read()' }, { name: 'JS', text: 'eval(a);', languageId: 'javascript' }, { name: 'B', text: '\nrun(text)' });
    expect(await found('B', 1)).toEqual(['test-flow 1:0-1:9']);
    expect(await found('JS', 1)).toEqual(['test-eval 0:0-0:7']);
    expect(await found('A', 0)).toEqual([]);
    const flow = editor.published.findLast(({ uri }) => uri === cellUri('B'))?.diagnostics[0];
    expect(flow?.relatedInformation?.map(({ location }) => `${location.uri} ${location.range.start.line}`)).toEqual([
      `${cellUri('A')} 0`,
      `${cellUri('A')} 0`,
      `${cellUri('B')} 1`,
    ]);
  });

  it('is checked again as cells are edited, added, moved and removed', async () => {
    editor = await startEditor({ files });
    await openNotebook({ name: 'A', text: '😀 = 1\nx = 1' }, { name: 'B', text: 'run(x)' });
    await edit('A', 'read()', { start: at(1, 4), end: at(1, 5) });
    expect(await found('B', 1)).toEqual(['test-flow 0:0-0:6']);
    const added = [{ name: 'C', text: 'x = 2' }];
    await changeCells({ structure: { array: { start: 1, deleteCount: 0, cells: kinds(added) }, didOpen: items(added) } });
    expect(await found('B', 0)).toEqual([]);
    await changeCells({ structure: { array: { start: 1, deleteCount: 1 }, didClose: [{ uri: cellUri('C') }] } });
    expect(await found('B', 1)).toEqual(['test-flow 0:0-0:6']);
    await changeCells({
      structure: { array: { start: 0, deleteCount: 2, cells: [...kinds([{ name: 'B', text: '' }]), ...kinds([{ name: 'A', text: '' }])] } },
    });
    expect(await found('B', 0)).toEqual([]);
  });

  it('shows findings after a cell was split where the text stays the same', async () => {
    editor = await startEditor({ files });
    await openNotebook({ name: 'A', text: 'x = 1\neval(x)' });
    expect(await found('A', 1)).toEqual(['test-eval 1:0-1:7']);
    const added = [{ name: 'B', text: 'eval(x)' }];
    await changeCells({
      structure: { array: { start: 1, deleteCount: 0, cells: kinds(added) }, didOpen: items(added) },
      textContent: [{ document: { uri: cellUri('A'), version: 9 }, changes: [{ text: 'x = 1' }] }],
    });
    expect(await found('B', 1)).toEqual(['test-eval 0:0-0:7']);
    expect(await found('A', 0)).toEqual([]);
  });

  it('has hovers, fixes and suppressions inside of its cells', async () => {
    editor = await startEditor({ files });
    await openNotebook({ name: 'A', text: 'a = 1' }, { name: 'B', text: 'b = 2\neval(b)' });
    await found('B', 1);
    const textDocument = { uri: cellUri('B') };
    const hover = await editor.connection.sendRequest<Hover | null>('textDocument/hover', { textDocument, position: at(1, 2) });
    expect(hover?.range).toEqual({ start: at(1, 0), end: at(1, 7) });
    const request = { textDocument, range: { start: at(1, 1), end: at(1, 1) }, context: { diagnostics: [] } };
    const actions = await editor.connection.sendRequest<{ title: string; edit?: Parameters<typeof textEdits>[0] }[]>('textDocument/codeAction', request);
    expect(textEdits(actions[0]?.edit)).toEqual([[cellUri('B'), [{ range: { start: at(1, 0), end: at(1, 4) }, newText: 'parse' }]]]);
    const elsewhere = await editor.connection.sendRequest('textDocument/codeAction', { ...request, textDocument: { uri: cellUri('A') } });
    expect(elsewhere).toEqual([]);
  });

  it('answers each cell to an editor that asks, and nothing after it was closed', async () => {
    editor = await startEditor({ files, capabilities: pullCapabilities });
    await openNotebook({ name: 'A', text: 'text = read()' }, { name: 'B', text: 'run(text)' });
    const pull = (name: string) => editor.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri: cellUri(name) } });
    expect(await pull('A')).toMatchObject({ kind: 'full', items: [] });
    expect(await pull('B')).toMatchObject({ kind: 'full', items: [{ code: 'test-flow' }] });
    await editor.connection.sendNotification('notebookDocument/didClose', { notebookDocument: { uri: editor.uri('a.ipynb') }, cellTextDocuments: [] });
    expect(await pull('B')).toMatchObject({ kind: 'full', items: [] });
  });

  it('is counted in the units of the editor', async () => {
    editor = await startEditor({ files, capabilities: { ...pushCapabilities, general: { positionEncodings: ['utf-8'] } } });
    await openNotebook({ name: 'A', text: 'a = 1' }, { name: 'B', text: 's = "é😀"; eva(s)' });
    await edit('B', 'l', { start: at(0, 17), end: at(0, 17) });
    expect(await found('B', 1)).toEqual(['test-eval 0:14-0:21']);
  });
});

it('what only a notebook understands is left out of the program, at the same length', () => {
  expect(maskMagic('%matplotlib inline\nx = a % b\n!pip install x\n  ?help\ny = 1')).toBe('#matplotlib inline\nx = a % b\n#pip install x\n  #help\ny = 1');
  expect(maskMagic('%%bash\nls 😀\n\n😀')).toBe('#%bash\n#s 😀\n\n##');
});
