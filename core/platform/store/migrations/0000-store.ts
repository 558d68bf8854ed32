import { sql } from 'kysely';
import type { SchemaChange } from '../schema.ts';

/** The row that `check` of the store writes and reads. */
export const store: SchemaChange = {
  name: '0000-store',
  async apply({ createTable, database }) {
    await createTable('store_check', { scope: 'system', columns: { id: 'integer', count: 'integer' }, key: ['id'] });
    await sql`insert into store_check (id, count) values (1, 0)`.execute(database);
  },
};
