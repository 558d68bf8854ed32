import { afterEach, describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { decodeColumn, encodeColumn } from '../../server/encoding.ts';
import { plainLayout } from '../../server/layout.ts';
import { fc } from '../support/property.ts';
import { type Editor, pushCapabilities, startEditor, textEdits } from './editor.ts';
import { testProject } from './rules.ts';

const line = 'aé😀b';

describe('a column', () => {
  it('is counted in bytes, UTF-16 units or characters', () => {
    const columns = [0, 1, 2, 4, 5];
    expect(columns.map((column) => encodeColumn(line, column, 'utf-8'))).toEqual([0, 1, 3, 7, 8]);
    expect(columns.map((column) => encodeColumn(line, column, 'utf-16'))).toEqual(columns);
    expect(columns.map((column) => encodeColumn(line, column, 'utf-32'))).toEqual([0, 1, 2, 3, 4]);
  });

  it('inside of a character is the place before it, past the end it is the end', () => {
    expect(encodeColumn(line, 3, 'utf-8')).toBe(3);
    expect([4, 5, 6].map((units) => decodeColumn(line, units, 'utf-8'))).toEqual([2, 2, 2]);
    expect((['utf-8', 'utf-16', 'utf-32'] as const).map((encoding) => decodeColumn(line, 99, encoding))).toEqual([5, 5, 5]);
  });

  it('comes back as it went, in every text and encoding', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '€', '😀', '\n', '\r\n', '\r')).map((parts) => parts.join(''));
    const encoding = fc.constantFrom('utf-8' as const, 'utf-16' as const, 'utf-32' as const);
    fc.assert(
      fc.property(text, encoding, fc.double({ min: 0, max: 1, noNaN: true }), (content, units, at) => {
        const layout = plainLayout(TextDocument.create('memory:/a', 'plaintext', 0, content), units);
        const offset = placeIn(content, at);
        const { uri, range } = layout.locateOffsets({ start: offset, end: offset });
        expect(layout.stretchOf(uri, range)).toEqual({ start: offset, end: offset });
      }),
    );
  });
});

describe.each([
  ['utf-8', ['utf-8', 'utf-16'], 23, 30],
  ['utf-16', ['utf-16', 'utf-8'], 18, 25],
  ['utf-32', ['utf-32', 'utf-16'], 16, 23],
  ['utf-16', [], 18, 25],
] as const)('an editor that counts in %s of %s', (chosen, positionEncodings, start, end) => {
  let editor: Editor;
  afterEach(() => editor.stop());

  it('has its findings, hovers, changes and edits in these units', async () => {
    const general = positionEncodings.length === 0 ? {} : { positionEncodings: [...positionEncodings] };
    editor = await startEditor({ files: testProject, capabilities: { ...pushCapabilities, general } });
    expect(editor.initialized.capabilities.positionEncoding).toBe(chosen);
    const textDocument = { uri: editor.uri('a.js') };
    await editor.connection.sendNotification('textDocument/didOpen', {
      textDocument: { ...textDocument, languageId: 'javascript', version: 1, text: 'const é = "😀😀"; eva(x);\n' },
    });
    const caret = { line: 0, character: start + 3 };
    await editor.connection.sendNotification('textDocument/didChange', {
      textDocument: { ...textDocument, version: 2 },
      contentChanges: [{ range: { start: caret, end: caret }, text: 'l' }],
    });
    const [found] = await editor.pushed('a.js', (diagnostics) => diagnostics.length === 1);
    const range = { start: { line: 0, character: start }, end: { line: 0, character: end } };
    expect(found?.range).toEqual(range);
    expect(await editor.connection.sendRequest('textDocument/hover', { textDocument, position: caret })).toMatchObject({ range });
    const here = { textDocument, range: { start: range.end, end: range.end }, context: { diagnostics: [] } };
    const actions = await editor.connection.sendRequest<{ edit?: Parameters<typeof textEdits>[0] }[]>('textDocument/codeAction', here);
    expect(textEdits(actions[0]?.edit)).toEqual([
      [textDocument.uri, [{ range: { start: range.start, end: { line: 0, character: start + 4 } }, newText: 'JSON.parse' }]],
    ]);
    const after = { textDocument, range: { start: { line: 0, character: end + 1 }, end: { line: 0, character: end + 1 } }, context: { diagnostics: [] } };
    expect(await editor.connection.sendRequest('textDocument/codeAction', after)).toEqual([]);
  });
});

/** An offset that does not stand inside of a character or a line end. */
function placeIn(content: string, at: number): number {
  const places = [0];
  for (const [piece] of content.matchAll(/\r\n|[\s\S]/gu)) places.push((places.at(-1) ?? 0) + piece.length);
  return places[Math.floor(at * (places.length - 1))] ?? 0;
}
