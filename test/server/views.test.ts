import { afterEach, describe, expect, it } from 'vitest';
import type { ClientCapabilities, CodeAction, CodeLens, DocumentLink, MarkupContent, SemanticTokens } from 'vscode-languageserver-protocol/node';
import { type Editor, type EditorOptions, pullCapabilities, pushCapabilities, startEditor } from './editor.ts';
import { flowRules, ownedFacts, ownedProject, testProject, testRules } from './rules.ts';

let editor: Editor;
afterEach(() => editor.stop());

const showsPages: ClientCapabilities = {
  ...pushCapabilities,
  workspace: { ...pushCapabilities.workspace, textDocumentContent: { dynamicRegistration: false } },
  window: { showDocument: { support: true } },
};
const cautiousRules = `rules:
  - id: test-old
    message: The *old* call \`run_old\` is run
    severity: medium
    languages: [javascript]
    pattern: old($X)
    fix: anew($X)
    fix-caution: Callers see another result
    metadata: { cwe: [CWE-477] }
  - id: test-broken
    message: It is broken
    severity: medium
    languages: [javascript]
    pattern: broken($X)
    fix: broken(($X)
`;

async function start(options: EditorOptions = {}): Promise<Editor> {
  editor = await startEditor({ files: testProject, capabilities: showsPages, ...options });
  return editor;
}

function ask<T>(method: string, name: string): Promise<T> {
  return editor.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: editor.uri(name) } });
}

function page(uri: string): Promise<{ readonly text: string }> {
  return editor.connection.sendRequest('workspace/textDocumentContent', { uri });
}

async function actionNamed(name: string, at: string, title: string): Promise<CodeAction> {
  const found = (await editor.actions(name, at)).find((action) => action.title.includes(title));
  if (found === undefined) throw new Error(`No action has ${title} in its title`);
  return found;
}

describe('a code lens', () => {
  it('tells above the first line how the file stands, where it is asked for, and leads to a page', async () => {
    await start({ settings: { codeLens: true } });
    await editor.open('a.js', 'eval(x);\nconsole.log(y);\n');
    const [lens] = await ask<CodeLens[]>('codeLens', 'a.js');
    expect(lens).toMatchObject({ range: { start: { line: 0 } }, command: { title: 'Sentrik: 1 high, 1 low' } });
    await editor.connection.sendRequest('workspace/executeCommand', { ...lens?.command });
    expect((await page(editor.shown[0] ?? '')).text).toMatch(/^# a\.js\n\n1 high, 1 low\n\n## Line 1: Text run as code\n[\s\S]*SI-10[\s\S]*## Line 2: /);
  });

  it('is not there by default', async () => {
    await start();
    await editor.open('a.js', 'eval(x);\n');
    expect(await ask<CodeLens[]>('codeLens', 'a.js')).toEqual([]);
  });
});

describe('links', () => {
  it('lead from rule ids in comments, suppressions and settings to the rule', async () => {
    await start({ files: { '.sentrik/config.yaml': 'standards_packs: [none]\n', '.sentrik/rules/test.yaml': testRules } });
    await editor.open('a.js', '// test-eval\n// SENTRIK-SUPPRESS: test-eval, py-subprocess-shell — of é test-log\neval(x);\n');
    const links = await ask<DocumentLink[]>('documentLink', 'a.js');
    const own = `${editor.uri('.sentrik/rules/test.yaml')}#L`;
    expect(links.filter(({ target }) => target?.startsWith(own))).toMatchObject([
      { range: { start: { line: 1, character: 21 }, end: { line: 1, character: 30 } } },
    ]);
    await editor.open('.sentrik/suppressions.yaml', '- rule_id: js-dynamic-eval\n  reason: test\n', 'yaml');
    expect(await ask('documentLink', '.sentrik/suppressions.yaml')).toMatchObject([
      { range: { start: { line: 0, character: 11 }, end: { line: 0, character: 26 } }, target: 'sentrik-rule:/js-dynamic-eval.md' },
    ]);
  });
});

describe('semantic tokens', () => {
  it('mark tainted values from source to sink, where they are asked for', async () => {
    await start({ files: { ...testProject, '.sentrik/rules/flow.yaml': flowRules }, settings: { highlightTainted: true } });
    expect(editor.initialized.capabilities.semanticTokensProvider?.legend).toEqual({ tokenTypes: ['variable'], tokenModifiers: ['tainted'] });
    await editor.open('a.js', 'const é = "😀", a = input();\nrun(a);\nrun(b);\n');
    const { data } = await ask<SemanticTokens>('semanticTokens/full', 'a.js');
    const lines = editor.text('a.js').split('\n');
    const marked: string[] = [];
    let [line, character] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
      const [down = 0, right = 0, length = 0] = data.slice(at);
      character = down === 0 ? character + right : right;
      line += down;
      const text = lines[line] ?? '';
      marked.push(`${line} ${text.slice(character, character + length)}`);
    }
    expect(marked).toEqual(['0 a', '0 input()', '1 run(a)']);
  });

  it('are none by default', async () => {
    await start({ files: { ...testProject, '.sentrik/rules/flow.yaml': flowRules } });
    await editor.open('a.js', 'run(input());\n');
    expect(await ask('semanticTokens/full', 'a.js')).toEqual({ data: [] });
  });
});

describe('a fix', () => {
  it('is shown as a patch', async () => {
    await start();
    await editor.open('a.js', 'const a = eval(x);\n');
    const action = await actionNamed('a.js', 'eval', 'Show what the fix');
    await editor.connection.sendRequest('workspace/executeCommand', { ...action.command });
    expect((await page(editor.shown[0] ?? '')).text).toContain('-const a = eval(x);\n+const a = JSON.parse(x);\n');
    await editor.close('a.js');
    await expect(page(editor.shown[0] ?? '')).rejects.toThrow('may be about a document that was closed');
  });

  it('that needs a look has its edits marked for confirmation, one and all of a rule', async () => {
    const workspaceEdit = { documentChanges: true, changeAnnotationSupport: {} };
    const capabilities = { ...pushCapabilities, workspace: { ...pushCapabilities.workspace, workspaceEdit } };
    await start({ files: { ...testProject, '.sentrik/rules/old.yaml': cautiousRules }, capabilities });
    await editor.open('a.js', 'old(1);\nold(2);\n');
    const confirmed = { caution: { label: 'Look first', description: 'Callers see another result', needsConfirmation: true } };
    const one = await actionNamed('a.js', 'old(1)', '(look first)');
    expect(one).not.toHaveProperty('isPreferred');
    expect(one.edit).toMatchObject({ changeAnnotations: confirmed, documentChanges: [{ edits: [{ annotationId: 'caution', newText: 'anew' }] }] });
    const { edit } = await editor.resolve(await actionNamed('a.js', 'old(1)', 'Fix all test-old'));
    expect(edit).toMatchObject({ changeAnnotations: confirmed, documentChanges: [{ edits: [{ annotationId: 'caution' }, { annotationId: 'caution' }] }] });
  });

  it('that could not be verified cannot be chosen, and says why', async () => {
    const codeAction = { ...pushCapabilities.textDocument?.codeAction, disabledSupport: true };
    const capabilities = { ...pushCapabilities, textDocument: { ...pushCapabilities.textDocument, codeAction } };
    await start({ files: { ...testProject, '.sentrik/rules/old.yaml': cautiousRules }, capabilities });
    await editor.open('a.js', 'broken(1);\n');
    const action = await actionNamed('a.js', 'broken', '(not verified)');
    expect(action).not.toHaveProperty('edit');
    expect(action.disabled?.reason).toMatch(/^The fix could not be verified/);
  });

  it('is never said to come from a language model, and what is verified is documented', async () => {
    const codeAction = { ...pushCapabilities.textDocument?.codeAction, documentationSupport: true, tagSupport: { valueSet: [1 as const] } };
    const capabilities = { ...showsPages, textDocument: { ...pushCapabilities.textDocument, codeAction } };
    await start({ capabilities });
    await editor.open('a.js', 'eval(x);\n');
    expect((await editor.actions('a.js', 'eval')).filter((action) => 'tags' in action)).toEqual([]);
    const documentation = (editor.initialized.capabilities.codeActionProvider as { documentation?: { kind: string; command: object }[] }).documentation;
    expect(documentation?.map(({ kind }) => kind)).toEqual(['quickfix', 'source.fixAll.sentrik']);
    await editor.connection.sendRequest('workspace/executeCommand', documentation?.[0]?.command);
    expect((await page(editor.shown[0] ?? '')).text).toContain('A fix is **verified** before it is offered');
  });
});

describe('a suppression of a rule in the whole file', () => {
  it.each([
    ['a.js', 'javascript', 'eval(x);\nf();\neval(y);\n', `// SENTRIK-SUPPRESS-FILE: test-eval — <reason> ${ownedFacts()}\neval(x);\nf();\neval(y);\n`],
    [
      'a.js',
      'javascript',
      '#!/usr/bin/env node\neval(x);\neval(y);\n',
      `#!/usr/bin/env node\n// SENTRIK-SUPPRESS-FILE: test-eval — <reason> ${ownedFacts()}\neval(x);\neval(y);\n`,
    ],
  ])('is a comment at the top of %s, below what has to stand first', async (name, language, before, after) => {
    await start({ files: ownedProject, capabilities: pushCapabilities });
    await editor.open(name, before, language);
    const { edit } = await editor.resolve(await actionNamed(name, 'eval(x)', 'in this file with a comment'));
    await editor.apply(edit);
    expect(editor.text(name)).toBe(after);
    expect((await editor.diagnostics(name)).filter(({ code }) => code === 'test-eval')).toHaveLength(2);
    await editor.change(name, { text: after.replace('<reason>', 'inputs are constants') });
    expect(await editor.diagnostics(name)).toEqual([]);
  });
});

describe('a diagnostic', () => {
  it('is Markdown with its weaknesses, and its code a link to help that works offline, where the editor can show them', async () => {
    const diagnostic = { markupMessageSupport: true, codeDescriptionSupport: true };
    const textDocument = { ...pullCapabilities.textDocument, publishDiagnostics: { codeDescriptionSupport: true }, diagnostic };
    await start({ files: { ...testProject, '.sentrik/rules/old.yaml': cautiousRules }, capabilities: { ...showsPages, textDocument } });
    await editor.open('a.js', 'old(1);\n');
    expect(await editor.pull('a.js')).toMatchObject({
      items: [
        {
          message: {
            kind: 'markdown',
            value: 'The \\*old\\* call `run_old` is run\n\n[CWE-477](https://cwe.mitre.org/data/definitions/477.html)',
          } satisfies MarkupContent,
          codeDescription: { href: 'sentrik-rule:/test-old.md' },
        },
      ],
    });
  });

  it('is plain without a link in others', async () => {
    await start({ capabilities: pushCapabilities });
    await editor.open('a.js', 'eval(x);\n');
    const [found] = await editor.diagnostics('a.js');
    expect(found?.message).toBe('eval runs text as code');
    expect(found).not.toHaveProperty('codeDescription');
  });
});

it('a pack is switched on and off in the configuration', async () => {
  await start({ files: { '.sentrik/config.yaml': '# ours\nstandards_packs: [docker]\n' } });
  const toggle = (argument: object) =>
    editor.connection.sendRequest<{ choices: { id: string; on: boolean }[] }>('workspace/executeCommand', {
      command: 'sentrik.togglePack',
      arguments: [argument],
    });
  const isOn = ({ choices }: { choices: { id: string; on: boolean }[] }, id: string) => choices.find((choice) => choice.id === id)?.on;
  expect(isOn(await toggle({ id: 'secrets' }), 'secrets')).toBe(true);
  const off = await toggle({ id: 'docker', on: false });
  expect([isOn(off, 'docker'), isOn(off, 'secrets')]).toEqual([false, true]);
  await expect(toggle({ id: 'no-such-pack' })).rejects.toThrow('There is no pack named no-such-pack');
});
