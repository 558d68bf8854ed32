import type { Kysely } from 'kysely';
import type { ColumnKind } from '../../kernel/table.ts';

/** What an error of a driver means; `again` is a transaction that lost against another one and may be run again. */
export type Trouble = 'duplicate' | 'reference' | 'again' | 'full' | 'unreachable' | 'other';

/** A database with what the two differ in. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** For statements that only read, outside of transactions. */
  readonly reader: Kysely<unknown>;
  readonly writer: Kysely<unknown>;
  classify(error: unknown): Trouble;
  /** Runs one piece of work at a time, of all processes at this database: for transactions that lost, which would go on losing against each other. */
  alone<A>(work: (database: Kysely<unknown>) => Promise<A>): Promise<A>;
  close(): Promise<void>;
}

/** Text is compared by its bytes in both engines; JSON and times are text, so that they come back as they were written. */
export const columnTypes: Readonly<Record<Engine['name'], Readonly<Record<ColumnKind, string>>>> = {
  sqlite: { text: 'text', integer: 'integer', real: 'real', boolean: 'integer', json: 'text', time: 'text' },
  postgres: {
    text: 'text collate "C"',
    integer: 'bigint',
    real: 'double precision',
    boolean: 'boolean',
    json: 'text collate "C"',
    time: 'text collate "C"',
  },
};
