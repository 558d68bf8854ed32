import type { ServerSettings } from './config/server.ts';
import type { Platform } from './kernel/platform.ts';
import type { TenantId } from './kernel/store.ts';
import { keptSecret } from './platform/auth-secret.ts';
import { diskBlobs } from './platform/blobs-disk.ts';
import { s3Blobs } from './platform/blobs-s3.ts';
import { localDispatch } from './platform/jobs/local-dispatch.ts';
import { standardErrorLog } from './platform/log.ts';
import { openSources } from './platform/sources.ts';
import { openStore } from './platform/store/open.ts';

/** What a server stands on, open. */
export interface OpenPlatform {
  /** For what belongs to no request. */
  readonly platform: Platform;
  /** Absolute; for uploads under way. */
  readonly dataFolder: string;
  /** With the rows of a caller's workspace; without them for a caller that has none. */
  platformFor(tenant: TenantId | undefined): Platform;
  close(): Promise<void>;
}

type Beside = Required<Pick<Platform, 'blobs' | 'sources' | 'dispatch'>>;

/** Opens the database, brings its schema up to date, and opens the contents. Throws `unavailable` that says what to do when one cannot be had. */
export async function bootPlatform(settings: ServerSettings): Promise<OpenPlatform> {
  const { dataFolder, databaseUrl, authSecret } = settings;
  const secret = authSecret === undefined ? keptSecret(dataFolder) : Buffer.from(authSecret, 'utf8');
  const store = await openStore(databaseUrl === undefined ? { folder: dataFolder } : { url: databaseUrl });
  const { blobs, sources, dispatch } = await beside(settings).catch(async (thrown: unknown) => {
    await store.close();
    throw thrown;
  });
  const checks = { store: () => store.check(), blobs: () => blobs.check(), queue: () => dispatch.check() };
  const platform = { system: store, blobs, sources, dispatch, authSecret: secret, checks };
  return {
    platform,
    dataFolder,
    platformFor: (tenant) => (tenant === undefined ? platform : { ...platform, tenant: store.tenant(tenant) }),
    async close() {
      await dispatch.close();
      await store.close();
    },
  };
}

/** What stands beside the database. */
async function beside({ dataFolder, databaseUrl, bucket, programs = '', allowsPrivateRemotes: allowPrivate = false }: ServerSettings): Promise<Beside> {
  const blobs = bucket === undefined ? diskBlobs(dataFolder) : s3Blobs(bucket);
  const sources = await openSources({ folder: dataFolder, blobs, programs, policy: { allowPrivate, allowPaths: false } });
  if (databaseUrl === undefined) return { blobs, sources, dispatch: localDispatch() };
  const { postgresDispatch } = await import('./platform/jobs/postgres-dispatch.ts');
  return { blobs, sources, dispatch: await postgresDispatch(databaseUrl, standardErrorLog('warn')) };
}
