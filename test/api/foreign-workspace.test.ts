import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Binding, bindingsOf } from '../../api/bindings.ts';
import { surfaces } from '../../api/surfaces.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { operations } from '../../core/operations.ts';
import type { TestAnswer } from '../support/api-server.ts';
import { type FurnishedServer, openFurnishedServer, type Things } from '../support/furnished-server.ts';

/** What one workspace has is not there for another one: every address of workspaces, asked for things that really exist. */
const ofWorkspaces = bindingsOf(operations)
  .filter(({ operation, surface }) => operation.access !== 'public' && (surface !== 'sentrik' || operation.scope === 'workspace'))
  .map((binding) => ({ name: `${binding.method} ${binding.template}`, binding }));
const withParameters = ofWorkspaces.filter(({ binding }) => binding.parameters.length > 0);
const readable = withParameters.filter(({ binding }) => binding.method === 'GET');

let test: FurnishedServer;
beforeAll(async () => {
  test = await openFurnishedServer();
}, 180_000);
afterAll(() => test.close());

/** Bodies that the owner could send, so that nothing is refused for its form. */
const bodies: Readonly<Record<string, unknown>> = {
  'projects.update': { name: 'taken' },
  'repositories.create': { name: 'taken', source_url: 'https://example.org/taken.git' },
  'repositories.update': { name: 'taken' },
  'scan-findings.decide': { status: 'dismissed', reason: 'taken' },
};

function ask(
  { method, template, operation }: Binding,
  things: Things,
  { who = 'stranger', headers = {} }: { who?: 'stranger' | 'admin'; headers?: Readonly<Record<string, string>> } = {},
): Promise<TestAnswer> {
  const target = template.replace(/\{([^}*]+)\*?\}/g, (_, name: string) => things[name] ?? '');
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: bodies[operation.name] ?? {} };
  return test.api.send(method, target, { headers: { ...test.as(who), ...headers }, ...body });
}

/** Ids that only the main workspace has. Its paths and names of artefacts are the same in both. */
const ids = (things: Things) => Object.entries(things).flatMap(([name, id]) => (name === 'path' || name === 'name' ? [] : [id]));
/** All that the owner can read of its things by name. */
async function all(): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  for (const { binding, name } of readable) {
    const { status, text } = await ask(binding, test.mine, { who: 'admin' });
    answers.push([name, status, text]);
  }
  return answers;
}

describe('another workspace', () => {
  it('is asked for something that exists at every address', async () => {
    expect([...new Set(withParameters.flatMap(({ binding }) => binding.parameters))].filter((name) => (test.mine[name] ?? '') === '')).toEqual([]);
    expect(readable.length).toBeGreaterThan(12);
    expect((await all()).filter((answer) => !JSON.stringify(answer).includes(',200,'))).toEqual([]);
  });

  it.each(withParameters)('$name is 404 there, shows nothing and changes nothing', async ({ binding }) => {
    const before = await all();
    const answer = await ask(binding, test.mine);
    expect([answer.status, answer.text]).toEqual([404, answer.text]);
    expect(Object.keys(answer.json ?? {})).toEqual(Object.keys(surfaces[binding.surface].error(new Failure('not_found', ''))));
    expect(ids(test.mine).filter((id) => answer.text.includes(id))).toEqual([]);
    expect(await all()).toEqual(before);
  });

  it.each(withParameters)('$name answers the same for what does not exist at all', async ({ binding }) => {
    const invented = Object.fromEntries(
      Object.entries(test.mine).map(([name, id]) => [name, name === 'path' || name === 'name' ? id : `${id.slice(0, -4)}zzzz`]),
    );
    const [foreign, none] = [await ask(binding, test.mine), await ask(binding, invented)];
    expect([foreign.status, foreign.text]).toEqual([none.status, none.text]);
  });

  it.each(withParameters.filter(({ binding }) => binding.parameters.length > 1))('$name mixes nothing of both', async ({ binding }) => {
    const [repository, ...inner] = binding.parameters;
    for (const mixed of [
      { ...test.theirs, ...Object.fromEntries(inner.map((name) => [name, test.mine[name] ?? ''])) },
      { ...test.mine, [repository ?? '']: test.theirs[repository ?? ''] ?? '' },
      { ...test.theirs, [repository ?? '']: test.mine[repository ?? ''] ?? '' },
    ]) {
      // The same path and artefact exist in both, so that only ids tell the workspaces apart.
      if (binding.parameters.every((name) => mixed[name] === test.theirs[name])) continue;
      expect((await ask(binding, mixed)).status).toBe(404);
    }
  });

  it.each(readable.filter(({ binding }) => binding.operation.follow !== undefined))('$name is no stream either', async ({ binding }) => {
    expect((await ask(binding, test.mine, { headers: { accept: 'text/event-stream' } })).status).toBe(404);
  });

  it.each(ofWorkspaces.filter(({ binding }) => binding.method === 'GET'))('$name holds no id of ours', async ({ binding }) => {
    const answer = await ask(binding, test.theirs);
    expect([200, 403]).toContain(answer.status);
    expect(answer.status).toBe(binding.operation.access === 'operator' ? 403 : 200);
    expect(ids(test.mine).filter((id) => answer.text.includes(id))).toEqual([]);
  });

  it('finds nothing of ours by fields of its own requests', async () => {
    const { mine, theirs, api } = test;
    const cases: readonly (readonly [string, string, unknown])[] = [
      ['POST', '/v1/git-uploads', { repository_id: mine.repository_id }],
      ['POST', '/v1/git-uploads', { project_id: mine.project_id }],
      ['POST', `/v1/projects/${theirs.project_id}/repositories`, { name: 'x', git_upload_id: mine.git_upload_id }],
      ['POST', `/v1/repositories/${theirs.repo_id}/scans`, { snapshot_id: mine.snapshot_id }],
      ['GET', `/v1/repositories/${theirs.repo_id}/source-tree?snapshot_id=${mine.snapshot_id}`, undefined],
      ['GET', `/v1/repositories/${theirs.repo_id}/findings?scan_id=${mine.scan_id}`, undefined],
      ['GET', `/v1/projects/${theirs.project_id}/findings?scan_id=${mine.scan_id}`, undefined],
    ];
    for (const [method, target, body] of cases) {
      const answer = await api.send(method, target, { headers: test.as('stranger'), ...(body === undefined ? {} : { body }) });
      expect([target, ...shownBy(answer)]).toEqual([target]);
    }
  });

  it('gets no further page by an id of ours', async () => {
    for (const { binding } of ofWorkspaces.filter(({ binding: { method, operation } }) => method === 'GET' && hasField(operation.input, 'after'))) {
      for (const id of ids(test.mine)) {
        const target = binding.template.replace(/\{([^}*]+)\*?\}/g, (_, name: string) => test.theirs[name] ?? '');
        const answer = await test.api.send('GET', `${target}?after=${encodeURIComponent(id)}`, { headers: test.as('stranger') });
        expect(answer.status).toBeLessThan(500);
        expect(ids(test.mine).filter((each) => each !== id && answer.text.includes(each))).toEqual([]);
      }
    }
  });
});

/** What an answer gives away of the main workspace: any of its ids, or that it is refused for another reason than that nothing is there. */
function shownBy({ status, text }: TestAnswer): readonly unknown[] {
  return status === 200 ? ids(test.mine).filter((id) => text.includes(id)) : [status].filter((each) => each !== 404);
}

function hasField(input: z.ZodType, name: string): boolean {
  return input instanceof z.ZodObject && Object.hasOwn(input.shape, name);
}
