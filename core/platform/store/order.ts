import { type RawBuilder, sql } from 'kysely';
import { Failure } from '../../kernel/failure.ts';
import { encode, type Stored } from './values.ts';
import { type ColumnShape, columnOf, type View } from './view.ts';
import { all } from './where.ts';

type Sql = RawBuilder<unknown>;

interface Term {
  readonly name: string;
  readonly column: Sql;
  readonly shape: ColumnShape;
  readonly isFalling: boolean;
}

/** The terms of `order by`: as asked for, then by key, so that the order is the same every time. Null is less than every value. */
export function orderOf(view: View, order: readonly string[] = []): Sql {
  const asked = termsOf(view, order);
  const names = new Set(asked.map(({ name }) => name));
  const rest = termsOf(
    view,
    view.key.filter((name) => !names.has(name)),
  );
  return sql.join([...asked, ...rest].map(orderTerm));
}

/** The condition that a row comes behind the one with these values of the columns of `order`, or of the key where there is none. */
export function behind(view: View, order: readonly string[] | undefined, after: readonly unknown[]): Sql {
  const terms = termsOf(view, order ?? view.key);
  if (terms.length !== after.length) throw new Failure('internal', 'A page needs one value for each column of its order');
  return beyond(terms.map((term, index) => [term, encode(term.shape, after[index])]));
}

function termsOf(view: View, order: readonly string[]): readonly Term[] {
  return order.map((asked) => {
    const isFalling = asked.startsWith('-');
    const name = isFalling ? asked.slice(1) : asked;
    return { name, column: sql.ref(name), shape: columnOf(view, name), isFalling };
  });
}

/** Which end nulls are at is said only where there can be some: PostgreSQL would leave its index unused. */
function orderTerm({ column, shape, isFalling }: Term): Sql {
  const direction = isFalling ? sql`${column} desc` : column;
  if (!shape.isNullable) return direction;
  return isFalling ? sql`${direction} nulls last` : sql`${direction} nulls first`;
}

function beyond([first, ...rest]: readonly (readonly [Term, Stored])[]): Sql {
  if (first === undefined) return sql`1 = 0`;
  const [term, value] = first;
  const further = isFurther(term, value);
  if (rest.length === 0) return further;
  const same = value === null ? sql`${term.column} is null` : sql`${term.column} = ${value}`;
  const either = sql`(${further} or (${same} and ${beyond(rest)}))`;
  // The bound says nothing new, but lets the database start within its index.
  return term.shape.isNullable ? either : all([sql`${term.column} ${term.isFalling ? sql`<=` : sql`>=`} ${value}`, either]);
}

function isFurther({ column, shape, isFalling }: Term, value: Stored): Sql {
  if (value === null) return isFalling ? sql`1 = 0` : sql`${column} is not null`;
  if (!isFalling) return sql`${column} > ${value}`;
  return shape.isNullable ? sql`(${column} < ${value} or ${column} is null)` : sql`${column} < ${value}`;
}
