import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { tenantOf } from '../kernel/platform.ts';
import { eventsAfter } from '../jobs/events.ts';
import { jobs } from '../jobs/tables.ts';
import type { TenantStore } from '../kernel/store.ts';
import { archiveInput } from './archive-input.ts';
import { idInput } from './listing.ts';
import { repositoryOf, wakeWorkers } from './repositories.ts';
import { eventPage, eventWire, toEventWire } from './scan-wire.ts';
import { analyzeSession, sessionOf, startSession } from './sessions.ts';
import type { SessionRow } from './tables.ts';

const sessionStatuses = ['pending', 'ingesting', 'ready', 'queued', 'claimed', 'running', 'completed', 'failed', 'cancelled'] as const;
const sessionWire = z.object({
  id: z.string(),
  repository_id: z.string(),
  scan_id: z.string().nullable(),
  status: z.enum(sessionStatuses).meta({ description: 'Of the archive until it is analyzed, of the scan from then on' }),
  error: z.string().nullable(),
  created_at: z.string(),
});

export const createSession = defineOperation({
  name: 'sessions.create',
  summary: 'Upload an archive to be analyzed; new programs use projects and repositories',
  input: z.object({
    name: z.string().trim().min(1).max(200).optional(),
    upload: archiveInput,
  }),
  output: sessionWire,
  access: 'member',
  effect: 'write',
  limit: 'expensive',
  status: 201,
  upload: 'upload',
  http: { vega: 'POST /v1/sessions' },
  async run(context, input) {
    const row = await startSession(context, input);
    await wakeWorkers(context);
    return toWire(tenantOf(context), row);
  },
});

export const getSession = defineOperation({
  name: 'sessions.get',
  summary: 'Get the status of a session',
  input: z.object({ session_id: idInput }),
  output: sessionWire,
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/sessions/{session_id}' },
  async run(context, { session_id: id }) {
    const store = tenantOf(context);
    return toWire(store, await sessionOf(store, id));
  },
});

export const analyze = defineOperation({
  name: 'sessions.analyze',
  summary: 'Scan the archive of a session, once; refused as a conflict while the archive is taken in',
  input: z.object({ session_id: idInput }),
  output: sessionWire,
  access: 'member',
  permission: 'scan',
  effect: 'write',
  limit: 'expensive',
  http: { vega: 'POST /v1/sessions/{session_id}/analyze' },
  run: async (context, { session_id: id }) => toWire(tenantOf(context), await analyzeSession(context, id)),
});

export const listSessionEvents = defineOperation({
  name: 'sessions.events',
  summary: 'List the events of the scan of a session, oldest first; none before it is analyzed',
  input: z.object({ session_id: idInput, ...eventPage }),
  output: z.array(eventWire),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/sessions/{session_id}/events' },
  async run(context, { session_id: id, after, limit }) {
    const store = tenantOf(context);
    const { scan_id: scan } = await sessionOf(store, id);
    return scan === null ? [] : (await eventsAfter(store, scan, { after, limit })).map(toEventWire);
  },
});

async function toWire(store: TenantStore, { id, repository_id, scan_id, created_at }: SessionRow): Promise<z.output<typeof sessionWire>> {
  const repository = await repositoryOf(store, repository_id);
  const scan = scan_id === null ? undefined : await store.rows(jobs).first({ where: { id: scan_id } });
  const status = sessionWire.shape.status.parse(scan?.status ?? repository.ingest_status);
  return { id, repository_id, scan_id, status, error: scan?.error ?? repository.ingest_error, created_at };
}
