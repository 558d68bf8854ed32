import { fc } from '../support/property.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Editor, startEditor } from './editor.ts';
import { testProject } from './rules.ts';

let editor: Editor;
beforeAll(async () => {
  editor = await startEditor({ files: testProject });
});
afterAll(() => editor.stop());

const pieces = ['eval(a);', 'console.log(é);', '"😀"', '// tok_0123abcd 😀😀', 'ev', 'al(', ')', '\n', '\r\n', '\r', '`', "'", '{', '}', ' ', 'é'];
const piece = fc.constantFrom(...pieces);
const start = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
/** Two places as fractions of the text and what replaces what is between them. */
const edit = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 12 }),
  text: fc.array(piece, { maxLength: 3 }).map((parts) => parts.join('')),
});
const batches = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
let number = 0;

it('edits sent one by one and in batches give what a fresh check of the final text gives, with multi-byte characters and every line end', async () => {
  await fc.assert(
    fc.asyncProperty(start, batches, async (text, edits) => {
      number += 1;
      const name = `edited-${number}.js`;
      await editor.open(name, text);
      for (const batch of edits) await editor.change(name, ...changesOf(editor.text(name), batch));
      const found = await editor.diagnostics(name);
      const fresh = `fresh-${number}.js`;
      await editor.open(fresh, editor.text(name));
      expect(found.map(place)).toEqual((await editor.diagnostics(fresh)).map(place));
      await editor.close(name);
      await editor.close(fresh);
    }),
    { numRuns: 60 },
  );
});

it('counts columns in UTF-16 units', async () => {
  await editor.open('emoji.js', 'const é = "😀😀"; eva(x);\n');
  await editor.change('emoji.js', { range: { start: { line: 0, character: 21 }, end: { line: 0, character: 21 } }, text: 'l' });
  expect(editor.text('emoji.js')).toBe('const é = "😀😀"; eval(x);\n');
  expect(await editor.diagnostics('emoji.js')).toMatchObject([{ range: { start: { line: 0, character: 18 }, end: { line: 0, character: 25 } } }]);
});

/** Changes of one notification: each is counted in the text that the one before it left. */
function changesOf(text: string, batch: readonly { from: number; length: number; text: string }[]) {
  let document = TextDocument.create('memory:/a', 'javascript', 0, text);
  return batch.map((one) => {
    const from = Math.floor(one.from * document.getText().length);
    const change = { range: { start: document.positionAt(from), end: document.positionAt(from + one.length) }, text: one.text };
    document = TextDocument.update(document, [change], document.version + 1);
    return change;
  });
}

function place({ code, range, message }: { code?: unknown; range: unknown; message: unknown }): unknown {
  return { code, range, message };
}
