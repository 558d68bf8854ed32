import type { Dispatch } from '../kernel/dispatch.ts';
import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { platformOf } from '../kernel/platform.ts';
import type { Sources } from '../kernel/sources.ts';
import type { TenantStore } from '../kernel/store.ts';
import { removeJobs } from '../jobs/cancel.ts';
import { projectOf } from './projects.ts';
import { type RepositoryRow, repositories, type SnapshotRow, snapshots } from './tables.ts';

export const sourceTypes = ['git_url', 'zip_upload', 'git_upload'] as const;
export type SourceType = (typeof sourceTypes)[number];
export const ingestStatuses = ['pending', 'ingesting', 'ready', 'failed'] as const;

/** The repository with this id. Throws `not_found`, also for those of other workspaces. */
export async function repositoryOf(store: TenantStore, id: string): Promise<RepositoryRow> {
  const row = await store.rows(repositories).first({ where: { id } });
  if (row === undefined) throw new Failure('not_found', 'There is no such repository');
  return row;
}

/** Repositories of a project in the order they were made, behind the one with the id `after`. Throws `not_found`. */
export async function listRepositories(
  store: TenantStore,
  projectId: string,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<readonly RepositoryRow[]> {
  await projectOf(store, projectId);
  const last = after === undefined ? undefined : await repositoryOf(store, after);
  const page = last === undefined ? {} : { after: [last.created_at, last.id] };
  return store.rows(repositories).find({ where: { project_id: projectId }, order: ['created_at', 'id'], limit, ...page });
}

/** The latest snapshot of a repository, or a named one of it. Throws `not_found`, and `conflict` while there is none. */
export async function snapshotOf(store: TenantStore, repository: RepositoryRow, id?: string): Promise<SnapshotRow> {
  const wanted = id ?? repository.snapshot_id;
  if (wanted === null) throw new Failure('conflict', notReady(repository));
  const row = await store.rows(snapshots).first({ where: { id: wanted, repository_id: repository.id } });
  if (row === undefined) throw new Failure('not_found', 'There is no such snapshot');
  return row;
}

/** Removes a repository with its snapshots, scans and findings. Work that runs is stopped. Throws `not_found`. */
export async function removeRepository(store: TenantStore, id: string): Promise<void> {
  await store.transaction(async (inside) => {
    if ((await inside.rows(repositories).remove({ id })) === 0) throw new Failure('not_found', 'There is no such repository');
    await removeJobs(inside, { repository_id: id });
  });
}

/** What takes sources in. Throws `unavailable` where the server has nothing that does. */
export function sourcesOf(context: Context): Sources {
  const { sources } = platformOf(context);
  if (sources === undefined) throw new Failure('unavailable', 'This server takes no sources in');
  return sources;
}

/** Tells workers that a job is due. */
export async function wakeWorkers(context: Context): Promise<void> {
  const dispatch: Dispatch | undefined = platformOf(context).dispatch;
  await dispatch?.wake();
}

function notReady({ ingest_status: status }: RepositoryRow): string {
  return status === 'failed'
    ? 'The source of the repository could not be taken in; its ingest_error says why'
    : 'The source of the repository has not been taken in yet';
}
