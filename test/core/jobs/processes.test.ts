import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enqueue } from '../../../core/jobs/enqueue.ts';
import { eventsAfter, waitForEvents } from '../../../core/jobs/events.ts';
import { jobOf } from '../../../core/jobs/job.ts';
import { jobs } from '../../../core/jobs/tables.ts';
import type { Dispatch } from '../../../core/kernel/dispatch.ts';
import type { Store, TenantStore } from '../../../core/kernel/store.ts';
import { localDispatch } from '../../../core/platform/jobs/local-dispatch.ts';
import { postgresDispatch } from '../../../core/platform/jobs/postgres-dispatch.ts';
import { silentLog } from '../../../core/platform/log.ts';
import { openStore } from '../../../core/platform/store/open.ts';
import { until } from '../../support/jobs.ts';
import { engines, type TestPlace } from '../../support/store.ts';
import { tenantId } from '../../support/workspace.ts';
import { bundleProgram, type TestProgram } from '../../support/program.ts';
import { makeProject, type TestProject } from '../../support/project.ts';

let program: TestProgram;
beforeAll(async () => {
  program = await bundleProgram('test/core/jobs/worker-program.ts');
});
afterAll(() => program.remove());

describe.each(engines)('processes on %s', (_name, makePlace) => {
  let folder: TestProject;
  let database: TestPlace;
  let store: Store;
  let tenant: TenantStore;
  let dispatch: Dispatch;
  let children: ChildProcess[];
  beforeEach(async () => {
    folder = makeProject();
    database = await makePlace();
    const { place } = database;
    store = await openStore(place);
    dispatch = 'url' in place ? await postgresDispatch(place.url, silentLog) : localDispatch();
    tenant = store.tenant(tenantId('ws_a'));
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await dispatch.close();
    await store.close();
    await database.remove();
    folder.remove();
  });

  async function startProcess(leaseMs: number): Promise<ChildProcess> {
    const child = spawn(process.execPath, [program.file, JSON.stringify(database.place), String(leaseMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    for await (const chunk of child.stdout) if (String(chunk).includes('ready')) break;
    return child;
  }

  async function add(count: number, ms: number): Promise<readonly string[]> {
    const file = path.join(folder.root, 'marks');
    const made = await tenant.transaction((inside) =>
      Promise.all(Array.from({ length: count }, () => enqueue(inside, { kind: 'mark', payload: { file, ms }, eventPrefix: 'mark' }, new Date()))),
    );
    await dispatch.wake();
    return made.map(({ id }) => id);
  }

  const marks = () => fs.readFileSync(path.join(folder.root, 'marks'), 'utf8').trim().split('\n');

  it('can be asked whether wake-ups are carried', async () => {
    await dispatch.check();
    await dispatch.close();
    await expect(dispatch.check()).rejects.toThrow();
  });

  it('run 200 jobs, each once', async () => {
    await add(200, 0);
    await Promise.all([startProcess(30_000), startProcess(30_000)]);
    await until(async () => (await tenant.rows(jobs).count({ status: 'completed' })) === 200, 100_000);
    const ends = marks().filter((line) => line.startsWith('end'));
    expect(ends).toHaveLength(200);
    expect(new Set(ends.map((line) => line.split(' ')[1])).size).toBe(200);
    expect(new Set(ends.map((line) => line.split(' ')[2])).size).toBe(2);
  }, 120_000);

  it('take over the job of one that was killed, which ends once', async () => {
    const first = await startProcess(1500);
    const [id = ''] = await add(1, 1000);
    await until(async () => (await eventsAfter(tenant, id, { after: 1, limit: 1 })).length === 1);
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(await jobOf(tenant, id)).toMatchObject({ status: 'running' });
    const second = await startProcess(1500);
    await until(async () => (await jobOf(tenant, id)).status === 'completed', 20_000);
    expect(await jobOf(tenant, id)).toMatchObject({ attempts: 2, result: second.pid });
    expect(marks()).toEqual([`begin ${id} ${first.pid}`, `begin ${id} ${second.pid}`, `end ${id} ${second.pid}`]);
    const events = await eventsAfter(tenant, id, { after: 0, limit: 10 });
    expect(events.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual(['1 mark_started', '2 mark_step', '3 mark_step', '4 mark_completed']);
  });

  it('tell of what another one does, while somebody waits for it', async () => {
    await startProcess(30_000);
    const [id = ''] = await add(1, 50);
    const signal = new AbortController().signal;
    const kinds: string[] = [];
    for (let after = 0; ; ) {
      const events = await waitForEvents(tenant, dispatch, id, { after, limit: 1, forMs: 10_000, signal });
      if (events.length === 0) break;
      for (const event of events) {
        kinds.push(event.kind);
        after = event.seq;
      }
    }
    expect(kinds).toEqual(['mark_started', 'mark_step', 'mark_completed']);
  });

  it('give their jobs back when they are told to stop', async () => {
    const first = await startProcess(30_000);
    const [id = ''] = await add(1, 20_000);
    await until(async () => (await jobOf(tenant, id)).status === 'running');
    first.kill('SIGTERM');
    await once(first, 'exit');
    expect(await jobOf(tenant, id)).toMatchObject({ status: 'queued', attempts: 0, lease_until: null });
  });
});
