import { EventEmitter } from 'node:events';
import PgBoss from 'pg-boss';
import type { Log } from '../../kernel/context.ts';
import type { Dispatch } from '../../kernel/dispatch.ts';
import { Failure, toFailure } from '../../kernel/failure.ts';
import { listenForNotices, type Notices } from './postgres-notices.ts';

const pollMs = 2000;
const queue = 'sentrik-wake';
const wakeUp = 'wake';
/** Shorter ones pg-boss refuses. */
const fetchSeconds = 0.5;
/** A wake-up that nobody fetched for so long has been overtaken by workers looking by themselves. */
const keptMinutes = 10;

/**
 * Wake-ups and notices between processes on one PostgreSQL database: pg-boss carries wake-ups, also later ones, each to one process; NOTIFY carries
 * notices to all. Throws `unavailable` when the database cannot be reached.
 */
export async function postgresDispatch(url: string, log: Log): Promise<Dispatch> {
  const emitter = new EventEmitter().setMaxListeners(0);
  const boss = new PgBoss({ connectionString: url, application_name: 'sentrik', max: 3, schedule: false });
  boss.on('error', (error: Error) => log.warn('the queue of wake-ups has a problem', { error: error.name }));
  let notices: Notices | undefined;
  try {
    await boss.start();
    await boss.createQueue(queue, { name: queue, retryLimit: 0, retentionMinutes: keptMinutes, expireInSeconds: 60 });
    notices = await listenForNotices(url, (topic) => emitter.emit(`notice ${topic}`), log);
  } catch (thrown) {
    await Promise.allSettled([boss.stop({ graceful: false }), notices?.close()]);
    log.warn('wake-ups cannot be carried', { error: thrown instanceof Error ? thrown.name : 'unknown' });
    throw new Failure('unavailable', 'The database cannot be reached');
  }
  let isServing = false;
  const quietly = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (thrown) {
      log.warn('a wake-up or notice was lost', { error: toFailure(thrown).message });
    }
  };
  return {
    pollMs,
    wake: (at) => quietly(() => boss.send(queue, {}, at === undefined || at.getTime() <= Date.now() ? {} : { startAfter: at })),
    onWake(listener) {
      emitter.on(wakeUp, listener);
      if (!isServing) {
        isServing = true;
        const options = { pollingIntervalSeconds: fetchSeconds, batchSize: 1 };
        void quietly(() => boss.work(queue, options, () => Promise.resolve(void emitter.emit(wakeUp))));
      }
      return () => void emitter.off(wakeUp, listener);
    },
    announce(topic) {
      notices.send(topic);
      return Promise.resolve();
    },
    onNotice(topic, listener) {
      emitter.on(`notice ${topic}`, listener);
      return () => void emitter.off(`notice ${topic}`, listener);
    },
    check: () => requireQueue(boss),
    async close() {
      emitter.removeAllListeners();
      await Promise.allSettled([boss.stop({ graceful: false, wait: true }), notices.close()]);
    },
  };
}

async function requireQueue(boss: PgBoss): Promise<void> {
  if ((await boss.getQueue(queue)) === null) throw new Failure('unavailable', 'The queue of wake-ups is gone');
}
