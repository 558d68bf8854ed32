import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { annotate, withoutNotes } from './annotated.ts';
import { type Editor, startEditor } from './editor.ts';

// A case is a Markdown file: prose; fences with a path are files of the project; the fence `… check` is the document with its findings
// noted under the lines; `… menu` is what its menu of actions offers; `… after fix` is what "apply all verified fixes" makes of it.

interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly document: { readonly name: string; readonly language: string; readonly text: string };
  readonly fixed: string | undefined;
  /** Actions of the whole document, one per line. */
  readonly menu: string | undefined;
}

const folder = path.join(import.meta.dirname, 'cases');
const fencePattern = /^(`{3,})(\S+) ([^\n]+)\n([\s\S]*?)^\1$/gm;
const names = fs.readdirSync(folder).filter((name) => name.endsWith('.md'));

let editor: Editor | undefined;
afterEach(() => editor?.stop());

describe('the editor shows', () => {
  it('every case of the folder', () => {
    expect(names.length).toBeGreaterThan(3);
  });

  for (const name of names) {
    const { title, files, document, fixed, menu } = readCase(fs.readFileSync(path.join(folder, name), 'utf8'));
    it(`${name}: ${title}`, async () => {
      editor = await startEditor({ files });
      const text = withoutNotes(document.text);
      await editor.open(document.name, text, document.language);
      expect(annotate(text, await editor.diagnostics(document.name))).toBe(document.text);
      if (menu !== undefined) expect(await menuOf(editor, document.name)).toBe(menu);
      if (fixed === undefined) return;
      const [action] = await editor.actions(document.name, undefined, ['source.fixAll.sentrik']);
      if (action === undefined) throw new Error('There is nothing to fix');
      await editor.apply((await editor.resolve(action)).edit);
      expect(editor.text(document.name)).toBe(fixed);
      expect(await editor.diagnostics(document.name)).toHaveLength(annotationCount(fixed));
    });
  }
});

async function menuOf(on: Editor, name: string): Promise<string> {
  const offered = await on.actions(name);
  return offered.map(({ kind, title }) => `${kind} ${title}\n`).join('');
}

/** What is left after the fix stands in the prose as it must: nothing, unless the fixed text has notes itself. */
function annotationCount(fixed: string): number {
  return fixed.split('\n').length - withoutNotes(fixed).split('\n').length;
}

function readCase(markdown: string): Case {
  const files: Record<string, string> = {};
  let document: Case['document'] | undefined;
  let fixed: string | undefined;
  let menu: string | undefined;
  for (const [, , language = '', info = '', body = ''] of markdown.matchAll(fencePattern)) {
    const [name = '', ...rest] = info.trim().split(' ');
    const role = rest.join(' ');
    if (role === 'check') document = { name, language, text: body };
    else if (role === 'after fix') fixed = body;
    else if (role === 'menu') menu = body;
    else files[name] = body;
  }
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  if (document === undefined || title === undefined) throw new Error('A case needs a title and a fence that ends in "check"');
  return { title, files, document, fixed, menu };
}
