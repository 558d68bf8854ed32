import { z } from 'zod';
import { defineOperation } from '../kernel/operation.ts';
import { Failure } from '../kernel/failure.ts';
import { tenantOf } from '../kernel/platform.ts';
import { sourceLimits } from '../kernel/sources.ts';
import { staleSeconds } from '../jobs/job.ts';
import { workerGoneSeconds } from '../jobs/registry.ts';
import { usage } from './scan-tables.ts';
import { maxActiveScans } from './scans.ts';

const amounts = z.object({ scans: z.number().int(), files: z.number().int(), lines: z.number().int(), seconds: z.number() });
const item = z.object({ item: z.string(), quantity: z.number(), unit: z.string(), unit_price: z.number(), amount: z.number() });

/** What the workspace has used, as its completed scans have recorded it. */
export const billingSummary = defineOperation({
  name: 'billing.summary',
  summary: 'What completed scans of the workspace have used in a period, and what it costs; an installation of your own costs nothing',
  input: z.object({
    from: z.iso.datetime().optional().meta({ description: 'The first day of this month unless given' }),
    to: z.iso.datetime().optional().meta({ description: 'Exclusive; now unless given' }),
  }),
  output: z.object({
    period: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
    usage: amounts,
    by_project: z.array(amounts.extend({ project_id: z.string() })),
    cost: z.object({ currency: z.literal('USD'), total: z.number(), breakdown: z.array(item) }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/billing/summary' },
  async run(context, input) {
    const now = context.clock.now();
    const from = timeOf(input.from) ?? new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString();
    const to = timeOf(input.to) ?? now.toISOString();
    if (from > to) throw new Failure('invalid_input', 'to: lies before from', { issues: [{ field: 'to', message: 'lies before from' }] });
    const rows = tenantOf(context).rows(usage);
    const within = { at: { from, below: to } };
    const used = async (where: Parameters<typeof rows.count>[0]) => {
      const [scans, files, lines, seconds] = await Promise.all([
        rows.count(where),
        rows.sum('files', where),
        rows.sum('lines', where),
        rows.sum('seconds', where),
      ]);
      return { scans, files, lines, seconds };
    };
    const projects = [...(await rows.countBy('project_id', within)).keys()].filter((id): id is string => typeof id === 'string').toSorted();
    const byProject = await Promise.all(projects.map(async (id) => ({ project_id: id, ...(await used({ ...within, project_id: id })) })));
    const total = await used(within);
    const breakdown = [
      { item: 'scans', quantity: total.scans, unit: 'scan', unit_price: 0, amount: 0 },
      { item: 'computing', quantity: total.seconds, unit: 'second', unit_price: 0, amount: 0 },
    ];
    return { period: { from, to }, usage: total, by_project: byProject, cost: { currency: 'USD' as const, total: 0, breakdown } };
  },
});

/** Spelled as rows spell times, so that texts compare as times do. */
function timeOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : new Date(text).toISOString();
}

export const opsLimits = defineOperation({
  name: 'ops.limits',
  summary: 'The quotas that hold',
  input: z.object({}),
  output: z.object({
    max_active_scans_per_user: z.number().int(),
    source_bytes: z.number().int(),
    archive_entries: z.number().int(),
    uncompressed_bytes: z.number().int(),
    file_bytes: z.number().int(),
    running_stale_seconds: z.number().int(),
    worker_ttl_seconds: z.number().int(),
  }),
  access: 'operator',
  effect: 'read',
  limit: 'general',
  http: { vega: 'GET /v1/ops/limits' },
  run: () => ({
    max_active_scans_per_user: maxActiveScans,
    source_bytes: sourceLimits.sourceBytes,
    archive_entries: sourceLimits.entries,
    uncompressed_bytes: sourceLimits.unpackedBytes,
    file_bytes: sourceLimits.fileBytes,
    running_stale_seconds: staleSeconds,
    worker_ttl_seconds: workerGoneSeconds,
  }),
});
