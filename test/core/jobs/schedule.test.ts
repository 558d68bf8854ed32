import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSchedule, nextRun, runSchedules } from '../../../core/jobs/schedule.ts';
import { jobs, schedules } from '../../../core/jobs/tables.ts';
import type { Dispatch } from '../../../core/kernel/dispatch.ts';
import type { Store, TenantStore } from '../../../core/kernel/store.ts';
import { localDispatch } from '../../../core/platform/jobs/local-dispatch.ts';
import { openStore } from '../../../core/platform/store/open.ts';
import { tenantId } from '../../support/workspace.ts';
import { makeProject, type TestProject } from '../../support/project.ts';

let folder: TestProject;
let store: Store;
let tenant: TenantStore;
let dispatch: Dispatch;
beforeEach(async () => {
  folder = makeProject();
  store = await openStore({ folder: folder.root });
  tenant = store.tenant(tenantId('ws_a'));
  dispatch = localDispatch();
});
afterEach(async () => {
  await dispatch.close();
  await store.close();
  folder.remove();
});

const nightly = { kind: 'scan', payload: { deep: true }, cron: '30 2 * * *', timeZone: 'Europe/Berlin' };

describe('a schedule', () => {
  it('is due by the clock of its time zone, also where that is put forward', () => {
    expect(nextRun(nightly, new Date('2026-11-22T00:00:00Z'))?.toISOString()).toBe('2026-11-22T01:30:00.000Z');
    expect(nextRun(nightly, new Date('2026-07-01T12:00:00Z'))?.toISOString()).toBe('2026-07-02T00:30:00.000Z');
    // On the last Sunday of March there is no half past two.
    const gap = nextRun(nightly, new Date('2026-03-28T12:00:00Z'));
    expect(gap?.toISOString().slice(0, 10)).toBe('2026-03-29');
  });

  it('is refused when it or its time zone cannot be read', () => {
    expect(() => nextRun({ cron: 'whenever', timeZone: 'UTC' }, new Date())).toThrow('cannot be read');
    expect(() => nextRun({ cron: '@daily', timeZone: 'Nowhere/City' }, new Date())).toThrow('cannot be read');
  });

  it('makes one job for all times that were missed, and is due again at the next one', async () => {
    const { id } = await addSchedule(tenant, nightly, new Date('2026-11-22T00:00:00Z'));
    await runSchedules(store, dispatch, new Date('2026-11-22T01:29:59Z'));
    expect(await tenant.rows(jobs).count()).toBe(0);
    await runSchedules(store, dispatch, new Date('2026-11-25T12:00:00Z'));
    expect(await tenant.rows(jobs).find()).toMatchObject([
      { kind: 'scan', payload: { deep: true }, status: 'queued', key: `schedule:${id}:2026-11-22T01:30:00.000Z` },
    ]);
    expect(await tenant.rows(schedules).find()).toMatchObject([{ next_run_at: '2026-11-26T01:30:00.000Z', last_run_at: '2026-11-25T12:00:00.000Z' }]);
  });

  it('makes one job when several servers look at the same moment', async () => {
    await addSchedule(tenant, { ...nightly, cron: '* * * * *' }, new Date('2026-11-22T00:00:00Z'));
    const other = await openStore({ folder: folder.root });
    const now = new Date('2026-11-22T00:01:30Z');
    await Promise.all([store, other, store, other].map((each) => runSchedules(each, dispatch, now)));
    await other.close();
    expect(await tenant.rows(jobs).count()).toBe(1);
  });

  it('rests while it is switched off', async () => {
    const { id } = await addSchedule(tenant, nightly, new Date('2026-11-22T00:00:00Z'));
    await tenant.rows(schedules).update({ id }, { enabled: false });
    await runSchedules(store, dispatch, new Date('2026-11-25T12:00:00Z'));
    expect(await tenant.rows(jobs).count()).toBe(0);
  });
});
