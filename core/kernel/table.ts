/** What a column holds; `time` is an ISO date and time in UTC, whose order is that of the text. A `?` allows null. */
export type ColumnKind = 'text' | 'integer' | 'real' | 'boolean' | 'json' | 'time';
export type Column = ColumnKind | `${ColumnKind}?`;

interface Kinds {
  readonly text: string;
  readonly integer: number;
  readonly real: number;
  readonly boolean: boolean;
  /** What JSON can say; whoever reads it parses it with a schema. */
  readonly json: unknown;
  readonly time: string;
}

type Value<C> = C extends `${infer K extends ColumnKind}?` ? Kinds[K] | null : C extends ColumnKind ? Kinds[C] : never;

export type Columns = Readonly<Record<string, Column>>;

/**
 * A table as the code sees it; the migrations of `core/platform/store` create it. Rows of a `tenant` table belong to one workspace: the
 * store adds the column `tenant_id` to every statement, so that it is not named here. Rows of a `system` table belong to the installation.
 */
export interface Table<C extends Columns = Columns> {
  readonly name: string;
  readonly scope: 'tenant' | 'system';
  readonly columns: C;
  /** Columns that name a row; unique within the tenant. */
  readonly key: readonly (keyof C & string)[];
}

export type Row<T extends Table> = { readonly [K in keyof T['columns']]: Value<T['columns'][K]> };

/** The identity function: gives a table its row type. */
export function defineTable<const C extends Columns, S extends Table['scope']>(table: Table<C> & { readonly scope: S }): Table<C> & { readonly scope: S } {
  return table;
}
