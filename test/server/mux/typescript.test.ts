import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { CodeAction, CompletionList } from 'vscode-languageserver-protocol/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Editor, startEditor } from '../editor.ts';
import { testProject } from '../rules.ts';
import { eventually, typescriptOptions, typescriptServer } from './servers.ts';

// In front of the real server for TypeScript, compared with a session that talks to it directly.

const files = { ...testProject, 'tsconfig.json': '{"compilerOptions":{"strict":true,"lib":["es5"],"types":[]},"include":["*.ts"]}' };
const text = 'const total: number = "three";\neval(total);\nlet never: string[] = [];\nnever.\n';
const program = path.resolve(import.meta.dirname, '../../../node_modules/typescript-language-server/lib/cli.mjs');
const options = { files, initializationOptions: typescriptOptions, patience: 100_000 };

let wrapped: Editor;
let direct: Editor;
beforeAll(async () => {
  [wrapped, direct] = await Promise.all([startEditor({ ...options, wrap: typescriptServer }), startEditor({ ...options, program })]);
  for (const editor of [wrapped, direct]) await editor.open('a.ts', text, 'typescript');
}, 120_000);
afterAll(async () => {
  await Promise.all([wrapped.stop(), direct.stop()]);
});

/** The server for TypeScript sends what it found in two parts: the syntax first, then the types. */
function hasBoth(list: readonly { readonly code?: number | string }[]): boolean {
  return ['test-eval', 2322].every((code) => list.some((item) => item.code === code));
}

function ask<T>(editor: Editor, method: string, line: number, character: number): Promise<T> {
  return editor.connection.sendRequest(method, { textDocument: { uri: editor.uri('a.ts') }, position: { line, character } });
}

describe('in front of typescript-language-server', { timeout: 120_000 }, () => {
  it('the diagnostics of both are one list', async () => {
    const both = await wrapped.pushed('a.ts', hasBoth);
    const alone = await direct.pushed('a.ts', (list) => list.some(({ code }) => code === 2322));
    expect(both.filter(({ source }) => source === 'sentrik')).toMatchObject([{ code: 'test-eval', range: { start: { line: 1 } } }]);
    expect(both.filter(({ source }) => source === 'typescript')).toEqual(alone);
  });

  it('completion, hover and definition are what the server says by itself', async () => {
    const labels = ({ items }: CompletionList) => items.map(({ label, sortText }) => `${label} ${sortText}`);
    const [mine, theirs] = await Promise.all([wrapped, direct].map((editor) => ask<CompletionList>(editor, 'textDocument/completion', 3, 6)));
    expect(labels(mine ?? { items: [], isIncomplete: false })).toContain('push 11');
    expect(labels(mine ?? { items: [], isIncomplete: false })).toEqual(labels(theirs ?? { items: [], isIncomplete: false }));
    expect(await ask(wrapped, 'textDocument/hover', 0, 8)).toEqual(await ask(direct, 'textDocument/hover', 0, 8));
    const line = async (editor: Editor) => (await ask<{ range: unknown }[]>(editor, 'textDocument/definition', 1, 6)).map(({ range }) => range);
    expect(await line(wrapped)).toEqual(await line(direct));
    expect(await line(wrapped)).toMatchObject([{ start: { line: 0 } }]);
  });

  it('hover at a finding shows what both know', async () => {
    const both = /function eval\(x: string\)[\s\S]*---[\s\S]*Text run as code/;
    const hover = async () => (await ask<{ contents: { value: string } }>(wrapped, 'textDocument/hover', 1, 2)).contents.value;
    expect(await eventually('the text of both', async () => [await hover()].find((text) => both.test(text)))).toContain('test-eval');
  });

  it('code actions of both stand in one list, and the edit of each is made by its server', async () => {
    const everywhere = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    const context = { diagnostics: await wrapped.pushed('a.ts', hasBoth) };
    const actions: CodeAction[] = await wrapped.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: wrapped.uri('a.ts') },
      range: everywhere,
      context,
    });
    const titles = actions.map(({ title }) => title);
    expect(titles).toContain('Suppress test-eval here with a comment');
    expect(titles.some((title) => /type|declaration|function|Move|Extract/i.test(title))).toBe(true);
    const suppress = actions.find(({ title }) => title.startsWith('Suppress test-eval here'));
    expect((await wrapped.resolve(suppress ?? { title: '' })).edit).toBeDefined();
  });

  it('it is started again when it is killed, and finds the text as it is now', async () => {
    await wrapped.change('a.ts', { text: 'export const late: number = "four";\n' });
    await wrapped.pushed('a.ts', (list) => list.length > 0 && list.every(({ source }) => source === 'typescript'));
    const published = wrapped.published.length;
    process.kill(wrappedProcess(), 'SIGKILL');
    await eventually('the diagnostics to go', () => wrapped.published.slice(published).some(({ diagnostics }) => diagnostics.length === 0));
    expect(await wrapped.pushed('a.ts', (list) => list.length > 0)).toMatchObject([{ code: 2322, range: { start: { line: 0, character: 13 } } }]);
  });
});

/** The process of the server that the multiplexer started. */
function wrappedProcess(): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,args='], { encoding: 'utf8' }).split('\n');
  const children = lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, , ...argv]) => parent === String(process.pid) && argv.join(' ').includes('typescript-language-server'));
  // A program that is wrapped is the head of its own group; the one of the direct session is not.
  return Number(children.find(([pid, , group]) => pid === group)?.[0]);
}
