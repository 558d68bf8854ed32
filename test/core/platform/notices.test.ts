import pg from 'pg';
import { expect, it } from 'vitest';
import { listenForNotices } from '../../../core/platform/jobs/postgres-notices.ts';
import { silentLog } from '../../../core/platform/log.ts';
import { until } from '../../support/jobs.ts';
import { postgresPlace } from '../../support/postgres.ts';

it('notices arrive again after the database has ended all connections', async () => {
  const { place, remove } = await postgresPlace();
  const heard: string[] = [];
  const [sender, hearer] = [
    await listenForNotices(place.url, () => undefined, silentLog),
    await listenForNotices(place.url, (topic) => heard.push(topic), silentLog),
  ];
  sender.send('before');
  await until(() => heard.includes('before'));
  const client = new pg.Client({ connectionString: place.url });
  await client.connect();
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  await client.end();
  await until(() => {
    sender.send('after');
    return heard.includes('after');
  }, 30_000);
  expect(heard).toContain('after');
  await Promise.all([sender.close(), hearer.close()]);
  await remove();
});
