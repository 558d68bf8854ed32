import { Failure } from '../../kernel/failure.ts';
import type { Column, ColumnKind, Columns, Table } from '../../kernel/table.ts';

/** A row whose columns are only known at run time. */
export type Values = Readonly<Record<string, unknown>>;

/** The part of a table that a holder sees. */
export interface View {
  readonly name: string;
  readonly columns: Columns;
  readonly key: readonly string[];
  /** Columns with the value that every row of this view has; the holder neither sees nor sets them. */
  readonly fixed: Readonly<Record<string, string>>;
}

const tenantColumn = 'tenant_id';

export function systemView({ name, columns, key }: Table): View {
  return { name, columns, key, fixed: {} };
}

export function tenantView({ name, columns, key }: Table, tenant: string): View {
  return { name, columns, key, fixed: { [tenantColumn]: tenant } };
}

/** Rows of all tenants, with `tenant_id` as a column. */
export function acrossView({ name, columns, key }: Table): View {
  return { name, columns: { [tenantColumn]: 'text', ...columns }, key: [tenantColumn, ...key], fixed: {} };
}

export interface ColumnShape {
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
}

const shapes: Readonly<Record<Column, ColumnShape>> = {
  text: { kind: 'text', isNullable: false },
  'text?': { kind: 'text', isNullable: true },
  integer: { kind: 'integer', isNullable: false },
  'integer?': { kind: 'integer', isNullable: true },
  real: { kind: 'real', isNullable: false },
  'real?': { kind: 'real', isNullable: true },
  boolean: { kind: 'boolean', isNullable: false },
  'boolean?': { kind: 'boolean', isNullable: true },
  json: { kind: 'json', isNullable: false },
  'json?': { kind: 'json', isNullable: true },
  time: { kind: 'time', isNullable: false },
  'time?': { kind: 'time', isNullable: true },
};

export function shapeOf(column: Column): ColumnShape {
  return shapes[column];
}

/** The shape of a column of the view. Throws `internal` for columns it does not have, `tenant_id` among them. */
export function columnOf(view: View, name: string): ColumnShape {
  const column = Object.hasOwn(view.columns, name) ? view.columns[name] : undefined;
  if (column === undefined) throw new Failure('internal', `The table ${view.name} has no column of that name`);
  return shapeOf(column);
}
