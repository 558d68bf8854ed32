import { type RawBuilder, sql } from 'kysely';
import { Failure } from '../../kernel/failure.ts';
import { encode } from './values.ts';
import { type ColumnShape, columnOf, type Values, type View } from './view.ts';

type Sql = RawBuilder<unknown>;

const operators: ReadonlyMap<string, Sql> = new Map([
  ['from', sql`>=`],
  ['above', sql`>`],
  ['to', sql`<=`],
  ['below', sql`<`],
]);

const never = sql`1 = 0`;

/** The condition that a row is within the view and meets `where`. */
export function conditionOf(view: View, where: Values = {}): Sql {
  const fixed = Object.entries(view.fixed).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  const named = Object.entries(where).flatMap(([name, condition]) => testsOf(sql.ref(name), columnOf(view, name), condition));
  return all([...fixed, ...named]);
}

export function all(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `);
}

function testsOf(column: Sql, shape: ColumnShape, condition: unknown): readonly Sql[] {
  if (condition === undefined) throw new Failure('internal', 'A condition has no value');
  if (shape.kind === 'json' && !isAboutNull(condition)) throw new Failure('internal', 'A column with JSON can only be asked whether it is null');
  if (typeof condition !== 'object' || condition === null) return [equals(column, shape, condition)];
  return Object.entries(condition).map(([operator, value]) => testOf(column, shape, operator, value));
}

function testOf(column: Sql, shape: ColumnShape, operator: string, value: unknown): Sql {
  if (operator === 'in') return isOneOf(column, shape, value);
  if (operator === 'not') return isOther(column, shape, value);
  const sign = operators.get(operator);
  if (sign === undefined || value === undefined) throw new Failure('internal', 'A condition has an operator that does not exist, or no value');
  return value === null ? never : sql`${column} ${sign} ${encode(shape, value)}`;
}

function equals(column: Sql, shape: ColumnShape, value: unknown): Sql {
  return value === null ? sql`${column} is null` : sql`${column} = ${encode(shape, value)}`;
}

/** Null is other than every value. */
function isOther(column: Sql, shape: ColumnShape, value: unknown): Sql {
  if (value === null) return sql`${column} is not null`;
  const differs = sql`${column} <> ${encode(shape, value)}`;
  return shape.isNullable ? sql`(${differs} or ${column} is null)` : differs;
}

function isOneOf(column: Sql, shape: ColumnShape, values: unknown): Sql {
  if (!Array.isArray(values)) throw new Failure('internal', 'A condition has no list of values');
  const present = values.filter((value) => value !== null).map((value) => sql`${encode(shape, value)}`);
  return present.length === 0 ? never : sql`${column} in (${sql.join(present)})`;
}

function isAboutNull(condition: unknown): boolean {
  return condition === null || (typeof condition === 'object' && 'not' in condition && condition.not === null);
}
