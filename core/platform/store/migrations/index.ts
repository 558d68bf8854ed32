import type { SchemaChange } from '../schema.ts';
import { store } from './0000-store.ts';

/** All changes of the schema, oldest first. */
export const migrations: readonly SchemaChange[] = [store];
