import type { Row, Table } from './table.ts';

declare const tenantIdBrand: unique symbol;
/** A workspace's id. Made only from a credential that was resolved, or from a row that names its workspace. */
export type TenantId = string & { readonly [tenantIdBrand]: true };

/** Narrows the id of the workspace that a resolved credential or a stored row names; false for an empty text. For `core/account`, `core/jobs` and tests. */
export function isTenantId(workspace: string): workspace is TenantId {
  return workspace !== '';
}

export type TenantTable = Table & { readonly scope: 'tenant' };
export type SystemTable = Table & { readonly scope: 'system' };

/**
 * Equal to a value (null matches null), one of several (at most 10,000), other than a value (null is other than any), or within bounds. Bounds and
 * `in` never match null; an empty `in` matches nothing. Text is compared by its bytes. Of a column with JSON only `null` and `{ not: null }` can be asked.
 */
export type Condition<V> =
  | V
  | { readonly in: readonly V[] }
  | { readonly not: V }
  | { readonly from?: V; readonly above?: V; readonly to?: V; readonly below?: V };

export type Where<R> = { readonly [K in keyof R]?: Condition<R[K]> };

/** Rows of a table that meet all conditions. */
export interface Query<R> {
  readonly where?: Where<R>;
  /** Columns in order of weight, `-` before a name for falling order; null comes before every value, and last in falling order. Ties come by their key, and so do rows without it. */
  readonly order?: readonly (Extract<keyof R, string> | `-${Extract<keyof R, string>}`)[];
  /** At most so many rows. */
  readonly limit?: number;
  /** Goes on behind the row with these values of the columns of `order` (of the key without it), one each. Complete only where these name one row: end `order` with the key. */
  readonly after?: readonly unknown[];
}

/** The rows of one table that the holder may see. Every method throws `unavailable` when the database cannot be reached, `invalid_input` for text with a NUL character. */
export interface Rows<R> {
  find(query?: Query<R>): Promise<readonly R[]>;
  /** The first row of the query. */
  first(query: Query<R>): Promise<R | undefined>;
  count(where?: Where<R>): Promise<number>;
  /** How many rows have each value of a column. */
  countBy(column: keyof R & string, where?: Where<R>): Promise<ReadonlyMap<R[keyof R & string], number>>;
  /** The sum of a numeric column; 0 for no rows. */
  sum(column: keyof R & string, where?: Where<R>): Promise<number>;
  /** Throws `conflict` when a row with the same unique values exists, or one that it refers to does not; then none is inserted. */
  insert(...rows: readonly R[]): Promise<void>;
  /** Inserts, or changes the named columns of the rows whose `on` columns have the same values. */
  upsert(rows: readonly R[], how: { readonly on: readonly (keyof R & string)[]; readonly update: readonly (keyof R & string)[] }): Promise<void>;
  /** Changes all rows that meet the conditions at the moment of writing, and gives how many: the way to compare and set. Throws `conflict` as `insert` does. */
  update(where: Where<R>, changes: Partial<R>): Promise<number>;
  /** Gives how many rows were removed; rows that refer to them go too where the schema says so. */
  remove(where: Where<R>): Promise<number>;
}

/**
 * What a transaction relies on. `everything`: all that it has read, as if nobody else wrote. `own rows`: only rows that it has changed itself; each
 * statement sees what is committed by then. That loses against nobody, but is right only for work that begins by changing the one row that all
 * work of its kind begins with, and reads nothing else to decide what it writes.
 */
export type Reliance = 'everything' | 'own rows';

/**
 * The rows of one workspace. `transaction` commits when `work` ends, and rolls back when it throws. Transactions are serializable unless they rely on
 * less: `work` sees the database as if nobody else wrote, and is run again from the start where another transaction came in between, so that all it does besides
 * must bear repeating. Only the store that is handed over may be used inside. A `conflict` inside takes back the statement that threw it, no more;
 * a transaction inside of another one is a part of it that can fail alone.
 */
export interface TenantStore {
  readonly tenant: TenantId;
  rows<T extends TenantTable>(table: T): Rows<Row<T>>;
  transaction<A>(work: (store: TenantStore) => Promise<A>, reliance?: Reliance): Promise<A>;
}

/** Rows that belong to no workspace, and the way into each workspace. For accounts, jobs and the composition of the server only. */
export interface SystemStore {
  rows<T extends SystemTable>(table: T): Rows<Row<T>>;
  tenant(id: TenantId): TenantStore;
  /** A table's rows of all workspaces, with the workspace of each. */
  across<T extends TenantTable>(table: T): Rows<Row<T> & { readonly tenant_id: TenantId }>;
  transaction<A>(work: (store: SystemStore) => Promise<A>): Promise<A>;
}

/** An open database whose schema is current. */
export interface Store extends SystemStore {
  readonly engine: 'sqlite' | 'postgres';
  /** Reads and writes something small. Throws `unavailable`. */
  check(): Promise<void>;
  close(): Promise<void>;
}
