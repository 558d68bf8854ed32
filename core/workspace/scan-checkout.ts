import type { Cache, Context, ProgressEvent } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import type { RepoPath } from '../kernel/path.ts';
import { platformOf, tenantOf } from '../kernel/platform.ts';
import { chooseFiles } from '../scan/project/choose.ts';
import { openWorkspace, type Workspace } from '../scan/workspace.ts';
import { readManifest } from './manifest.ts';
import type { ScanPayload } from './scan-config.ts';
import { snapshots } from './tables.ts';

/** A snapshot as a project to scan. */
export interface OpenSnapshot {
  readonly context: Context;
  readonly workspace: Workspace;
  /** Files that a scan of all of it takes, in order. */
  readonly paths: readonly RepoPath[];
}

export interface SnapshotUse {
  readonly cache: Cache;
  readonly progress: (event: ProgressEvent) => void;
}

/** Opens a snapshot's files as a project, hands it over, and closes it. Throws `not_found` when the snapshot is gone. */
export async function withSnapshot<T>(context: Context, payload: ScanPayload, use: SnapshotUse, work: (snapshot: OpenSnapshot) => Promise<T>): Promise<T> {
  const { blobs, checkouts } = platformOf(context);
  if (checkouts === undefined) throw new Failure('unavailable', 'This process scans no snapshots');
  const snapshot = await tenantOf(context)
    .rows(snapshots)
    .first({ where: { id: payload.snapshot_id } });
  if (snapshot === undefined) throw new Failure('not_found', 'The snapshot to scan is gone');
  const filesOf = async () => (await readManifest(blobs, snapshot.manifest)).files;
  const checkout = await checkouts.open(payload.snapshot_id, filesOf, context.signal);
  try {
    const project = checkout.contextFor({ signal: context.signal, ...use });
    const { config_overrides: config, packs, no_packs: noPacks, rule_texts: ruleTexts } = payload.config;
    const options = {
      ...(packs === undefined ? {} : { packs }),
      ...(noPacks === undefined ? {} : { noPacks }),
      ...(ruleTexts === undefined ? {} : { ruleTexts }),
    };
    const workspace = await openWorkspace(project, { ...options, ...(config === undefined ? {} : { config }) });
    const { paths } = await project.shared.use('snapshot-files', workspace.stamp, () => chooseFiles(project, workspace.config, {}));
    return await work({ context: project, workspace, paths });
  } finally {
    await checkout.close();
  }
}
