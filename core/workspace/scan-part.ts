import { z } from 'zod';
import type { BlobId } from '../kernel/blobs.ts';
import { memoryCache } from '../kernel/memory-cache.ts';
import { platformOf } from '../kernel/platform.ts';
import { tellOf } from '../jobs/events.ts';
import { jobOf } from '../jobs/job.ts';
import { defineJob } from '../jobs/kind.ts';
import { scanProject } from '../scan/project.ts';
import { withSnapshot } from './scan-checkout.ts';
import { partPayload } from './scan-config.ts';
import { storeFindings } from './scan-store.ts';
import { placeOf } from './scan-place.ts';

/** What a part leaves for the scan that it belongs to: records of its files, as the scanner's cache has them. */
export const partResult = z.object({
  records: z.array(
    z.object({ name: z.string(), blob: z.custom<BlobId>((value) => typeof value === 'string' && value.startsWith('sha256:')), size: z.number() }),
  ),
  files: z.number().int(),
});

/** Looks at a stretch of a snapshot's files one by one. What it finds is there to be seen, and stays when the scan is cancelled. */
export const scanPart = defineJob({
  kind: 'code_scan_part',
  payload: partPayload,
  async run(context, { job, payload }) {
    const { blobs } = platformOf(context);
    const cache = memoryCache();
    return withSnapshot(context, payload, { cache, progress: () => undefined }, async (snapshot) => {
      const paths = stretch(snapshot.paths, payload);
      const result = await scanProject(snapshot.context, snapshot.workspace, { changedFiles: paths, apart: true });
      const records = await Promise.all(
        cache.entries().map(async ({ name, size }) => ({ name, size, blob: (await blobs.write(cache.read(name) ?? new Uint8Array())).id })),
      );
      const now = context.clock.now().toISOString();
      return {
        result: { records, files: paths.length } satisfies z.output<typeof partResult>,
        async commit(store) {
          const scan = await jobOf(store, job.parent_id ?? '');
          await storeFindings(store, placeOf(scan), result.findings, now);
          const done = { component: 'scan', message: `${paths.length} files`, part: payload.index + 1, of: payload.count };
          const found = { kind: 'finding_updated', payload: { count: result.findings.length, part: payload.index + 1 } };
          await tellOf(store, scan, [{ kind: 'scan_progress', payload: done }, ...(result.findings.length === 0 ? [] : [found])], now);
        },
      };
    });
  },
});

/** One of `count` stretches of nearly equal length. */
function stretch<T>(items: readonly T[], { index, count }: { readonly index: number; readonly count: number }): readonly T[] {
  const from = Math.floor((items.length * index) / count);
  return items.slice(from, Math.floor((items.length * (index + 1)) / count));
}
