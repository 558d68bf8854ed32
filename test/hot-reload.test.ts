import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectModern, type TestClient } from './mcp/clients.ts';
import { type Editor, pushCapabilities, startEditor } from './server/editor.ts';
import { startTestApi, type TestApi } from './support/api-server.ts';
import { makeProject, type TestProject } from './support/project.ts';
import { bundleProgram, type TestProgram } from './support/program.ts';

/** A running server over a project on disk. */
interface Frontend {
  readonly root: string;
  /** The rules that find something in a text, as the server sees it now. */
  ask(text: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const rule = (id: string, word: string) => `rules: [{id: ${id}, message: A task, severity: low, languages: [generic], pattern-regex: ${word}}]\n`;
const files = {
  '.guard.yaml': 'standards_packs: [custom]\nrules: [extra.yaml]\n',
  'extra.yaml': rule('extra', 'EXTRA'),
  '.sentrik/rules/a.yaml': rule('first', 'TODO'),
};

let program: TestProgram;
beforeAll(async () => {
  program = await bundleProgram('test/mcp/stdio-program.ts');
});
afterAll(() => program.remove());

const frontends: readonly (readonly [string, () => Promise<Frontend>])[] = [
  ['the REST server', openRest],
  ['the MCP server', openMcp],
  ['the language server of an editor that watches no files', openEditor],
];

describe.each(frontends)('%s, without a restart,', (_name, open) => {
  let server: Frontend;
  beforeAll(async () => {
    server = await open();
  });
  afterAll(() => server.stop());

  const write = (name: string, text: string) => {
    const file = path.join(server.root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  const remove = (name: string) => fs.rmSync(path.join(server.root, name), { recursive: true });
  /** What the server says of a text, asked again for ten seconds while it is not what is awaited. */
  const seen = async (text: string, awaited: readonly string[]) => {
    const end = performance.now() + 10_000;
    let answer = await server.ask(text);
    while (answer.join(' ') !== awaited.join(' ') && performance.now() < end) {
      await setTimeout(200);
      answer = await server.ask(text);
    }
    return answer;
  };

  it('follows a rule that changes, also in a file of the settings, and one that comes and goes', async () => {
    expect(await seen('TODO FIXME EXTRA', ['extra', 'first'])).toEqual(['extra', 'first']);
    write('.sentrik/rules/a.yaml', rule('first', 'FIXX'));
    expect(await seen('TODO', [])).toEqual([]);
    write('.sentrik/rules/a.yaml', rule('first', 'TODO'));
    write('extra.yaml', rule('other', 'EXTRA'));
    expect(await seen('TODO EXTRA', ['first', 'other'])).toEqual(['first', 'other']);
    write('.sentrik/rules/b.yaml', rule('second', 'TODO'));
    expect(await seen('TODO', ['first', 'second'])).toEqual(['first', 'second']);
    remove('.sentrik/rules/b.yaml');
    expect(await seen('TODO', ['first'])).toEqual(['first']);
  });

  it('follows a rule file that is replaced by one of the same size and date', async () => {
    const file = path.join(server.root, '.sentrik/rules/a.yaml');
    const { atime, mtime } = fs.statSync(file);
    write('new.yaml', rule('first', 'MEMO'));
    fs.utimesSync(path.join(server.root, 'new.yaml'), atime, mtime);
    fs.renameSync(path.join(server.root, 'new.yaml'), file);
    expect(await seen('TODO', [])).toEqual([]);
    write('.sentrik/rules/a.yaml', rule('first', 'TODO'));
    expect(await seen('TODO', ['first'])).toEqual(['first']);
  });

  it('follows a pack in a folder, settings that override its rules, and suppressions', async () => {
    write('.sentrik/rules/ours/pack.yaml', 'id: ours\nname: Ours\n');
    write('.sentrik/rules/ours/deep/rule.yaml', rule('packed', 'TODO'));
    expect(await seen('TODO', ['first', 'packed'])).toEqual(['first', 'packed']);
    write('.sentrik/config.yaml', 'pack_overrides: {ours: {packed: {enabled: false}}}\n');
    expect(await seen('TODO', ['first'])).toEqual(['first']);
    remove('.sentrik/config.yaml');
    expect(await seen('TODO', ['first', 'packed'])).toEqual(['first', 'packed']);
    write('.sentrik/suppressions.yaml', 'suppressions: [{rule_id: first, reason: known for long}]\n');
    expect(await seen('TODO', ['packed'])).toEqual(['packed']);
    remove('.sentrik/suppressions.yaml');
    remove('.sentrik/rules/ours');
    expect(await seen('TODO', ['first'])).toEqual(['first']);
  });
});

async function openRest(): Promise<Frontend> {
  const api: TestApi = await startTestApi({ files });
  const answer = z.object({ findings: z.array(z.object({ rule_id: z.string() })) });
  return {
    root: api.project.root,
    ask: async (code) =>
      answer
        .parse((await api.send('POST', '/api/sdk/check', { body: { filename: 'a.txt', code } })).json)
        .findings.map((each) => each.rule_id)
        .toSorted(),
    stop: () => api.close(),
  };
}

async function openMcp(): Promise<Frontend> {
  const project: TestProject = makeProject(files);
  const assets = path.resolve(import.meta.dirname, '../dist/assets');
  const client: TestClient = await connectModern({ kind: 'stdio', command: process.execPath, args: [program.file, project.root, assets] }, 'auto');
  const answer = z.object({ findings: z.record(z.string(), z.object({ at: z.array(z.string()) })).default({}) });
  return {
    root: project.root,
    ask: async (code) => {
      const { findings } = answer.parse((await client.call('check', { filename: 'a.txt', code })).structuredContent);
      return Object.entries(findings)
        .flatMap(([rule, { at }]) => at.map(() => rule))
        .toSorted();
    },
    async stop() {
      await client.close();
      project.remove();
    },
  };
}

async function openEditor(): Promise<Frontend> {
  const { didChangeWatchedFiles: _watches, ...workspace } = pushCapabilities.workspace ?? {};
  const editor: Editor = await startEditor({ files, capabilities: { ...pushCapabilities, workspace } });
  await editor.open('a.txt', '');
  const data = z.object({ ruleId: z.string() });
  return {
    root: editor.folder,
    async ask(text) {
      await editor.change('a.txt', { text });
      return (await editor.diagnostics('a.txt')).map((diagnostic) => data.parse(diagnostic.data).ruleId).toSorted();
    },
    stop: () => editor.stop(),
  };
}
