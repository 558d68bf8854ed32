import { isTenantId, type TenantId } from '../../core/kernel/store.ts';

/** The id of a workspace of a test. */
export function tenantId(workspace: string): TenantId {
  if (!isTenantId(workspace)) throw new Error('A workspace has no id');
  return workspace;
}
