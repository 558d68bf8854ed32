import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cancelJob, removeJobs } from '../../../core/jobs/cancel.ts';
import { enqueue } from '../../../core/jobs/enqueue.ts';
import { eventsAfter, waitForEvents } from '../../../core/jobs/events.ts';
import { cancelTopic, hasEnded, jobOf, jobTopic } from '../../../core/jobs/job.ts';
import { type AnyJobKind, defineJob } from '../../../core/jobs/kind.ts';
import { listWorkers } from '../../../core/jobs/registry.ts';
import { jobs } from '../../../core/jobs/tables.ts';
import { type JobWorker, startWorker } from '../../../core/jobs/worker.ts';
import type { Dispatch } from '../../../core/kernel/dispatch.ts';
import { Failure } from '../../../core/kernel/failure.ts';
import type { Store, TenantStore } from '../../../core/kernel/store.ts';
import { localDispatch } from '../../../core/platform/jobs/local-dispatch.ts';
import { openStore } from '../../../core/platform/store/open.ts';
import { testBench, testKind, until } from '../../support/jobs.ts';
import { tenantId } from '../../support/workspace.ts';
import { makeProject, type TestProject } from '../../support/project.ts';

const payload = z.object({ n: z.number().default(0) });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const aborted = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));

let folder: TestProject;
let store: Store;
let tenant: TenantStore;
let dispatch: Dispatch;
let workers: JobWorker[];
beforeEach(async () => {
  folder = makeProject();
  store = await openStore({ folder: folder.root });
  tenant = store.tenant(tenantId('ws_a'));
  dispatch = localDispatch();
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await dispatch.close();
  await store.close();
  folder.remove();
});

async function work(kinds: readonly AnyJobKind[], { slots = 2, leaseMs = 30_000 } = {}): Promise<JobWorker> {
  const worker = await startWorker({ ...testBench({ store, dispatch, kinds, leaseMs }), slots, version: '0' });
  workers.push(worker);
  return worker;
}

async function add(kind: string, more: Partial<Parameters<typeof enqueue>[1]> = {}) {
  const job = await tenant.transaction((inside) => enqueue(inside, { kind, payload: {}, eventPrefix: kind, ...more }, new Date()));
  await dispatch.wake();
  return job;
}

async function ended(id: string) {
  await until(async () => hasEnded(await jobOf(tenant, id)));
  return jobOf(tenant, id);
}

const kindsOf = async (id: string) => (await eventsAfter(tenant, id, { after: 0, limit: 100 })).map(({ seq, kind }) => `${seq} ${kind}`);

describe('a worker', () => {
  it('runs a job to its end and tells what happened in numbers without gaps', async () => {
    const counting = testKind(
      defineJob({
        kind: 'count',
        payload,
        async run(_context, { payload: { n }, emit }) {
          for (let step = 1; step <= n; step += 1) await emit([{ kind: 'count_step', payload: { step } }]);
          return { result: n, summary: { n } };
        },
      }),
    );
    await work([counting]);
    const job = await ended((await add('count', { payload: { n: 2 } })).id);
    expect(job).toMatchObject({ status: 'completed', result: 2, attempts: 1, error: null, lease_until: null });
    expect(await kindsOf(job.id)).toEqual(['1 count_started', '2 count_step', '3 count_step', '4 count_completed']);
  });

  it('tries again what may pass, and gives up at the last attempt', async () => {
    let calls = 0;
    const flaky = testKind(
      defineJob({
        kind: 'flaky',
        payload,
        run() {
          calls += 1;
          if (calls === 1) throw new Failure('unavailable', 'The other side is away');
          return Promise.resolve({ result: calls });
        },
      }),
    );
    const broken = testKind(defineJob({ kind: 'broken', payload, run: () => Promise.reject(new Error('a secret of the program')) }));
    await work([flaky, broken]);
    const first = await ended((await add('flaky')).id);
    expect(first).toMatchObject({ status: 'completed', result: 2, attempts: 2 });
    expect(await kindsOf(first.id)).toEqual(['1 flaky_started', '2 flaky_log', '3 flaky_completed']);
    const second = await ended((await add('broken', { maxAttempts: 2 })).id);
    expect(second).toMatchObject({ status: 'failed', error: 'Internal error', attempts: 2 });
  });

  it('does not try again what cannot come to anything else, and writes what the kind says of it', async () => {
    const said: string[] = [];
    const refused = testKind(
      defineJob({
        kind: 'refused',
        payload,
        run: () => Promise.reject(new Failure('too_large', 'It is too large')),
        ended: (_store, _job, end) => Promise.resolve(void said.push(end.kind)),
      }),
    );
    await work([refused]);
    expect(await ended((await add('refused')).id)).toMatchObject({ status: 'failed', error: 'It is too large', attempts: 1 });
    expect(said).toEqual(['failed']);
    const wrong = await ended((await add('refused', { payload: { n: 'x' } })).id);
    expect(wrong.status).toBe('failed');
  });

  it('stops a job that is cancelled, and one that waits never begins', async () => {
    let isStopped = false;
    const long = testKind(
      defineJob({
        kind: 'long',
        payload,
        async run({ signal }) {
          await aborted(signal);
          isStopped = true;
          throw new Failure('cancelled', 'Stopped');
        },
      }),
    );
    await work([long], { slots: 1 });
    const running = await add('long');
    const waiting = await add('long');
    await until(async () => (await jobOf(tenant, running.id)).status === 'running');
    await tenant.transaction((inside) => cancelJob(inside, waiting.id, new Date()));
    await tenant.transaction((inside) => cancelJob(inside, running.id, new Date()));
    await dispatch.announce(cancelTopic(running.id));
    expect(await ended(running.id)).toMatchObject({ status: 'cancelled' });
    expect(isStopped).toBe(true);
    expect(await jobOf(tenant, waiting.id)).toMatchObject({ status: 'cancelled', attempts: 0, started_at: null });
    expect(await kindsOf(running.id)).toEqual(['1 long_started', '2 long_cancelled']);
    expect(await kindsOf(waiting.id)).toEqual(['1 long_cancelled']);
  });

  it('loses a job whose lease another worker has taken: what it writes does not count', async () => {
    const results: string[] = [];
    const held = new AbortController();
    const slow = testKind(
      defineJob({
        kind: 'slow',
        payload,
        async run(_context, { job }) {
          if (job.attempts === 1) await aborted(held.signal);
          return { result: job.attempts, commit: () => Promise.resolve(void results.push(`attempt ${job.attempts}`)) };
        },
      }),
    );
    await work([slow]);
    const job = await add('slow');
    await until(async () => (await jobOf(tenant, job.id)).status === 'running');
    await tenant.rows(jobs).update({ id: job.id }, { lease_until: new Date(0).toISOString() });
    await work([slow]);
    expect(await ended(job.id)).toMatchObject({ status: 'completed', result: 2, attempts: 2 });
    held.abort();
    await pause(100);
    expect(results).toEqual(['attempt 2']);
    expect(await kindsOf(job.id)).toEqual(['1 slow_started', '2 slow_completed']);
  });

  it('goes on with a job whose lease ran out while the process slept, and does not begin it again', async () => {
    const gate = new AbortController();
    let runs = 0;
    const slow = testKind(
      defineJob({
        kind: 'slow',
        payload,
        async run() {
          runs += 1;
          await aborted(gate.signal);
          return { result: 'done' };
        },
      }),
    );
    const quick = testKind(defineJob({ kind: 'quick', payload, run: () => Promise.resolve({ result: null }) }));
    await work([slow, quick], { slots: 3 });
    const job = await add('slow');
    await until(async () => (await jobOf(tenant, job.id)).status === 'running');
    await tenant.rows(jobs).update({ id: job.id }, { lease_until: new Date(0).toISOString() });
    // Lost jobs are taken before those that wait: had it been taken again, that would have been before this one ended.
    await ended((await add('quick')).id);
    expect(runs).toBe(1);
    gate.abort();
    expect(await ended(job.id)).toMatchObject({ status: 'completed', result: 'done', attempts: 1 });
  });

  it('gives back what it runs when it is closed, and the next one finishes it in the same attempt', async () => {
    const patient = testKind(
      defineJob({
        kind: 'patient',
        payload,
        async run({ signal }, { job }) {
          if (job.worker_id === first.id) {
            await aborted(signal);
            throw new Failure('cancelled', 'Stopped');
          }
          return { result: 'done' };
        },
      }),
    );
    const first = await work([patient]);
    const job = await add('patient');
    await until(() => first.running().length === 1);
    expect(await listWorkers(store, new Date())).toMatchObject([{ id: first.id, is_alive: true, slots: 2 }]);
    await first.close();
    expect(await jobOf(tenant, job.id)).toMatchObject({ status: 'queued', attempts: 0 });
    expect(await listWorkers(store, new Date())).toEqual([]);
    await work([patient]);
    expect(await ended(job.id)).toMatchObject({ status: 'completed', result: 'done', attempts: 1 });
  });

  it('fails a job that took its worker with it each time', async () => {
    const counting = testKind(defineJob({ kind: 'count', payload, run: () => Promise.resolve({ result: 1 }) }));
    const job = await add('count');
    await tenant.rows(jobs).update({ id: job.id }, { status: 'running', attempts: 3, lease_until: new Date(0).toISOString(), worker_id: 'wrk_gone' });
    await work([counting]);
    expect(await ended(job.id)).toMatchObject({ status: 'failed', error: 'Its worker ended unexpectedly, time after time' });
  });

  it('shares 400 jobs of two workspaces with another one: each is run once', async () => {
    const runs = new Map<string, number>();
    const quick = testKind(
      defineJob({
        kind: 'quick',
        payload,
        run(_context, { job }) {
          runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
          return Promise.resolve({ result: null });
        },
      }),
    );
    for (const name of ['ws_a', 'ws_b']) {
      const of = store.tenant(tenantId(name));
      await of.transaction(async (inside) => {
        for (let n = 0; n < 200; n += 1) await enqueue(inside, { kind: 'quick', payload: { n } }, new Date());
      });
    }
    await Promise.all([work([quick], { slots: 4 }), work([quick], { slots: 4 })]);
    await until(async () => (await store.across(jobs).count({ status: 'completed' })) === 400, 40_000);
    expect([...runs.values()].filter((count) => count !== 1)).toEqual([]);
    expect(runs.size).toBe(400);
  });

  it('runs parts of a job side by side with other workers, in one slot if need be', async () => {
    const whole = testKind(
      defineJob({
        kind: 'whole',
        payload,
        async run(context, { job, emit, finishParts }) {
          await emit([], async (inside) => {
            for (let n = 0; n < 5; n += 1) await enqueue(inside, { kind: 'part', payload: { n }, parentId: job.id, key: `part ${n}` }, context.clock.now());
          });
          const parts = await finishParts();
          return { result: parts.map(({ result }) => result).toSorted() };
        },
      }),
    );
    const part = testKind(defineJob({ kind: 'part', payload, run: (_context, { payload: { n } }) => Promise.resolve({ result: n * n }) }));
    await work([whole, part], { slots: 1 });
    expect(await ended((await add('whole')).id)).toMatchObject({ status: 'completed', result: [0, 1, 16, 4, 9] });
  });
});

it('jobs of a repository go with their parts', async () => {
  const whole = await add('whole', { repositoryId: 'repo_a', runAt: new Date(Date.now() + 60_000) });
  await add('part', { parentId: whole.id });
  const other = await add('whole', { repositoryId: 'repo_b' });
  expect(await tenant.transaction((inside) => removeJobs(inside, { repository_id: 'repo_a' }))).toBe(2);
  expect((await tenant.rows(jobs).find()).map(({ id }) => id)).toEqual([other.id]);
});

describe('a request with a key', () => {
  it('gives the same job, also when both come at once', async () => {
    const ask = () => tenant.transaction((inside) => enqueue(inside, { kind: 'count', payload: {}, key: 'once' }, new Date()));
    const [one, two] = await Promise.all([ask(), ask()]);
    expect(two.id).toBe(one.id);
    expect((await ask()).id).toBe(one.id);
    const elsewhere = store.tenant(tenantId('ws_b'));
    expect((await elsewhere.transaction((inside) => enqueue(inside, { kind: 'count', payload: {}, key: 'once' }, new Date()))).id).not.toBe(one.id);
  });
});

describe('whoever waits for events', () => {
  it('has them as soon as they are there, and nothing once the job has ended', async () => {
    const signal = new AbortController().signal;
    const started = new AbortController();
    const telling = testKind(
      defineJob({
        kind: 'tell',
        payload,
        async run(_context, { emit }) {
          await aborted(started.signal);
          await emit([{ kind: 'tell_step', payload: {} }]);
          return { result: null };
        },
      }),
    );
    await work([telling]);
    const { id } = await add('tell');
    const first = await waitForEvents(tenant, dispatch, id, { after: 0, limit: 10, forMs: 5000, signal });
    expect(first.map(({ kind }) => kind)).toEqual(['tell_started']);
    const next = waitForEvents(tenant, dispatch, id, { after: 1, limit: 1, forMs: 5000, signal });
    started.abort();
    expect((await next).map(({ kind }) => kind)).toEqual(['tell_step']);
    await ended(id);
    await dispatch.announce(jobTopic(id));
    const before = Date.now();
    expect(await waitForEvents(tenant, dispatch, id, { after: 3, limit: 10, forMs: 5000, signal })).toEqual([]);
    expect(Date.now() - before).toBeLessThan(2000);
  });
});
