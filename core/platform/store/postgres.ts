import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Engine, Trouble } from './engine.ts';
import { inTurn } from './in-turn.ts';

/** A process that is frozen inside of a transaction, or whose machine is gone, keeps its locks no longer than the idle time. */
const limits = { connections: 10, connectMilliseconds: 10_000, statementMilliseconds: 60_000, idleMilliseconds: 30_000 };

/** The lock of those who lost, a number of our own. */
const lostTransactions = 7_305_118;

/** Serialization failure, deadlock (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const again = new Set(['40001', '40P01']);
/** Connection trouble, out of resources, stopped by the operator or the time limit, no such user or database; and the errors of sockets. */
const unreachable = /^(?:08|53|57|28|3D|E[A-Z]{3,}$)/;

/** A pool of connections to a PostgreSQL database; connects when it is first used. */
export function openPostgres(url: string): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.connections,
    connectionTimeoutMillis: limits.connectMilliseconds,
    statement_timeout: limits.statementMilliseconds,
    idle_in_transaction_session_timeout: limits.idleMilliseconds,
    application_name: 'sentrik',
  });
  // A connection that breaks while nobody uses it leaves the pool; the next one to ask gets another.
  pool.on('error', () => undefined);
  // One that breaks between two statements of a transaction says so at the next of them; its event alone would end the process.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const turn = inTurn();
  return {
    name: 'postgres',
    reader: database,
    writer: database,
    classify,
    alone: (work) => turn(() => database.connection().execute((connection) => locked(connection, work))),
    close: () => database.destroy(),
  };
}

/** The lock is taken before the transaction begins, which sees the database as it is then; it goes with the connection where that breaks. */
async function locked<A>(connection: Kysely<unknown>, work: (database: Kysely<unknown>) => Promise<A>): Promise<A> {
  await sql`select pg_advisory_lock(${lostTransactions})`.execute(connection);
  try {
    return await work(connection);
  } finally {
    await sql`select pg_advisory_unlock(${lostTransactions})`.execute(connection);
  }
}

function classify(error: unknown): Trouble {
  if (!(error instanceof Error)) return 'other';
  const code: unknown = 'code' in error ? error.code : undefined;
  if (code === '23505') return 'duplicate';
  if (code === '23503') return 'reference';
  if (code === '53100') return 'full';
  if (typeof code !== 'string') return /connect|terminated|timeout/i.test(error.message) ? 'unreachable' : 'other';
  if (again.has(code)) return 'again';
  return unreachable.test(code) ? 'unreachable' : 'other';
}
