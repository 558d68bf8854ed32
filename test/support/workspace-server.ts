import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { discardSource, ingest } from '../../core/workspace/ingest.ts';
import { type JobWorker, startWorker } from '../../core/jobs/worker.ts';
import type { Actor, Context } from '../../core/kernel/context.ts';
import type { Dispatch } from '../../core/kernel/dispatch.ts';
import type { Platform } from '../../core/kernel/platform.ts';
import type { SourceLimits, Sources } from '../../core/kernel/sources.ts';
import type { Store, TenantId, TenantStore } from '../../core/kernel/store.ts';
import { diskBlobs } from '../../core/platform/blobs-disk.ts';
import { localDispatch } from '../../core/platform/jobs/local-dispatch.ts';
import { openSources } from '../../core/platform/sources.ts';
import { openStore } from '../../core/platform/store/open.ts';
import type { TestAccounts } from './accounts.ts';
import { testContext } from './context.ts';
import { testBench, testKind } from './jobs.ts';
import { tenantId } from './workspace.ts';

/** The workspace of a server over an embedded database, with what takes sources in; without HTTP. */
export interface WorkspaceServer {
  readonly folder: string;
  readonly store: Store;
  readonly sources: Sources;
  readonly dispatch: Dispatch;
  tenant(workspace?: string): TenantStore;
  platform(workspace?: string): Platform;
  context(workspace?: string): Context;
  /** For a server with accounts. */
  platformFor(tenant: TenantId | undefined): Platform;
  /** Starts a worker that takes sources in; `leaseMs` is how long a dead one keeps its jobs. */
  work(leaseMs?: number): Promise<JobWorker>;
  close(): Promise<void>;
}

const actor: Actor = { id: 'usr_ann', via: 'api-key', access: 'admin' };

/** Over a database of its own, or that of accounts, which stays open then. */
export async function openWorkspaceServer({
  limits,
  accounts,
}: {
  readonly limits?: SourceLimits;
  readonly accounts?: TestAccounts;
} = {}): Promise<WorkspaceServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-workspace-'));
  const store = accounts?.store ?? (await openStore({ folder }));
  const blobs = diskBlobs(folder);
  const policy = { allowPrivate: true, allowPaths: true };
  const sources = await openSources({ folder, blobs, programs: process.env.PATH ?? '', policy, ...(limits === undefined ? {} : { limits }) });
  const dispatch = localDispatch();
  const workers: JobWorker[] = [];
  const tenant = (workspace = 'ws_a') => store.tenant(tenantId(workspace));
  const platform = (workspace = 'ws_a'): Platform => ({ tenant: tenant(workspace), system: store, blobs, sources, dispatch });
  const context = (workspace = 'ws_a'): Context => ({
    ...testContext({ actor }),
    clock: { now: () => new Date(), elapsed: () => performance.now() },
    platform: platform(workspace),
    origin: 'http://127.0.0.1:8000',
  });
  return {
    ...{ folder, store, sources, dispatch, tenant, platform, context },
    platformFor: (of) => ({ ...(accounts?.platformFor(of) ?? { system: store }), blobs, sources, dispatch }),
    async work(leaseMs = 30_000) {
      const bench = testBench({ store, dispatch, kinds: [testKind(ingest), testKind(discardSource)], leaseMs });
      const contextFor: typeof bench.contextFor = ({ store: own, signal }) => ({ ...context(), signal, platform: { ...platform(), tenant: own } });
      const worker = await startWorker({ ...bench, contextFor, slots: 2, version: '0' });
      workers.push(worker);
      return worker;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await dispatch.close();
      if (accounts === undefined) await store.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
