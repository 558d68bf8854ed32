import type { SchemaChange } from '../schema.ts';
import { store } from './0000-store.ts';
import { accounts } from './0001-accounts.ts';
import { jobs } from './0002-jobs.ts';
import { workspace } from './0003-workspace.ts';
import { scans } from './0004-scans.ts';
import { tokens } from './0005-tokens.ts';
import { refresh } from './0006-refresh.ts';
import { findingOrder } from './0007-finding-order.ts';

/** All changes of the schema, oldest first. */
export const migrations: readonly SchemaChange[] = [store, accounts, jobs, workspace, scans, tokens, refresh, findingOrder];
