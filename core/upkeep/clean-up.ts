import type { Context } from '../kernel/context.ts';
import { platformOf } from '../kernel/platform.ts';
import { forgetFailures } from '../account/lock-out.ts';
import { forgetJobs, forgetParts, giveUpStale } from '../jobs/clean-up.ts';
import { forgetWorkers } from '../jobs/registry.ts';
import { forgetContents } from './contents.ts';
import { forgetUploads } from '../workspace/git-uploads.ts';
import { discardSource } from '../workspace/ingest.ts';

/** How many of each were given up or removed. */
export interface Cleaned {
  readonly stale_jobs: number;
  readonly workers: number;
  readonly parts: number;
  readonly uploads: number;
  readonly contents: number;
}

/** Gives up and removes what nobody needs any more, in every workspace. Several may do so at once. Throws `unavailable`. */
export async function cleanUp(context: Context): Promise<Cleaned> {
  const now = context.clock.now();
  const platform = platformOf(context);
  const stale = await giveUpStale(context, now);
  const workers = await forgetWorkers(platform.system, now);
  const parts = await forgetParts(context);
  const uploads = await forgetUploads(platform, now);
  await forgetJobs(context, discardSource.kind, now);
  await forgetFailures(platform.system, now);
  return { stale_jobs: stale, workers, parts, uploads, contents: await forgetContents(platform, now) };
}
