import { Failure } from '../../kernel/failure.ts';
import type { SystemStore, TenantId, TenantStore } from '../../kernel/store.ts';
import type { Table } from '../../kernel/table.ts';
import { rowsOf } from './rows.ts';
import type { Session } from './session.ts';
import { acrossView, systemView, tenantView } from './view.ts';

/** The whole installation as seen through a session. */
export function systemStore(session: Session): SystemStore {
  return {
    rows: (table) => rowsOf(session, systemView(scoped(table, 'system'))),
    tenant: (id) => tenantStore(session, id),
    across: (table) => rowsOf(session, acrossView(scoped(table, 'tenant'))),
    transaction: (work) => session.transaction((inner) => work(systemStore(inner))),
  };
}

function tenantStore(session: Session, tenant: TenantId): TenantStore {
  return {
    tenant,
    rows: (table) => rowsOf(session, tenantView(scoped(table, 'tenant'), tenant)),
    transaction: (work, reliance) => session.transaction((inner) => work(tenantStore(inner, tenant)), reliance),
  };
}

/** The types say the same; what is at stake is worth a look at run time too. */
function scoped(table: Table, scope: Table['scope']): Table {
  if (table.scope !== scope) throw new Failure('internal', `The rows of ${table.name} are not asked for in that way`);
  return table;
}
