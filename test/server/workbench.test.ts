import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import type { FindingList, PackList, SuppressTarget, WorkspaceFix } from '../../server/protocol.ts';
import { type Editor, startEditor } from './editor.ts';
import { lastDay, ownedFacts, ownedProject, testProject } from './rules.ts';

let editor: Editor;
afterEach(() => editor.stop());

const files = { ...testProject, 'src/a.js': 'eval(one);\nconsole.log(two);\n', 'src/b.js': 'eval(three);\n', 'test/c.test.js': 'eval(four);\n' };

function list(): Promise<FindingList> {
  return editor.connection.sendRequest('sentrik/findings');
}

function checkWorkspace(): Promise<unknown> {
  return editor.connection.sendRequest('workspace/executeCommand', { command: 'sentrik.checkWorkspace' });
}

describe('the list of findings', () => {
  it('holds what is in open documents, unsaved text included, before the workspace was checked', async () => {
    editor = await startEditor({ files });
    await editor.open('src/a.js', 'eval(changed);\n');
    const answer = await list();
    expect(answer).toMatchObject({
      openFiles: 1,
      findings: [{ path: 'src/a.js', ruleId: 'test-eval', severity: 'high', fix: 'one', range: { start: { line: 0, character: 0 } } }],
    });
    expect(answer.workspaceCheck).toBeUndefined();
  });

  it('joins the check of the workspace with the open documents, each file once', async () => {
    editor = await startEditor({ files });
    await editor.open('src/a.js', 'fine();\n');
    await checkWorkspace();
    const answer = await list();
    expect(answer.findings.map(({ path: file }) => file)).toEqual(['src/b.js', 'test/c.test.js']);
    expect(answer.workspaceCheck?.files).toBeGreaterThan(2);
    expect(answer.findings[0]?.uri).toBe(editor.uri('src/b.js'));
  });

  it('takes a file that was repaired, saved and closed at once as it is on disk', async () => {
    editor = await startEditor({ files });
    await checkWorkspace();
    await editor.open('src/b.js', 'eval(three);\n');
    await editor.change('src/b.js', { text: 'fine();\n' });
    fs.writeFileSync(path.join(editor.folder, 'src/b.js'), 'fine();\n');
    await Promise.all([editor.save('src/b.js'), editor.close('src/b.js')]);
    await expect.poll(async () => (await list()).findings.map(({ path: file }) => file), { timeout: 20_000 }).not.toContain('src/b.js');
    await editor.pushed('src/b.js', (diagnostics) => diagnostics.length === 0);
  });

  it('names controls with their titles', async () => {
    editor = await startEditor({ files });
    await editor.open('src/b.js', 'eval(three);\n');
    const controls = (await list()).findings.flatMap((finding) => finding.controls);
    expect(controls).toContainEqual(expect.objectContaining({ control: 'A03:2021', title: expect.stringMatching(/injection/i) }));
  });
});

describe('the fix of the workspace', () => {
  it('is one edit that asks first, of open and closed files, and leaves test code', async () => {
    editor = await startEditor({ files });
    await editor.open('src/a.js', 'eval(unsaved);\n');
    await checkWorkspace();
    const answer: WorkspaceFix = await editor.connection.sendRequest('sentrik/fixWorkspace');
    expect(answer).toMatchObject({ files: 2, left: 1 });
    const edit = answer.edit as WorkspaceEdit;
    expect(Object.values(edit.changeAnnotations ?? {}).map(({ needsConfirmation }) => needsConfirmation)).toEqual([true]);
    await editor.apply(edit);
    expect(editor.text('src/a.js')).toBe('JSON.parse(unsaved);\n');
    expect(fs.readFileSync(path.join(editor.folder, 'src/b.js'), 'utf8')).toBe('JSON.parse(three);\n');
    expect(fs.readFileSync(path.join(editor.folder, 'test/c.test.js'), 'utf8')).toBe('eval(four);\n');
  });

  it('is nothing where nothing has a fix', async () => {
    editor = await startEditor({ files: testProject });
    await expect(editor.connection.sendRequest('sentrik/fixWorkspace')).resolves.toEqual({ files: 0, left: 0 });
  });
});

describe('the packs', () => {
  it('are listed with what is on, and a choice is written into the configuration with its comments kept', async () => {
    editor = await startEditor({ files: { ...files, '.sentrik/config.yaml': '# ours\nstandards_packs: [none]\n' } });
    const before: PackList = await editor.connection.sendRequest('sentrik/packs', {});
    expect(before.choices.filter(({ on, kind }) => on && kind === 'pack').map(({ id }) => id)).not.toContain('javascript');
    const pack = before.choices.find(({ kind, on }) => kind === 'pack' && !on)?.id ?? '';
    const after: PackList = await editor.connection.sendRequest('sentrik/choosePacks', { ids: [pack] });
    expect(after.choices.find(({ id }) => id === pack)?.on).toBe(true);
    const text = fs.readFileSync(path.join(editor.folder, '.sentrik/config.yaml'), 'utf8');
    expect(text).toContain('# ours');
    expect(text).toContain(pack);
  });

  it('say when a setting of the editor decides', async () => {
    editor = await startEditor({ files, settings: { standardsPacks: ['none'] } });
    await editor.open('src/b.js', 'eval(three);\n');
    await expect(editor.connection.sendRequest('sentrik/packs', {})).resolves.toMatchObject({ overridden: true });
  });
});

describe('a suppression that the client asks the reason of', () => {
  async function target(where: string): Promise<SuppressTarget> {
    editor = await startEditor({ files: { ...files, ...ownedProject }, initializationOptions: { asksReason: true } });
    await editor.open('src/b.js', 'eval(three);\n');
    const actions = await editor.actions('src/b.js', 'eval', ['quickfix.suppress']);
    const action = actions.find(({ title }) => title.includes(where));
    expect(action?.edit).toBeUndefined();
    return action?.command?.arguments?.[0] as SuppressTarget;
  }

  it('is a comment with that reason', async () => {
    const asked = await target('comment');
    await editor.apply(await editor.connection.sendRequest('sentrik/suppress', { ...asked, reason: ' only\nnumbers ' }));
    expect(editor.text('src/b.js')).toContain(`SENTRIK-SUPPRESS: test-eval — only numbers ${ownedFacts()}\n`);
    expect(await editor.diagnostics('src/b.js')).toEqual([]);
  });

  it('says who answers for it and until when as the client or the reason itself says', async () => {
    const asked = await target('comment');
    const said = { owner: 'payments team -->', reason: 'only [i=0] numbers [expires=2030-01-31 justification=mitigated]' };
    await editor.apply(await editor.connection.sendRequest('sentrik/suppress', { ...asked, ...said }));
    const facts = '[owner=payments-team justification=mitigated expires=2030-01-31]';
    expect(editor.text('src/b.js')).toContain(`SENTRIK-SUPPRESS: test-eval — only [i=0] numbers ${facts}\n`);
    expect(await editor.diagnostics('src/b.js')).toEqual([]);
  });

  it('is an entry with that reason, the owner and a last day in the suppressions file', async () => {
    const asked = await target('suppressions.yaml');
    await editor.apply(await editor.connection.sendRequest('sentrik/suppress', { ...asked, reason: 'a demo' }));
    const text = fs.readFileSync(path.join(editor.folder, '.sentrik/suppressions.yaml'), 'utf8');
    expect(text).toContain(`    reason: a demo\n    owner: anna@example.org\n    expires: ${lastDay()}\n`);
  });

  it('is an entry with the last day that the client says', async () => {
    const asked = await target('suppressions.yaml');
    await editor.apply(await editor.connection.sendRequest('sentrik/suppress', { ...asked, reason: 'a demo', expires: '2030-01-31' }));
    const text = fs.readFileSync(path.join(editor.folder, '.sentrik/suppressions.yaml'), 'utf8');
    expect(text).toContain('reason: a demo');
    expect(text).toContain('expires: 2030-01-31');
  });

  it('is refused without a reason', async () => {
    const asked = await target('comment');
    await expect(editor.connection.sendRequest('sentrik/suppress', { ...asked, reason: '<reason>' })).rejects.toThrow('Say why');
    await expect(editor.connection.sendRequest('sentrik/suppress', { ...asked, reason: '[owner=ben]' })).rejects.toThrow('Say why');
  });
});

it('an untrusted folder does not steer what is checked', async () => {
  editor = await startEditor({ files, initializationOptions: { trusted: false } });
  await editor.open('src/b.js', 'eval(three);\n');
  const rules = (await list()).findings.map(({ ruleId }) => ruleId);
  expect(rules).not.toContain('test-eval');
  expect(rules.length).toBeGreaterThan(0);
});
