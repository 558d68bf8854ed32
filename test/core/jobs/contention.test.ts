import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { enqueue } from '../../../core/jobs/enqueue.ts';
import { defineJob } from '../../../core/jobs/kind.ts';
import { jobEvents, jobs } from '../../../core/jobs/tables.ts';
import { startWorker } from '../../../core/jobs/worker.ts';
import { localDispatch } from '../../../core/platform/jobs/local-dispatch.ts';
import { openStore } from '../../../core/platform/store/open.ts';
import { testBench, testKind, until } from '../../support/jobs.ts';
import { postgresPlace } from '../../support/postgres.ts';
import type { TestPlace } from '../../support/store.ts';
import { tenantId } from '../../support/workspace.ts';

const telling = defineJob({
  kind: 'tell',
  payload: z.object({}),
  async run(_context, { emit }) {
    for (const step of [1, 2, 3]) await emit([{ kind: 'tell_step', payload: { step } }]);
    return { result: null };
  },
});

describe('workers on one PostgreSQL database', () => {
  let database: TestPlace & { readonly place: { readonly url: string } };
  beforeEach(async () => {
    database = await postgresPlace();
  });
  afterEach(() => database.remove());

  it('seldom lose a transaction against each other while they run 200 jobs', async () => {
    const before = await rollbacks(database.place.url);
    const [first, second] = [await openStore(database.place), await openStore(database.place)];
    const dispatch = localDispatch();
    const tenant = first.tenant(tenantId('ws_a'));
    await tenant.transaction(async (inside) => {
      for (let index = 0; index < 200; index += 1) await enqueue(inside, { kind: 'tell', payload: {}, eventPrefix: 'tell' }, new Date());
    });
    const workers = await Promise.all(
      [first, second].map((store) => startWorker({ ...testBench({ store, dispatch, kinds: [testKind(telling)] }), slots: 4, version: '0' })),
    );
    await until(async () => (await tenant.rows(jobs).count({ status: 'completed' })) === 200, 100_000);
    expect(await tenant.rows(jobEvents).count()).toBe(200 * 5);
    await Promise.all(workers.map((worker) => worker.close()));
    await dispatch.close();
    await Promise.all([first.close(), second.close()]);
    expect((await rollbacks(database.place.url)) - before).toBeLessThan(20);
  });
});

/** Transactions of the database that were taken back, as it counts them. */
async function rollbacks(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ readonly count: string }>('select xact_rollback as count from pg_stat_database where datname = current_database()');
    return Number(rows[0]?.count);
  } finally {
    await client.end();
  }
}
