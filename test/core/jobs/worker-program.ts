/** A process that runs jobs: `{"folder"}` or `{"url"}` of the database as the first argument. Says `ready <id>` on standard output. */
import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { defineJob } from '../../../core/jobs/kind.ts';
import { startWorker } from '../../../core/jobs/worker.ts';
import { silentLog } from '../../../core/platform/log.ts';
import { localDispatch } from '../../../core/platform/jobs/local-dispatch.ts';
import { postgresDispatch } from '../../../core/platform/jobs/postgres-dispatch.ts';
import { openStore } from '../../../core/platform/store/open.ts';
import { testBench, testKind } from '../../support/jobs.ts';

const place = z.union([z.object({ url: z.string() }), z.object({ folder: z.string() })]).parse(JSON.parse(process.argv[2] ?? ''));
const leaseMs = Number(process.argv[3] ?? 30_000);

/** Writes a line when it begins and one when it is about to end, after so many milliseconds. */
const marking = defineJob({
  kind: 'mark',
  payload: z.object({ file: z.string(), ms: z.number() }),
  async run({ signal }, { job, payload: { file, ms }, emit }) {
    fs.appendFileSync(file, `begin ${job.id} ${process.pid}\n`);
    await emit([{ kind: 'mark_step', payload: { attempt: job.attempts } }]);
    await setTimeout(ms, undefined, { signal });
    fs.appendFileSync(file, `end ${job.id} ${process.pid}\n`);
    return { result: process.pid };
  },
});

const store = await openStore(place);
const dispatch = 'url' in place ? await postgresDispatch(place.url, silentLog) : localDispatch();
const worker = await startWorker({ ...testBench({ store, dispatch, kinds: [testKind(marking)], leaseMs }), slots: 4, version: '0' });
process.stdout.write(`ready ${worker.id}\n`);
process.once('SIGTERM', () => void stop());

async function stop(): Promise<void> {
  await worker.close();
  await dispatch.close();
  await store.close();
}
