import { type RawBuilder, sql } from 'kysely';
import { Failure } from '../../kernel/failure.ts';
import type { Query, Rows } from '../../kernel/store.ts';
import { behind, orderOf } from './order.ts';
import type { Session } from './session.ts';
import { decode, decodeRow, encode } from './values.ts';
import { columnOf, type Values, type View } from './view.ts';
import { all, conditionOf } from './where.ts';

/** SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535. */
const maxParameters = 30_000;

/** The rows of a view. What a row holds follows from the view's columns, which the type cannot say: the caller names it. */
export function rowsOf<R>(session: Session, view: View): Rows<R>;
export function rowsOf(session: Session, view: View): Rows<Values> {
  const find = async (query: Query<Values> = {}) => (await session.read(select(view, query))).map((row) => decodeRow(view, row));
  return {
    find,
    first: async (query) => (await find({ ...query, limit: 1 }))[0],
    count: (where) => single(session, sql`select count(*) as value from ${tested(view, where)}`),
    countBy: (column, where) => countBy(session, view, { column, where }),
    async sum(column, where) {
      columnOf(view, column);
      return single(session, sql`select coalesce(sum(${sql.ref(column)}), 0) as value from ${tested(view, where)}`);
    },
    insert: (...rows) => write(session, view, rows, sql``),
    upsert: async (rows, how) => write(session, view, merged(rows, how), onConflict(view, how)),
    update: async (where, changes) => update(session, view, where, changes),
    remove: async (where) => session.write(sql`delete from ${tested(view, where)}`),
  };
}

function select(view: View, { where, order, limit, after }: Query<Values>): RawBuilder<Values> {
  const columns = sql.join(Object.keys(view.columns).map((name) => sql.ref(name)));
  const condition = all([conditionOf(view, where), ...(after === undefined ? [] : [behind(view, order, after)])]);
  const bound = limit === undefined ? sql`` : sql` limit ${encode({ kind: 'integer', isNullable: false }, limit)}`;
  return sql`select ${columns} from ${sql.table(view.name)} where ${condition} order by ${orderOf(view, order)}${bound}`;
}

/** The table and its condition, as all statements but inserts have them. */
function tested(view: View, where: Values | undefined): RawBuilder<unknown> {
  return sql`${sql.table(view.name)} where ${conditionOf(view, where)}`;
}

async function single(session: Session, statement: RawBuilder<unknown>): Promise<number> {
  const [row] = await session.read(sql<{ readonly value: unknown }>`${statement}`);
  return Number(row?.value ?? 0);
}

async function countBy(session: Session, view: View, { column, where }: { readonly column: string; readonly where: Values | undefined }) {
  const shape = columnOf(view, column);
  const counted = sql<Values>`select ${sql.ref(column)} as value, count(*) as amount from ${tested(view, where)} group by ${sql.ref(column)}`;
  const rows = await session.read(counted);
  return new Map(rows.map(({ value, amount }) => [decode(shape, value), Number(amount)]));
}

/** All rows or none; without a transaction where one statement takes them all. */
async function write(session: Session, view: View, rows: readonly Values[], ending: RawBuilder<unknown>): Promise<void> {
  const columns = [...Object.keys(view.fixed), ...Object.keys(view.columns)];
  const atOnce = Math.max(1, Math.floor(maxParameters / columns.length));
  const statements: RawBuilder<unknown>[] = [];
  for (let start = 0; start < rows.length; start += atOnce) {
    const tuples = rows.slice(start, start + atOnce).map((row) => sql`(${sql.join(stored(view, row))})`);
    statements.push(sql`insert into ${sql.table(view.name)} (${refs(columns)}) values ${sql.join(tuples)}${ending}`);
  }
  const [only, ...more] = statements;
  if (only === undefined) return;
  if (more.length === 0) await session.write(only);
  else
    await session.transaction(async (inner) => {
      for (const statement of statements) await inner.write(statement);
    });
}

function stored(view: View, row: Values): readonly RawBuilder<unknown>[] {
  for (const name of Object.keys(row)) columnOf(view, name);
  const own = Object.keys(view.columns).map((name) => encode(columnOf(view, name), row[name]));
  return [...Object.values(view.fixed), ...own].map((value) => sql`${value}`);
}

interface Upsert {
  readonly on: readonly string[];
  readonly update: readonly string[];
}

/** Rows for the same place become one, as if they had been written one after another; PostgreSQL refuses to meet a row twice. */
function merged(rows: readonly Values[], { on, update: changed }: Upsert): readonly Values[] {
  const places = new Map<string, Values>();
  for (const row of rows) {
    const place = JSON.stringify(on.map((name) => row[name]));
    const first = places.get(place);
    places.set(place, first === undefined ? row : { ...first, ...Object.fromEntries(changed.map((name) => [name, row[name]])) });
  }
  return [...places.values()];
}

function onConflict(view: View, { on, update: changed }: Upsert): RawBuilder<unknown> {
  for (const name of [...on, ...changed]) columnOf(view, name);
  const target = refs([...Object.keys(view.fixed), ...on]);
  if (changed.length === 0) return sql` on conflict (${target}) do nothing`;
  const settings = changed.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  return sql` on conflict (${target}) do update set ${sql.join(settings)}`;
}

async function update(session: Session, view: View, where: Values, changes: Values): Promise<number> {
  const settings = Object.entries(changes).map(([name, value]) => {
    if (value === undefined) throw new Failure('internal', 'A change has no value');
    return sql`${sql.ref(name)} = ${encode(columnOf(view, name), value)}`;
  });
  if (settings.length === 0) return single(session, sql`select count(*) as value from ${tested(view, where)}`);
  return session.write(sql`update ${sql.table(view.name)} set ${sql.join(settings)} where ${conditionOf(view, where)}`);
}

function refs(names: readonly string[]): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(name)));
}
