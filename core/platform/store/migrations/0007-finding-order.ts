import { sql } from 'kysely';
import type { SchemaChange } from '../schema.ts';

/** Findings of one scan in the order in which they are listed, so that those of earlier scans of the repository are not looked at. */
export const findingOrder: SchemaChange = {
  name: '0007-finding-order',
  async apply({ database }) {
    await sql`create index finding__scan_order on finding (tenant_id, repository_id, scan_id, file_path, line, id)`.execute(database);
  },
};
