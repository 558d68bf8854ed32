import { type Migration, Migrator, sql } from 'kysely';
import { Failure } from '../../kernel/failure.ts';
import type { Engine } from './engine.ts';
import { schemaOf, type SchemaChange } from './schema.ts';
import { failureOf } from './session.ts';

const names = { migrationTableName: 'schema_migration', migrationLockTableName: 'schema_lock' } as const;

/**
 * Applies the changes that the database does not have yet, all or none; processes that start side by side wait for each other. Throws
 * `unavailable` for a database with changes that are unknown here: a newer program wrote it.
 */
export async function migrate(engine: Engine, migrations: readonly SchemaChange[]): Promise<void> {
  const provided = Object.fromEntries(migrations.map((change) => [change.name, migrationOf(engine, change)]));
  const migrator = new Migrator({ db: engine.writer, provider: { getMigrations: async () => provided }, ...names });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (await isNewer(engine, migrations)) {
    throw new Failure('unavailable', 'The database was written by a newer Sentrik; update this one, or restore a backup from before');
  }
  throw failureOf(engine, error);
}

function migrationOf(engine: Engine, { apply }: SchemaChange): Migration {
  return { up: (database) => apply(schemaOf(engine.name, database)) };
}

async function isNewer(engine: Engine, migrations: readonly SchemaChange[]): Promise<boolean> {
  const known = new Set(migrations.map(({ name }) => name));
  try {
    const { rows } = await sql<{ readonly name: string }>`select name from ${sql.table(names.migrationTableName)}`.execute(engine.writer);
    return rows.some(({ name }) => !known.has(name));
  } catch {
    return false;
  }
}
