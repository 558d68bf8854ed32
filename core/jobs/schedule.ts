import { Cron } from 'croner';
import type { Dispatch } from '../kernel/dispatch.ts';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import type { SystemStore, TenantId, TenantStore } from '../kernel/store.ts';
import { enqueue } from './enqueue.ts';
import { type ScheduleRow, schedules } from './tables.ts';

export interface ScheduleRequest {
  readonly kind: string;
  readonly payload: unknown;
  readonly cron: string;
  readonly timeZone: string;
}

/** The first moment after another at which a schedule is due; undefined for never. Throws `invalid_input` for a schedule or time zone that cannot be read. */
export function nextRun({ cron, timeZone }: Pick<ScheduleRequest, 'cron' | 'timeZone'>, after: Date): Date | undefined {
  try {
    return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(after) ?? undefined;
  } catch {
    throw new Failure('invalid_input', 'The schedule or its time zone cannot be read', { issues: [{ field: 'cron', message: 'is no schedule' }] });
  }
}

/** Makes a schedule; its jobs begin at its first time after `now`. Throws `invalid_input` as `nextRun` does. */
export async function addSchedule(store: TenantStore, { kind, payload, cron, timeZone }: ScheduleRequest, now: Date): Promise<ScheduleRow> {
  const row: ScheduleRow = {
    ...{ id: newId('sch'), kind, payload, cron, time_zone: timeZone, enabled: true },
    next_run_at: nextRun({ cron, timeZone }, now)?.toISOString() ?? null,
    last_run_at: null,
    created_at: now.toISOString(),
  };
  await store.rows(schedules).insert(row);
  return row;
}

/** Makes the jobs of all schedules that are due. Times that were missed make one job together; two servers that look at once make it once. */
export async function runSchedules(system: SystemStore, dispatch: Dispatch, now: Date): Promise<void> {
  const due = await system.across(schedules).find({ where: { enabled: true, next_run_at: { to: now.toISOString() } }, limit: 100 });
  for (const schedule of due) if (await runSchedule(system, schedule, now)) await dispatch.wake();
}

async function runSchedule(system: SystemStore, schedule: ScheduleRow & { readonly tenant_id: TenantId }, now: Date): Promise<boolean> {
  const { id, kind, payload, cron, time_zone: timeZone, next_run_at: due } = schedule;
  const next = nextRun({ cron, timeZone }, now)?.toISOString() ?? null;
  return system.tenant(schedule.tenant_id).transaction(async (store) => {
    const taken = await store.rows(schedules).update({ id, next_run_at: due, enabled: true }, { next_run_at: next, last_run_at: now.toISOString() });
    if (taken !== 1) return false;
    await enqueue(store, { kind, payload, key: `schedule:${id}:${due}` }, now);
    return true;
  });
}
