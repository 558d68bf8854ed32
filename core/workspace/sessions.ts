import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { newId } from '../kernel/ids.ts';
import type { UploadedArchive } from '../kernel/sources.ts';
import type { TenantStore } from '../kernel/store.ts';
import { tenantOf } from '../kernel/platform.ts';
import { addRepository } from './add-repository.ts';
import { actorId } from './projects.ts';
import { repositoryOf, snapshotOf } from './repositories.ts';
import { scanConfig } from './scan-config.ts';
import { startScan } from './scans.ts';
import { projects, type SessionRow, sessions } from './tables.ts';

/** The project of a workspace that repositories of sessions are in. */
const sessionProject = 'prj_sessions';

/** The session with this id. Throws `not_found`, also for those of other workspaces. */
export async function sessionOf(store: TenantStore, id: string): Promise<SessionRow> {
  const row = await store.rows(sessions).first({ where: { id } });
  if (row === undefined) throw new Failure('not_found', 'There is no such session');
  return row;
}

/** Makes a session: a repository of its own from an uploaded archive. */
export async function startSession(
  context: Context,
  { upload, name }: { readonly upload: UploadedArchive; readonly name?: string | undefined },
): Promise<SessionRow> {
  const store = tenantOf(context);
  const at = context.clock.now().toISOString();
  const project = {
    ...{ id: sessionProject, name: 'Sessions', description: 'Archives that were uploaded as sessions' },
    ...{ owner_user_id: actorId(context), created_at: at, updated_at: at },
  };
  await store.rows(projects).upsert([project], { on: ['id'], update: ['id'] });
  const repository = await addRepository(context, { project_id: sessionProject, upload, name });
  const row = { id: newId('ses'), repository_id: repository.id, scan_id: null, created_at: at };
  await store.rows(sessions).insert(row);
  return row;
}

/** Scans the archive of a session, once: a session that has a scan is given as it is. Throws `conflict` while the archive is taken in. */
export async function analyzeSession(context: Context, id: string): Promise<SessionRow> {
  const store = tenantOf(context);
  const session = await sessionOf(store, id);
  if (session.scan_id !== null) return session;
  const repository = await repositoryOf(store, session.repository_id);
  const snapshot = await snapshotOf(store, repository);
  const scan = await startScan(context, { repository, snapshotId: snapshot.id, config: scanConfig.parse({}), key: id });
  await store.rows(sessions).update({ id }, { scan_id: scan.id });
  return { ...session, scan_id: scan.id };
}
