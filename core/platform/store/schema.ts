import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Columns } from '../../kernel/table.ts';
import { columnTypes, type Engine } from './engine.ts';
import { shapeOf } from './view.ts';

/** A step of the schema. What was released never changes; names rise in the order of the alphabet. */
export interface SchemaChange {
  readonly name: string;
  readonly apply: (schema: Schema) => Promise<void>;
}

export interface NewTable {
  /** A `tenant` table has the column `tenant_id` first, also in its key, its unique columns, its references and its indexes: none of them names it. */
  readonly scope: 'tenant' | 'system';
  readonly columns: Columns;
  readonly key: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  /** Columns that hold the key of a row in another table of the same scope; when that row goes, this one goes too. Null refers to nothing. */
  readonly references?: readonly { readonly columns: readonly string[]; readonly table: string; readonly key: readonly string[] }[];
  /** Lists of columns that are searched by. An index of a tenant table with `across` is for searches in all tenants. */
  readonly indexes?: readonly (readonly string[])[];
  readonly across?: readonly (readonly string[])[];
}

/** What a change of the schema may do. */
export interface Schema {
  readonly engine: Engine['name'];
  readonly database: Kysely<unknown>;
  readonly createTable: (name: string, table: NewTable) => Promise<void>;
  /** Adds columns that allow null. */
  readonly addColumns: (table: string, columns: Columns) => Promise<void>;
}

export function schemaOf(engine: Engine['name'], database: Kysely<unknown>): Schema {
  return {
    engine,
    database,
    createTable: (name, table) => createTable(engine, database, name, table),
    async addColumns(table, columns) {
      for (const name of Object.keys(columns)) {
        await sql`alter table ${sql.table(table)} add column ${columnOf(engine, columns, name)}`.execute(database);
      }
    },
  };
}

async function createTable(engine: Engine['name'], database: Kysely<unknown>, name: string, table: NewTable): Promise<void> {
  const tenant: Columns = table.scope === 'tenant' ? { tenant_id: 'text' } : {};
  const own = (columns: readonly string[]) => [...Object.keys(tenant), ...columns];
  const columns: Columns = { ...tenant, ...table.columns };
  const parts = [
    ...Object.keys(columns).map((column) => columnOf(engine, columns, column)),
    sql`primary key (${refs(own(table.key))})`,
    ...(table.unique ?? []).map((unique) => sql`unique (${refs(own(unique))})`),
    ...(table.references ?? []).map(
      (other) => sql`foreign key (${refs(own(other.columns))}) references ${sql.table(other.table)} (${refs(own(other.key))}) on delete cascade`,
    ),
  ];
  await sql`create table ${sql.table(name)} (${sql.join(parts)}) ${engine === 'sqlite' ? sql`strict` : sql``}`.execute(database);
  for (const index of [...(table.indexes ?? []).map(own), ...(table.across ?? [])]) {
    await sql`create index ${sql.id([name, ...index].join('__').slice(0, 60))} on ${sql.table(name)} (${refs(index)})`.execute(database);
  }
}

function columnOf(engine: Engine['name'], columns: Columns, name: string): RawBuilder<unknown> {
  const { kind, isNullable } = shapeOf(columns[name] ?? 'text');
  return sql`${sql.ref(name)} ${sql.raw(columnTypes[engine][kind])}${isNullable ? sql`` : sql` not null`}`;
}

function refs(names: readonly string[]): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(name)));
}
