import { groupBy } from '../../kernel/grouping.ts';
import type { JoinColumn, JoinCondition, JoinRow } from '../join-rule.ts';

/** The rows of each table by its name. */
export type JoinTables = ReadonlyMap<string, readonly JoinRow[]>;

/** A reported row with the values of a combination that it is part of, its own ones first. */
export interface JoinedRow {
  readonly row: JoinRow;
  readonly values: Readonly<Record<string, string>>;
}

export interface Joined {
  readonly rows: readonly JoinedRow[];
  /** There were more combinations than are looked at, so rows may be missing. */
  readonly cutOff: boolean;
}

const mostReached = 50_000;
const mostTried = 2_000_000;

/** What a row holds in a column; undefined when nothing. */
export function cellOf(row: JoinRow, { column }: JoinColumn): string | undefined {
  return column === 'path' ? row.path : row.values[column];
}

/**
 * The rows of the table `reported` for which rows of the other tables exist such that all conditions hold. Each is fixed in turn, and the
 * other tables are searched in an order in which equalities with known values lead to few rows.
 */
export function joinTables(given: JoinTables, on: readonly JoinCondition[], reported: string): Joined {
  const budget = { tried: 0, cutOff: false };
  const tables = withReached(given, on, budget);
  const steps = planSteps(on, reported).map((step) => ({ ...step, find: openTable(tables.get(step.table) ?? [], step) }));
  const rows: JoinedRow[] = [];
  for (const row of tables.get(reported) ?? []) {
    const chosen = new Map([[reported, row]]);
    if (!holds(steps[0]?.conditions ?? [], chosen) || !complete(steps, 1, chosen, budget)) continue;
    rows.push({ row, values: valuesOf([...chosen.values()]) });
  }
  return { rows, cutOff: budget.cutOff };
}

/** Of a name that several rows have, the first one's value. */
function valuesOf(rows: readonly JoinRow[]): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  for (const row of rows) for (const [name, value] of Object.entries(row.values)) if (!values.has(name)) values.set(name, value);
  return Object.fromEntries(values);
}

interface Budget {
  tried: number;
  cutOff: boolean;
}

interface Step {
  readonly table: string;
  /** Conditions that can be decided once this table has a row. */
  readonly conditions: readonly JoinCondition[];
  /** One of them: equality of this table's `own` with `other` of a table that has a row by then. */
  readonly key?: { readonly own: JoinColumn; readonly other: JoinColumn };
}

type OpenStep = Step & { readonly find: (chosen: ReadonlyMap<string, JoinRow>) => readonly JoinRow[] };

function planSteps(on: readonly JoinCondition[], first: string): readonly Step[] {
  const conditions = on.filter(({ operator }) => operator !== '-->');
  const waiting = new Set(on.flatMap(({ left, right }) => [left.table, right.table]));
  const steps: Step[] = [];
  const placed = new Set<string>();
  const rank = (table: string) => (equalityOf(conditions, table, placed) === undefined ? Number(touches(conditions, table, placed)) : 2);
  for (let table: string | undefined = first; table !== undefined; ) {
    const key = equalityOf(conditions, table, placed);
    placed.add(table);
    waiting.delete(table);
    const own = table;
    const decidable = conditions.filter(({ left, right }) => (left.table === own || right.table === own) && placed.has(left.table) && placed.has(right.table));
    steps.push({ table, conditions: decidable, ...(key === undefined ? {} : { key }) });
    table = [...waiting].toSorted((a, b) => rank(b) - rank(a))[0];
  }
  return steps;
}

function touches(conditions: readonly JoinCondition[], table: string, placed: ReadonlySet<string>): boolean {
  return conditions.some(({ left, right }) => (left.table === table && placed.has(right.table)) || (right.table === table && placed.has(left.table)));
}

function equalityOf(conditions: readonly JoinCondition[], table: string, placed: ReadonlySet<string>): Step['key'] {
  for (const { left, operator, right } of conditions) {
    if (operator !== '==') continue;
    if (left.table === table && placed.has(right.table)) return { own: left, other: right };
    if (right.table === table && placed.has(left.table)) return { own: right, other: left };
  }
  return undefined;
}

function openTable(rows: readonly JoinRow[], { key }: Step): OpenStep['find'] {
  if (key === undefined) return () => rows;
  const index = groupBy(rows, (row) => cellOf(row, key.own));
  return (chosen) => {
    const row = chosen.get(key.other.table);
    const wanted = row === undefined ? undefined : cellOf(row, key.other);
    return wanted === undefined ? [] : (index.get(wanted) ?? []);
  };
}

/** Chooses rows for the steps from `at` on; leaves in `chosen` the first choice for which everything holds. */
function complete(steps: readonly OpenStep[], at: number, chosen: Map<string, JoinRow>, budget: Budget): boolean {
  const step = steps[at];
  if (step === undefined) return true;
  for (const row of step.find(chosen)) {
    budget.tried += 1;
    if (budget.tried > mostTried) {
      budget.cutOff = true;
      break;
    }
    chosen.set(step.table, row);
    if (holds(step.conditions, chosen) && complete(steps, at + 1, chosen, budget)) return true;
  }
  chosen.delete(step.table);
  return false;
}

function holds(conditions: readonly JoinCondition[], chosen: ReadonlyMap<string, JoinRow>): boolean {
  return conditions.every(({ left, operator, right }) => {
    const [a, b] = [left, right].map((side) => {
      const row = chosen.get(side.table);
      return row === undefined ? undefined : cellOf(row, side);
    });
    if (a === undefined || b === undefined) return false;
    if (operator === '==') return a === b;
    return operator === '!=' ? a !== b : a.includes(b) || b.includes(a);
  });
}

/** Tables with `-->`: for every start, the rows that can be reached from it, with the start as their left value. */
function withReached(given: JoinTables, on: readonly JoinCondition[], budget: Budget): JoinTables {
  const tables = new Map(given);
  for (const { left, operator, right } of on) {
    if (operator === '-->') tables.set(left.table, reachedRows(tables.get(left.table) ?? [], { left, right }, budget));
  }
  return tables;
}

function reachedRows(rows: readonly JoinRow[], { left, right }: Pick<JoinCondition, 'left' | 'right'>, budget: Budget): readonly JoinRow[] {
  const byStart = groupBy(
    rows.filter((row) => cellOf(row, left) !== undefined),
    (row) => cellOf(row, left) ?? '',
  );
  const reached: JoinRow[] = [];
  for (const start of byStart.keys()) {
    for (const row of rowsFrom(start, byStart, right)) {
      budget.cutOff ||= reached.length >= mostReached;
      if (budget.cutOff) return reached;
      reached.push({ ...row, values: { ...row.values, [left.column]: start } });
    }
  }
  return reached;
}

function* rowsFrom(start: string, byStart: ReadonlyMap<string, readonly JoinRow[]>, right: JoinColumn): Iterable<JoinRow> {
  const seen = new Set([start]);
  for (const value of seen) {
    for (const row of byStart.get(value) ?? []) {
      yield row;
      const next = cellOf(row, right);
      if (next !== undefined) seen.add(next);
    }
  }
}
