import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Editor, type EditorOptions, pushCapabilities, startEditor, textEdits } from './editor.ts';
import { lastDay, ownedFacts, ownedProject, testProject } from './rules.ts';

const criticalComments = 'standards_packs: [none]\ngovernance: { suppressions: { inline_up_to: critical } }\n';

let editor: Editor;
afterEach(() => editor.stop());

async function start(options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor({ files: ownedProject, ...options });
  return editor;
}

/** Titles, kinds and whether an action is preferred, one per line. */
async function menu(name: string, at?: string, only?: readonly string[]): Promise<string> {
  const actions = await editor.actions(name, at, only);
  return actions.map(({ title, kind, isPreferred }) => `${kind}${isPreferred === true ? ' *' : ''} ${title}`).join('\n');
}

async function choose(name: string, at: string | undefined, title: string): Promise<void> {
  const action = (await editor.actions(name, at)).find((candidate) => candidate.title.includes(title));
  if (action === undefined) throw new Error(`No action has ${title} in its title`);
  await editor.apply((await editor.resolve(action)).edit);
}

describe('the actions at a finding', () => {
  it('are its verified fix, suppressions and help, though the client sends no diagnostics', async () => {
    await start();
    await editor.open('a.js', 'const a = eval(x);\n');
    expect(await menu('a.js', 'val(x)')).toMatchInlineSnapshot(`
      "quickfix * Replace with the safe form
      quickfix.suppress Suppress test-eval here with a comment
      quickfix.suppress Suppress test-eval in this file with a comment
      quickfix.suppress Suppress test-eval in this file through suppressions.yaml
      quickfix Explain test-eval
      source.fixAll.sentrik Apply all verified Sentrik fixes"
    `);
  });

  it('repair the unsaved text', async () => {
    await start();
    await editor.open('a.js', '// 😀\nconst a = eval(x);\n');
    await choose('a.js', 'eval', 'safe form');
    expect(editor.text('a.js')).toBe('// 😀\nconst a = JSON.parse(x);\n');
    expect(await editor.diagnostics('a.js')).toEqual([]);
  });

  it('are none where there is no finding', async () => {
    await start();
    await editor.open('a.js', 'const a = eval(x);\nconst b = 1;\n');
    expect(await menu('a.js', 'b = 1')).toBe('');
  });

  it('are only those of the kinds that the client asks for', async () => {
    await start();
    await editor.open('a.js', 'eval(x);\n');
    expect(await menu('a.js', 'eval', ['refactor'])).toBe('');
    expect(await menu('a.js', 'eval', ['quickfix.suppress'])).toMatchInlineSnapshot(`
      "quickfix.suppress Suppress test-eval here with a comment
      quickfix.suppress Suppress test-eval in this file with a comment
      quickfix.suppress Suppress test-eval in this file through suppressions.yaml"
    `);
    expect(await menu('a.js', undefined, ['source.fixAll'])).toMatchInlineSnapshot(`"source.fixAll.sentrik Apply all verified Sentrik fixes"`);
    expect(await menu('a.js', undefined, ['source.fixAll.other'])).toBe('');
  });

  it('bind their edits to the version of the text', async () => {
    await start();
    await editor.open('a.js', 'eval(x);\n');
    await editor.change('a.js', { text: ' eval(x);\n' });
    const [fix] = await editor.actions('a.js', 'eval');
    expect(fix?.edit?.documentChanges).toMatchObject([{ textDocument: { version: 2 } }]);
  });

  it('refuse to be resolved after the text has changed', async () => {
    await start();
    await editor.open('a.js', 'eval(x);\n');
    const [action] = await editor.actions('a.js', undefined, ['source.fixAll']);
    if (action === undefined) throw new Error('There is nothing to fix');
    await editor.change('a.js', { text: ' eval(x);\n' });
    await expect(editor.resolve(action)).rejects.toThrow('The text has changed');
    await expect(editor.resolve({ title: 'forged', data: { make: 'fix-all', uri: 'file:///etc/passwd', version: 1 } })).rejects.toThrow();
  });

  it('carry their edits at once for clients that cannot ask later', async () => {
    const { codeAction: _lazy, ...textDocument } = pushCapabilities.textDocument ?? {};
    const codeAction = { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } };
    await start({ capabilities: { textDocument: { ...textDocument, codeAction } } });
    await editor.open('a.js', 'eval(x);\n');
    const actions = await editor.actions('a.js', 'eval');
    expect(actions.map(({ title, edit, command }) => [title, edit?.changes !== undefined || command !== undefined])).toMatchInlineSnapshot(`
      [
        [
          "Replace with the safe form",
          true,
        ],
        [
          "Suppress test-eval here with a comment",
          true,
        ],
        [
          "Suppress test-eval in this file with a comment",
          true,
        ],
        [
          "Explain test-eval",
          true,
        ],
      ]
    `);
  });
});

describe('apply all verified fixes', () => {
  it('repairs everything that can be repaired, a call within a call too', async () => {
    await start();
    await editor.open('a.js', 'const a = eval(x);\nconsole.log(a, eval(y));\nconst b = [eval(1), eval(eval(z))];\n');
    const [action] = await editor.actions('a.js', undefined, ['source.fixAll.sentrik']);
    await editor.apply((await editor.resolve(action ?? { title: '' })).edit);
    expect(editor.text('a.js')).toMatchInlineSnapshot(`
      "const a = JSON.parse(x);
      console.log(a, JSON.parse(y));
      const b = [JSON.parse(1), JSON.parse(JSON.parse(z))];
      "
    `);
  });

  it('is not offered where nothing has a fix', async () => {
    await start();
    await editor.open('a.js', 'console.log(x);\n');
    expect(await menu('a.js', undefined, ['source.fixAll'])).toBe('');
  });
});

describe('a suppression', () => {
  it('is a comment above the line, in its indentation, which holds once a reason is written', async () => {
    await start();
    await editor.open('a.js', 'function f() {\r\n\teval(x);\r\n}\r\n');
    await choose('a.js', 'eval', 'here with a comment');
    expect(editor.text('a.js')).toBe(`function f() {\r\n\t// SENTRIK-SUPPRESS: test-eval — <reason> ${ownedFacts()}\r\n\teval(x);\r\n}\r\n`);
    expect((await editor.diagnostics('a.js')).map(({ code }) => code)).toContain('test-eval');
    await editor.change('a.js', { text: editor.text('a.js').replace('<reason>', 'x is a constant') });
    expect(await editor.diagnostics('a.js')).toEqual([]);
  });

  it('lets the user type over the reason where the editor has snippets', async () => {
    const workspaceEdit = { documentChanges: true, snippetEditSupport: true };
    await start({ capabilities: { ...pushCapabilities, workspace: { ...pushCapabilities.workspace, workspaceEdit } } });
    await editor.open('a.js', 'eval(x);\n');
    const action = (await editor.actions('a.js', 'eval')).find(({ title }) => title.includes('here with a comment'));
    const { edit } = await editor.resolve(action ?? { title: '' });
    expect(textEdits(edit).map(([, edits]) => edits.map(({ newText }) => newText))).toEqual([
      [`// SENTRIK-SUPPRESS: test-eval — \${1:<reason>} ${ownedFacts()}\n`],
    ]);
  });

  it('never lands inside a string', async () => {
    await start({ files: { ...ownedProject, '.sentrik/config.yaml': criticalComments } });
    await editor.open('a.js', 'const t = `first\n  tok_0123abcd\n`;\n');
    const before = await editor.actions('a.js', 'tok_');
    const action = before.find(({ title }) => title.includes('here with a comment'));
    await expect(editor.resolve(action ?? { title: '' })).rejects.toThrow('No comment can suppress this finding here');
  });

  it('uses the comments of the language', async () => {
    await start({ files: { ...ownedProject, '.sentrik/config.yaml': criticalComments } });
    await editor.open('a.py', 'token = "tok_0123abcd"\n', 'python');
    await choose('a.py', 'tok_', 'here with a comment');
    expect(editor.text('a.py')).toBe(`# SENTRIK-SUPPRESS: test-token — <reason> ${ownedFacts()}\ntoken = "tok_0123abcd"\n`);
  });

  it('has its last day as far away as the settings want', async () => {
    await start({ files: { ...ownedProject, '.sentrik/config.yaml': 'standards_packs: [none]\ngovernance: { suppressions: { default_days: 14 } }\n' } });
    await editor.open('a.js', 'eval(x);\n');
    await choose('a.js', 'eval', 'here with a comment');
    expect(editor.text('a.js')).toBe(`// SENTRIK-SUPPRESS: test-eval — <reason> ${ownedFacts(14)}\neval(x);\n`);
  });

  it.each([{}, { asksReason: true }])('of a critical finding is no comment, which would not hold: %j', async (initializationOptions) => {
    await start({ initializationOptions });
    await editor.open('a.js', 'const t = "tok_0123abcd";\n');
    const titles = (await editor.actions('a.js', 'tok_', ['quickfix.suppress'])).map(({ title }) => title.replace('…', ''));
    expect(titles).toEqual(['Suppress test-token in this file through suppressions.yaml']);
  });

  it('can stand in suppressions.yaml, which is made where it is missing', async () => {
    await start();
    await editor.open('src/a.js', 'eval(x);\n');
    await choose('src/a.js', 'eval', 'suppressions.yaml');
    const file = path.join(editor.folder, '.sentrik/suppressions.yaml');
    const entry = ['- rule_id: test-eval', '  file_glob: src/a.js', '  reason: <reason>', '  owner: anna@example.org', `  expires: ${lastDay()}`];
    expect(fs.readFileSync(file, 'utf8')).toBe(`suppressions:\n${entry.map((line) => `  ${line}\n`).join('')}`);
    await editor.fileChanged('.sentrik/suppressions.yaml');
    const [problem] = await editor.pushed('.sentrik/suppressions.yaml', (diagnostics) => diagnostics.length > 0);
    expect(problem).toMatchObject({ message: 'reason: Say why the finding is acceptable', range: { start: { line: 3 } } });
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('<reason>', 'x is a constant'));
    await editor.fileChanged('.sentrik/suppressions.yaml');
    expect(await editor.pushed('src/a.js', (diagnostics) => diagnostics.length === 0)).toEqual([]);
  });

  it('is not offered in suppressions.yaml for a text that lies in no folder', async () => {
    await start();
    await editor.open('untitled:Untitled-1', 'eval(x);\n');
    const titles = (await editor.actions('untitled:Untitled-1', 'eval')).map(({ title }) => title);
    expect(titles).toContain('Suppress test-eval here with a comment');
    expect(titles.filter((title) => title.includes('suppressions.yaml'))).toEqual([]);
  });

  it('is added to an open suppressions.yaml, whose comments stay', async () => {
    await start();
    const before = '# ours\n- rule_id: other # why not\n  reason: because\n';
    await editor.open('.sentrik/suppressions.yaml', before, 'yaml');
    await editor.open('a [1].js', 'eval(x);\n');
    await choose('a [1].js', 'eval', 'suppressions.yaml');
    const after = ['- rule_id: test-eval', '  file_glob: a \\[1\\].js', '  reason: <reason>', '  owner: anna@example.org', `  expires: ${lastDay()}`];
    expect(editor.text('.sentrik/suppressions.yaml')).toBe(`${before}${after.join('\n')}\n`);
    await editor.change('.sentrik/suppressions.yaml', { text: editor.text('.sentrik/suppressions.yaml').replace('<reason>', 'x is a constant') });
    await editor.save('.sentrik/suppressions.yaml');
    expect(await editor.pushed('a [1].js', (diagnostics) => diagnostics.length === 0)).toEqual([]);
  });

  it('in suppressions.yaml is shown where its reason is missing, by editors that show documents', async () => {
    await start({ capabilities: { ...pushCapabilities, window: { showDocument: { support: true } } } });
    await editor.open('a.js', 'eval(x);\n');
    const action = (await editor.actions('a.js', 'eval')).find(({ title }) => title.includes('suppressions.yaml'));
    const resolved = await editor.resolve(action ?? { title: '' });
    await editor.apply(resolved.edit);
    await editor.connection.sendRequest('workspace/executeCommand', resolved.command ?? {});
    expect(editor.shown).toEqual([`${editor.uri('.sentrik/suppressions.yaml')} 3:12`]);
  });

  it('does not touch a malformed suppressions.yaml', async () => {
    await start({ files: { ...testProject, '.sentrik/suppressions.yaml': 'rules: {\n' } });
    await editor.open('a.js', 'eval(x);\n');
    await expect(choose('a.js', 'eval', 'suppressions.yaml')).rejects.toThrow('repair it first');
  });
});
