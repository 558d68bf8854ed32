import { Failure } from '../kernel/failure.ts';
import type { JobRow } from '../jobs/tables.ts';
import type { ScanPlace } from './scan-store.ts';

/** Where the findings of a scan's job belong. */
export function placeOf({ id, repository_id: repositoryId, project_id: projectId }: JobRow): ScanPlace {
  if (repositoryId === null || projectId === null) throw new Failure('internal', 'A scan is of a repository');
  return { id, repository_id: repositoryId, project_id: projectId };
}
