import { afterEach, expect, it } from 'vitest';
import { type Hover, HoverRequest, MarkupContent } from 'vscode-languageserver-protocol/node';
import { type Editor, startEditor } from './editor.ts';
import { testProject } from './rules.ts';

let editor: Editor;
afterEach(() => editor.stop());

async function hover(name: string, line: number, character: number): Promise<Hover | null> {
  return editor.connection.sendRequest(HoverRequest.type, { textDocument: { uri: editor.uri(name) }, position: { line, character } });
}

it('shows help, weakness, controls, what the fix would change and how to suppress', async () => {
  editor = await startEditor({ files: testProject });
  await editor.open('a.js', 'const a = eval(x);\n');
  const found = await hover('a.js', 0, 12);
  expect(found?.range).toEqual({ start: { line: 0, character: 10 }, end: { line: 0, character: 17 } });
  expect(MarkupContent.is(found?.contents) && found.contents.value).toMatchInlineSnapshot(`
    "**Text run as code** · high · confidence high

    Text that becomes code can do anything the program can. Parse data with a parser.

    Fix, verified: Replace with the safe form

    \`\`\`diff
    -const a = eval(x);
    +const a = JSON.parse(x);
    \`\`\`

    - Weakness: [CWE-95](https://cwe.mitre.org/data/definitions/95.html)
    - CWE Top 25 Most Dangerous Software Weaknesses (2025): CWE-94 Improper Control of Generation of Code ('Code Injection')
    - NIST SP 800-53 Rev. 5: SI-10 Information Input Validation
    - OWASP Top 10:2021: A03:2021 Injection
    - OWASP Top 10:2025: A05:2025 Injection

    Rule \`test-eval\`. Suppress it with a reason: \`// SENTRIK-SUPPRESS: test-eval — reason [owner=name expires=YYYY-MM-DD]\`"
  `);
});

it('shows the way of the data for taint findings', async () => {
  editor = await startEditor();
  await editor.open(
    'a.py',
    'import subprocess\nfrom flask import request\n\n\ndef f():\n    name = request.args["d"]\n    subprocess.call("ls " + name, shell=True)\n',
    'python',
  );
  const found = await hover('a.py', 6, 20);
  expect(MarkupContent.is(found?.contents) && found.contents.value).toMatch(/^\*\*.*critical[\s\S]*1\. source, line 6: .*\n[\s\S]*sink, line 7: /);
});

it('offers no comment for a critical finding', async () => {
  editor = await startEditor({ files: testProject });
  await editor.open('a.js', 'const t = "tok_0123abcd";\n');
  const found = await hover('a.js', 0, 12);
  const text = MarkupContent.is(found?.contents) ? found.contents.value : '';
  expect(text).toContain('Rule `test-token`. An entry in `.sentrik/suppressions.yaml` can suppress it, no comment.');
  expect(text).not.toContain('SENTRIK-SUPPRESS');
});

it('is plain text for clients without Markdown, and nothing elsewhere', async () => {
  editor = await startEditor({ files: testProject, capabilities: {} });
  await editor.open('a.js', 'eval(x);\nconst b = 1;\n');
  expect((await hover('a.js', 0, 2))?.contents).toMatchObject({ kind: 'plaintext' });
  expect(await hover('a.js', 1, 3)).toBeNull();
  expect(await hover('unknown.js', 1, 3)).toBeNull();
});
