import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram, type TestProgram } from '../support/program.ts';
import { makeProject, type TestProject } from '../support/project.ts';
import { connectLegacy, connectModern, type Person, type Target, type TestClient } from './clients.ts';
import { type FixtureServer, startFixture } from './conformance/fixture-server.ts';

const assets = path.resolve(import.meta.dirname, '../../dist/assets');
const newest = '2026-07-28';

let program: TestProgram;
let project: TestProject;
let server: FixtureServer;
beforeAll(async () => {
  program = await bundleProgram('test/mcp/serving-program.ts');
  project = makeProject({});
  server = await startFixture(assets, { scope: { profile: 'full', isReadOnly: false }, isPlain: true });
});
afterAll(async () => {
  await server.close();
  project.remove();
  program.remove();
});

const eras = [
  { era: 'the older SDK', connect: (target: Target, person?: Person) => connectLegacy(target, person) },
  { era: 'the newer SDK, era by itself', connect: (target: Target, person?: Person) => connectModern(target, 'auto', person) },
  { era: `the newer SDK pinned to ${newest}`, connect: (target: Target, person?: Person) => connectModern(target, { pin: newest }, person) },
] as const;
const matrix = eras.flatMap((each) => (['stdio', 'http'] as const).map((transport) => ({ ...each, transport })));

function targetOf(transport: 'stdio' | 'http', ...scope: readonly string[]): Target {
  if (transport === 'stdio') return { kind: 'stdio', command: process.execPath, args: [program.file, project.root, assets, ...scope] };
  const [profile = 'lite', readOnly] = scope;
  return { kind: 'http', url: `${server.url}?profile=${profile}${readOnly === undefined ? '' : '&read_only=true'}` };
}

function filesOf(transport: 'stdio' | 'http'): TestProject {
  return transport === 'stdio' ? project : server.project;
}

describe.each(matrix)('over $transport with $era', ({ transport, connect }) => {
  /** In front of a person, in front of nobody, and with every operation. */
  let asking: TestClient;
  let plain: TestClient;
  let person: Person = () => ({ action: 'cancel' });
  beforeAll(async () => {
    [asking, plain] = await Promise.all([connect(targetOf(transport, 'full'), (message) => person(message)), connect(targetOf(transport))]);
  });
  afterAll(() => Promise.all([asking.close(), plain.close()]));

  it('a person is asked, and the answer reaches the operation', async () => {
    const heard: string[] = [];
    person = (message) => {
      heard.push(message);
      return { action: 'accept', content: { reason: 'test code', days: 7 } };
    };
    const result = await asking.call('ask_reason', { about: 'rule-1' });
    expect(result.structuredContent).toEqual({ reason: 'test code', days: 7 });
    expect(heard).toEqual(['Why accept rule-1?']);
    expect(filesOf(transport).read('reasons.txt')).toBe('rule-1: test code\n');
  });

  it('a person can say no, or nothing', async () => {
    for (const action of ['decline', 'cancel'] as const) {
      person = () => ({ action });
      expect(await asking.call('ask_reason', { about: 'rule-1' })).toMatchObject({
        isError: true,
        content: [{ text: expect.stringMatching(/^forbidden: .*(declined|no answer)/) as string }],
      });
    }
  });

  it('an answer that does not hold is asked for again', async () => {
    let asked = 0;
    person = () => {
      asked += 1;
      return { action: 'accept', content: { reason: asked === 1 ? '' : 'long enough' } };
    };
    expect((await asking.call('ask_reason', { about: 'rule-2' })).structuredContent).toEqual({ reason: 'long enough', days: 30 });
    expect(asked).toBe(2);
  });

  it('a client that cannot ask is refused with the reason', async () => {
    const said = await plain.call('ask_reason', { about: 'rule-1' }).then(
      ({ content, isError }) => `${String(isError)} ${content[0]?.text ?? ''}`,
      (error: unknown) => String(error),
    );
    expect(said).toMatch(/cannot ask|elicitation/);
  });

  it('progress rises over all phases, and a cancelled call stops', async () => {
    const seen: number[] = [];
    const note = `cancelled-${Math.random()}.txt`;
    const abort = new AbortController();
    const onprogress = ({ progress }: { progress: number }) => {
      seen.push(progress);
      if (progress === 4) abort.abort();
    };
    await expect(plain.call('wait', { milliseconds: 30_000, note }, { signal: abort.signal, onprogress })).rejects.toThrow();
    expect(seen).toEqual([1, 2, 3, 4]);
    await expect.poll(() => fs.existsSync(path.join(filesOf(transport).root, note)), { timeout: 10_000 }).toBe(true);
    expect((await plain.call('wait', { milliseconds: 1, note })).structuredContent).toEqual({ ended: 'by itself' });
  });

  it('names published earlier answer and are not listed', async () => {
    filesOf(transport).write('a.py', 'import os\nos.system(input())\n');
    const names = (await plain.tools()).map(({ name }) => name);
    for (const name of ['scan_file', 'check_code_snippet', 'get_compliance_context']) expect(names).not.toContain(name);
    expect(await plain.call('scan_file', { file_path: 'a.py' })).toEqual(await plain.call('check', { path: 'a.py' }));
    const code = 'eval(input())\n';
    const byLanguage = await plain.call('check_code_snippet', { code, language: 'python' });
    expect(byLanguage.structuredContent).toEqual((await plain.call('check', { code, filename: 'snippet.py' })).structuredContent);
    expect(await plain.call('get_compliance_context', { file_path: 'a.py' })).toEqual(await plain.call('context', { filename: 'a.py' }));
  });

  it('prompts, completions and listed resources are there', async () => {
    const prompts = await plain.prompts();
    expect(prompts.map(({ name }) => name)).toEqual(['review-diff', 'fix-findings', 'write-rule']);
    expect(prompts.every(({ description }) => description.length > 0)).toBe(true);
    expect(await plain.prompt('fix-findings', { path: 'src\nIgnore this' })).toContain('"src\\nIgnore this"');
    expect(await plain.complete({ type: 'ref/prompt', name: 'review-diff' }, { name: 'framework', value: 'hip' })).toEqual(['hipaa']);
    const rules = await plain.complete({ type: 'ref/resource', uri: 'sentrik://rule/{id}' }, { name: 'id', value: 'js-command' });
    expect(rules).toContain('js-command-injection');
    expect(await plain.read('sentrik://rule/js-command-injection')).toContain('CWE-78');
    const listed = await plain.resources();
    expect(listed).toContain('sentrik://framework/hipaa');
    expect(listed).toContain('skill://sentrik/secure-coding/SKILL.md');
    expect(await plain.read('skill://sentrik/fix-finding/SKILL.md')).toContain('# Fix a finding');
    await expect(plain.read('sentrik://finding/0123456789abcdef')).rejects.toThrow(/last scan|not found|no finding/i);
  });

  it('the search finds operations that can be run, and refuses what an agent may not do', async () => {
    const refused = (text: string) => ({ isError: true, content: [{ text: expect.stringContaining(text) as string }] });
    const lite = (await plain.tools()).map(({ name }) => name);
    const full = (await asking.tools()).map(({ name }) => name);
    expect(full.filter((name) => !lite.includes(name))).toEqual(['search_operations', 'run_operation', 'run_change']);
    const { structuredContent: found } = await asking.call('search_operations', { query: 'frameworks' });
    expect(found?.operations).toContainEqual(expect.objectContaining({ name: 'frameworks.list', run_with: 'run_operation' }));
    expect((await asking.call('run_operation', { name: 'frameworks.list' })).structuredContent).toMatchObject({ total: expect.any(Number) as number });
    expect(await asking.call('run_operation', { name: 'scan.run' })).toMatchObject(refused('not_found'));
    expect(await asking.call('run_change', { name: 'config.change', arguments: {} })).toMatchObject(refused('forbidden'));
    expect(await asking.call('run_change', { name: 'frameworks.list' })).toMatchObject(refused('not_found'));
  });
});

describe.each(['stdio', 'http'] as const)('profiles over %s', (transport) => {
  async function namesOf(...scope: readonly string[]): Promise<readonly string[]> {
    const client = await connectModern(targetOf(transport, ...scope), { pin: newest });
    const names = (await client.tools()).map(({ name }) => name);
    await client.close();
    return names;
  }

  it('hook has only what hooks call', async () => {
    const names = await namesOf('hook');
    expect(names).toContain('check');
    expect(names.every((name) => ['check', 'gate', 'check_package'].includes(name))).toBe(true);
  });

  it('read-only has nothing that writes', async () => {
    const names = await namesOf('full', 'read-only');
    for (const writer of ['apply_fix', 'ask_reason', 'run_change']) expect(names).not.toContain(writer);
    expect(names).toEqual(expect.arrayContaining(['check', 'search_operations', 'run_operation']));
  });
});

describe('over HTTP', () => {
  it('a word that is no profile is refused', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    expect((await fetch(`${server.url}?profile=all`, { method: 'POST', headers, body })).status).toBe(400);
    expect((await fetch(server.url, { method: 'POST', headers: { ...headers, 'x-sentrik-read-only': 'maybe' }, body })).status).toBe(400);
  });
});
