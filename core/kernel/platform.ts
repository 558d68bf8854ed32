import type { Blobs } from './blobs.ts';
import type { Checkouts } from './checkout.ts';
import type { Context } from './context.ts';
import type { Dispatch } from './dispatch.ts';
import { Failure } from './failure.ts';
import type { Sources } from './sources.ts';
import type { SystemStore, TenantStore } from './store.ts';

/** What a server has besides a project: a database, contents, and whose request this is. */
export interface Platform {
  /** The rows of the caller's workspace; absent for callers without one. */
  readonly tenant?: TenantStore;
  /** For `core/account` and `core/jobs` only; a test holds this. */
  readonly system: SystemStore;
  readonly blobs: Blobs;
  /** Takes source code in; absent where nothing does. */
  readonly sources?: Sources;
  /** Carries wake-ups to workers; absent where no job runs. */
  readonly dispatch?: Dispatch;
  /** Snapshots as projects, for the jobs that scan them. */
  readonly checkouts?: Checkouts;
  /** Signs tokens; absent where nobody signs in. */
  readonly authSecret?: Uint8Array;
  /** The server is about to end: it finishes what it has and wants nothing more. */
  readonly isDraining?: () => boolean;
  /** What the server stands on, by name; each throws `unavailable` while it cannot be had. */
  readonly checks?: Readonly<Record<string, () => Promise<void>>>;
}

/** The platform of a request. Throws `unavailable` where the product runs without one, such as in an editor. */
export function platformOf(context: Context): Platform {
  if (context.platform === undefined) throw new Failure('unavailable', 'This needs a Sentrik server; start one with `sentrik server`');
  return context.platform;
}

/** The caller's workspace. Throws `unauthenticated` for a caller without one, `unavailable` as `platformOf` does. */
export function tenantOf(context: Context): TenantStore {
  const { tenant } = platformOf(context);
  if (tenant === undefined) throw new Failure('unauthenticated', 'Sign in to a workspace first');
  return tenant;
}
