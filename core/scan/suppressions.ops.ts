import { z } from 'zod';
import { suppressionEntry } from '../config/schema.ts';
import { defineOperation } from '../kernel/operation.ts';
import { openWorkspace } from './workspace.ts';

/** Suppressions of the configuration and of .sentrik/suppressions.yaml; inline ones stand in the scan's result. */
export const listSuppressions = defineOperation({
  name: 'suppressions.list',
  summary: 'Get active suppressions',
  input: z.object({}),
  output: z.object({ suppressions: z.array(suppressionEntry.extend({ source: z.enum(['config', 'file']), expired: z.boolean() })), total: z.number().int() }),
  access: 'member',
  permission: 'findings:read',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/suppressions' },
  async run(context) {
    const { suppressions } = await openWorkspace(context);
    const today = context.clock.now().toISOString().slice(0, 10);
    const rows = suppressions.map(({ entry, by }) => ({ ...entry, source: by, expired: entry.expires !== undefined && entry.expires.slice(0, 10) < today }));
    return { suppressions: rows, total: rows.length };
  },
});
