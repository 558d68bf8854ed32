import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import type { TenantStore } from '../kernel/store.ts';
import { removeJobs } from '../jobs/cancel.ts';
import { jobs } from '../jobs/tables.ts';
import { type ProjectRow, projects, repositories } from './tables.ts';

/** The project with this id. Throws `not_found`, also for those of other workspaces. */
export async function projectOf(store: TenantStore, id: string): Promise<ProjectRow> {
  const row = await store.rows(projects).first({ where: { id } });
  if (row === undefined) throw new Failure('not_found', 'There is no such project');
  return row;
}

/** Projects in the order they were made, behind the one with the id `after`. Throws `not_found` when that is gone. */
export async function listProjects(
  store: TenantStore,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<readonly ProjectRow[]> {
  const last = after === undefined ? undefined : await projectOf(store, after);
  return store.rows(projects).find({ order: ['created_at', 'id'], limit, ...(last === undefined ? {} : { after: [last.created_at, last.id] }) });
}

/** What a project holds, in numbers. */
export interface ProjectTotals {
  readonly repository_count: number;
  readonly scans: Readonly<Record<'total' | 'queued' | 'running' | 'completed' | 'failed' | 'cancelled', number>>;
  readonly last_scan_at: string | null;
}

/** Counts a project's repositories, and its scans by status; one that was claimed counts as running. */
export async function totalsOf(store: TenantStore, projectId: string): Promise<ProjectTotals> {
  const where = { kind: 'code_scan', project_id: projectId, parent_id: null };
  const counts = await store.rows(jobs).countBy('status', where);
  const latest = await store.rows(jobs).first({ where, order: ['-created_at', '-id'] });
  const of = (...statuses: readonly string[]) => statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
  const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
  return {
    repository_count: await store.rows(repositories).count({ project_id: projectId }),
    scans: {
      total,
      queued: of('queued'),
      running: of('claimed', 'running'),
      completed: of('completed'),
      failed: of('failed'),
      cancelled: of('cancelled'),
    },
    last_scan_at: latest?.created_at ?? null,
  };
}

/** Changes a project's name or description. Throws `not_found`. */
export async function changeProject(
  store: TenantStore,
  id: string,
  changes: Partial<Pick<ProjectRow, 'name' | 'description' | 'updated_at'>>,
): Promise<ProjectRow> {
  await store.rows(projects).update({ id }, changes);
  return projectOf(store, id);
}

/** Removes a project with everything in it: repositories, snapshots, scans, findings. Work that runs is stopped. Throws `not_found`. */
export async function removeProject(store: TenantStore, id: string): Promise<void> {
  await store.transaction(async (inside) => {
    if ((await inside.rows(projects).remove({ id })) === 0) throw new Failure('not_found', 'There is no such project');
    await removeJobs(inside, { project_id: id });
  });
}

/** Who acts, as rows name it. */
export function actorId({ actor }: Pick<Context, 'actor'>): string {
  return actor.id;
}
