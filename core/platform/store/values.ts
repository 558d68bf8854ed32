import { Failure } from '../../kernel/failure.ts';
import type { ColumnKind } from '../../kernel/table.ts';
import { type ColumnShape, columnOf, type Values, type View } from './view.ts';

/** What both drivers take as a parameter. */
export type Stored = string | number | null;

/**
 * A value of a column as it is stored; JSON null is null where the column allows that. Throws `invalid_input` for text with a NUL character,
 * which PostgreSQL cannot hold, and `internal` for a value of another kind.
 */
export function encode({ kind, isNullable }: ColumnShape, value: unknown): Stored {
  if (value === null || value === undefined) {
    if (isNullable) return null;
    if (kind !== 'json' || value === undefined) throw mismatch(kind);
  }
  return encoders[kind](value);
}

/** A row of the database as the domain sees it. */
export function decodeRow(view: View, row: Values): Values {
  return Object.fromEntries(Object.keys(view.columns).map((name) => [name, decode(columnOf(view, name), row[name])]));
}

export function decode({ kind }: ColumnShape, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (kind === 'boolean') return Boolean(value);
  // PostgreSQL's driver gives its 64-bit integers as text.
  if (kind === 'integer') return Number(value);
  return kind === 'json' && typeof value === 'string' ? JSON.parse(value) : value;
}

const encoders: Readonly<Record<ColumnKind, (value: unknown) => Stored>> = {
  text: encodeText,
  time: encodeText,
  boolean(value) {
    if (typeof value !== 'boolean') throw mismatch('boolean');
    return value ? 1 : 0;
  },
  integer(value) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw mismatch('integer');
    return value;
  },
  real(value) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw mismatch('real');
    return value;
  },
  json(value) {
    const text: unknown = JSON.stringify(value);
    if (typeof text !== 'string') throw mismatch('json');
    return text;
  },
};

function encodeText(value: unknown): string {
  if (typeof value !== 'string') throw mismatch('text');
  if (value.includes('\0')) throw new Failure('invalid_input', 'Text must not hold a NUL character');
  return value;
}

function mismatch(kind: ColumnKind): Failure {
  return new Failure('internal', `A value is not of the kind ${kind} that its column has`);
}
