import { z } from 'zod';
import { waitForEvents } from '../jobs/events.ts';
import { hasEnded, jobOf } from '../jobs/job.ts';
import { dispatchOf } from '../jobs/notify.ts';
import type { Context } from '../kernel/context.ts';
import { defineOperation, type FollowedEvent } from '../kernel/operation.ts';
import { tenantOf } from '../kernel/platform.ts';
import { idInput } from './listing.ts';
import { projectOf } from './projects.ts';
import { repositoryOf } from './repositories.ts';
import { listEvents } from './scan-events.ts';
import { eventPage, eventWire, toEventWire } from './scan-wire.ts';
import { scanOf } from './scans.ts';

const scanEventsInput = z.object({
  repo_id: idInput,
  scan_id: idInput,
  ...eventPage,
  wait: z.coerce.number().min(0).max(60).default(0).meta({ description: 'Seconds to wait for the first one while there is none and the scan goes on' }),
});
const eventsAtOnce = 500;
const longestWaitMs = 60_000;

/** What happened to a scan. */
export const listScanEvents = defineOperation({
  name: 'scans.events',
  summary: 'List the events of a scan; poll it with `after`, or ask for text/event-stream and go on with Last-Event-ID',
  input: scanEventsInput,
  output: z.array(eventWire),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/scans/{scan_id}/events' },
  follow: followScan,
  async run(context, { repo_id: repository, scan_id: id, after, wait, limit: most }) {
    const store = tenantOf(context);
    await scanOf(store, repository, id);
    const events = await waitForEvents(store, dispatchOf(context), id, { after, limit: most, forMs: wait * 1000, signal: context.signal });
    return events.map(toEventWire);
  },
});

/** Events behind a number as they come, until the scan has ended or nobody listens any more. */
async function* followScan(context: Context, { repo_id: repository, scan_id: id, after }: z.output<typeof scanEventsInput>): AsyncGenerator<FollowedEvent> {
  const store = tenantOf(context);
  await scanOf(store, repository, id);
  for (let last = after; !context.signal.aborted; ) {
    const isOver = hasEnded(await jobOf(store, id));
    const events = await waitForEvents(store, dispatchOf(context), id, { after: last, limit: eventsAtOnce, forMs: longestWaitMs, signal: context.signal });
    for (const event of events) {
      last = event.seq;
      yield { id: String(event.seq), event: event.kind, data: toEventWire(event) };
    }
    if (events.length === 0 && isOver) return;
  }
}

const page = { limit: eventPage.limit, after: z.string().min(1).max(120).optional().meta({ description: 'Id of the last event of the page before' }) };

export const listRepositoryEvents = defineOperation({
  name: 'repositories.events',
  summary: 'List the events of all scans of a repository, oldest first',
  input: z.object({ repo_id: idInput, ...page }),
  output: z.array(eventWire),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/repositories/{repo_id}/events' },
  async run(context, { repo_id: id, limit: most, after }) {
    const store = tenantOf(context);
    await repositoryOf(store, id);
    return (await listEvents(store, { of: { repository_id: id }, limit: most, ...(after === undefined ? {} : { after }) })).map(toEventWire);
  },
});

export const listProjectEvents = defineOperation({
  name: 'projects.events',
  summary: 'List the events of all scans of a project, oldest first',
  input: z.object({ project_id: idInput, ...page }),
  output: z.array(eventWire),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/projects/{project_id}/events' },
  async run(context, { project_id: id, limit: most, after }) {
    const store = tenantOf(context);
    await projectOf(store, id);
    return (await listEvents(store, { of: { project_id: id }, limit: most, ...(after === undefined ? {} : { after }) })).map(toEventWire);
  },
});
