import { z } from 'zod';
import { loadConfig } from '../config/load.ts';
import { Failure } from '../kernel/failure.ts';
import { defineOperation } from '../kernel/operation.ts';

/** What is kept of earlier scans of this project. */
export const cacheInfo = defineOperation({
  name: 'cache.info',
  summary: 'What is kept of earlier scans of this project',
  description: 'Results of files, of flows across files and of broken rules; each kind once per choice of packs. Losing them costs time only.',
  input: z.object({}),
  output: z.object({
    enabled: z.boolean().meta({ description: 'False where the setting cache is off, or there is no place to keep anything' }),
    total_bytes: z.number().int(),
    entries: z.array(z.object({ name: z.string(), bytes: z.number().int(), written_at: z.string() })).meta({ description: 'Latest first' }),
  }),
  access: 'member',
  effect: 'read',
  limit: 'general',
  http: { sentrik: 'GET /api/cache' },
  cli: 'cache info',
  async run({ cache, ...context }) {
    const { config } = await loadConfig(context);
    const entries = (cache?.entries() ?? []).toSorted((a, b) => b.modified - a.modified);
    return {
      enabled: cache !== undefined && config.cache,
      total_bytes: entries.reduce((sum, { size }) => sum + size, 0),
      entries: entries.map(({ name, size, modified }) => ({ name, bytes: size, written_at: new Date(modified).toISOString() })),
    };
  },
});

/** Forgets earlier scans: the next one looks at every file. Throws `unavailable` where something could not be removed. */
export const clearCache = defineOperation({
  name: 'cache.clear',
  summary: 'Forget earlier scans of this project, so that the next one looks at every file',
  input: z.object({}),
  output: z.object({ removed: z.number().int(), bytes: z.number().int() }),
  access: 'admin',
  effect: 'write',
  limit: 'general',
  http: { sentrik: 'DELETE /api/cache' },
  cli: 'cache clear',
  run({ cache }) {
    const entries = cache?.entries() ?? [];
    if (cache?.clear() === false) throw new Failure('unavailable', 'Some of the cache could not be removed');
    return { removed: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0) };
  },
});
