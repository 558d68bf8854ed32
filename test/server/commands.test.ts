import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Editor, pushCapabilities, startEditor } from './editor.ts';
import { testProject } from './rules.ts';

interface Identified {
  readonly fingerprint: string;
}

let editor: Editor;
afterEach(() => editor.stop());

function execute(command: string, ...argv: readonly unknown[]): Promise<unknown> {
  return editor.connection.sendRequest('workspace/executeCommand', { command, arguments: argv });
}

it('offers exactly the commands it can execute', async () => {
  editor = await startEditor({ files: testProject });
  expect(editor.initialized.capabilities.executeCommandProvider?.commands.toSorted()).toEqual([
    'sentrik.applyFix',
    'sentrik.check',
    'sentrik.checkWorkspace',
    'sentrik.explain',
    'sentrik.showActionHelp',
    'sentrik.showFix',
    'sentrik.showPosture',
    'sentrik.showReason',
    'sentrik.showRule',
    'sentrik.togglePack',
  ]);
});

describe('a command', () => {
  it('checks a text', async () => {
    editor = await startEditor({ files: testProject });
    expect(await execute('sentrik.check', { code: 'eval(x)', filename: 'a.js' })).toMatchObject({
      compliant: false,
      findings: [{ rule_id: 'test-eval', fix: { verified: true } }],
    });
  });

  it('explains a rule', async () => {
    editor = await startEditor({ files: testProject });
    expect(await execute('sentrik.explain', { rule_id: 'test-eval' })).toMatchObject({ id: 'test-eval', cwe: ['CWE-95'] });
  });

  it('is refused with the field that is wrong, the path that is outside, or its unknown name', async () => {
    editor = await startEditor({ files: testProject });
    await expect(execute('sentrik.check', { code: 1, filename: 'a.js' })).rejects.toThrow('code: Invalid input');
    await expect(execute('sentrik.check')).rejects.toThrow();
    await expect(execute('sentrik.check', { code: '', filename: '../../etc/passwd' })).rejects.toThrow('outside the project root');
    await expect(execute('sentrik.applyFix', { file_path: '/etc/passwd', fixed_code: '', start_line: 1, end_line: 1 })).rejects.toThrow(
      'outside the project root',
    );
    await expect(execute('sentrik.explain', { rule_id: 'no-such-rule' })).rejects.toThrow('There is no rule with this id');
    await expect(execute('sentrik.unknown')).rejects.toThrow('There is no such command');
  });

  it('applies a fix to a file on disk by its URI', async () => {
    editor = await startEditor({ files: { ...testProject, 'a.js': 'const a = eval(x);\n' } });
    const answer = await execute('sentrik.check', { code: 'const a = eval(x);\n', filename: 'a.js' });
    const { fingerprint } = (answer as { findings: Identified[] }).findings[0] ?? { fingerprint: '' };
    expect(await execute('sentrik.applyFix', { file_path: editor.uri('a.js'), fingerprint })).toMatchObject({
      status: 'applied',
      file_path: 'a.js',
      verified: true,
    });
    expect(fs.readFileSync(path.join(editor.folder, 'a.js'), 'utf8')).toBe('const a = JSON.parse(x);\n');
  });

  it('applies a fix to an open document as an edit, and leaves the file to be saved by its user', async () => {
    editor = await startEditor({ files: { ...testProject, 'a.js': 'saved\n' } });
    await editor.open('a.js', 'const a = eval(x); // unsaved\n');
    const [diagnostic] = await editor.diagnostics('a.js');
    const { fingerprint } = (diagnostic?.data ?? {}) as Identified;
    await execute('sentrik.applyFix', { file_path: 'a.js', fingerprint });
    expect(editor.text('a.js')).toBe('const a = JSON.parse(x); // unsaved\n');
    expect(fs.readFileSync(path.join(editor.folder, 'a.js'), 'utf8')).toBe('saved\n');
  });

  it('checks the whole workspace and shows findings of files that are not open', async () => {
    editor = await startEditor({ files: { ...testProject, 'a.js': 'eval(x);\n', 'deep/b.js': 'eval(x); eval(y);\n', 'c.js': 'const c = 1;\n' } });
    await editor.open('a.js', 'eval(x);\n');
    expect(await execute('sentrik.checkWorkspace')).toMatchObject({ findings: 3, bySeverity: { high: 3 } });
    expect(await editor.pushed('deep/b.js', (diagnostics) => diagnostics.length === 2)).toHaveLength(2);
    expect(editor.published.filter(({ uri }) => uri.endsWith('/c.js'))).toEqual([]);
    fs.writeFileSync(path.join(editor.folder, 'deep/b.js'), 'const b = 1;\n');
    await execute('sentrik.checkWorkspace');
    await editor.pushed('deep/b.js', (diagnostics) => diagnostics.length === 0);
  });
});

it('after a check of the workspace, a file that was repaired, saved and closed stays repaired', async () => {
  editor = await startEditor({ files: { ...testProject, 'a.js': 'eval(x);\n', 'b.js': 'eval(x);\n' } });
  await execute('sentrik.checkWorkspace');
  await editor.pushed('a.js', (diagnostics) => diagnostics.length === 1);
  for (const name of ['a.js', 'b.js']) await editor.open(name, 'eval(x);\n');
  await editor.change('a.js', { text: 'x;\n' });
  await editor.diagnostics('a.js');
  await editor.save('a.js');
  await editor.close('a.js');
  await editor.close('b.js');
  expect(await editor.pushed('b.js', (diagnostics) => diagnostics.length === 1)).toHaveLength(1);
  expect(editor.published.findLast(({ uri }) => uri === editor.uri('a.js'))?.diagnostics).toEqual([]);
});

describe('the page of a rule', () => {
  it('opens in editors that show pages', async () => {
    const workspace = { ...pushCapabilities.workspace, textDocumentContent: { dynamicRegistration: false } };
    editor = await startEditor({ files: testProject, capabilities: { ...pushCapabilities, workspace, window: { showDocument: { support: true } } } });
    await execute('sentrik.showRule', { rule_id: 'test-eval' });
    expect(editor.shown).toEqual(['sentrik-rule:/test-eval.md']);
    const page: { readonly text: string } = await editor.connection.sendRequest('workspace/textDocumentContent', { uri: 'sentrik-rule:/test-eval.md' });
    const [text, controls = ''] = page.text.split('## Supports evidence for\n');
    expect(text?.split('\n\n')).toEqual([
      '# Text run as code',
      '`test-eval` · pack custom · severity high · confidence high · has a fix',
      'eval runs text as code',
      'Text that becomes code can do anything the program can. Parse data with a parser.',
      'Weakness: [CWE-95](https://cwe.mitre.org/data/definitions/95.html)',
      'Measured precision: not measured.',
      '',
    ]);
    expect(controls).toMatch(/\| NIST SP 800-53 Rev\. 5 \| SI-10 \| Information Input Validation \| \S/);
    expect(controls).toMatch(/\| OWASP Top 10:2021 \| A03:2021 \| Injection \| \S/);
    await expect(editor.connection.sendRequest('workspace/textDocumentContent', { uri: 'sentrik-rule:/%zz.md' })).rejects.toThrow();
  });

  it('is a message in others', async () => {
    editor = await startEditor({ files: testProject });
    await execute('sentrik.showRule', { rule_id: 'test-eval' });
    expect(editor.shown.join('')).toContain('Parse data with a parser.');
    await expect(execute('sentrik.showRule', {})).rejects.toThrow('rule_id');
  });
});
