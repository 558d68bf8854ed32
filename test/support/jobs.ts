import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { AnyJobKind, JobKind } from '../../core/jobs/kind.ts';
import type { Bench } from '../../core/jobs/run-job.ts';
import { silentLog } from '../../core/platform/log.ts';
import { testContext } from './context.ts';

/** What jobs run with in tests that need neither a project nor contents. */
export function testBench({
  store,
  dispatch,
  kinds,
  leaseMs = 30_000,
}: Pick<Bench, 'store' | 'dispatch'> & { readonly kinds: readonly AnyJobKind[]; readonly leaseMs?: number }): Bench {
  return {
    workerId: `wrk_${randomBytes(6).toString('hex')}`,
    ...{ store, dispatch, leaseMs },
    kinds: new Map(kinds.map((kind) => [kind.kind, kind])),
    now: () => new Date(),
    log: silentLog,
    contextFor: ({ signal, progress, actor, store: tenant }) => ({
      ...testContext({ actor }),
      ...{ signal, progress },
      platform: { tenant, system: store, blobs: noBlobs },
    }),
  };
}

const unused = () => Promise.reject(new Error('no contents here'));
const never = () => {
  throw new Error('no contents here');
};
const noBlobs = { write: unused, read: unused, readAll: unused, has: unused, list: never, remove: unused, check: unused };

/** A kind of job made in a test. */
export function testKind<P extends z.ZodType>(kind: JobKind<P>): AnyJobKind {
  return kind;
}

/** Waits until something holds, for ten seconds at most. */
export async function until(holds: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
