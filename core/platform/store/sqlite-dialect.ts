import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, type DatabaseConnection, type Dialect, type Driver, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { Failure } from '../../kernel/failure.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Milliseconds that a statement waits for other processes, and for transactions of this one. */
const patience = { otherProcesses: 15_000, ownTransactions: 30_000 };

/**
 * Kysely over one open SQLite connection. Transactions take the writer's lock when they begin, so that they never fail half-way for want of
 * it; where another process holds it they wait without blocking this one.
 */
export function sqliteDialect(connection: SqliteConnection, isBusy: (error: unknown) => boolean): Dialect {
  return {
    createDriver: () => driverOf(connection, isBusy),
    createAdapter: () => adapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (database) => new SqliteIntrospector(database),
  };
}

/** Schema changes are part of a transaction in SQLite; its lock is what keeps two migrating processes apart. */
function adapter() {
  const { supportsCreateIfNotExists, supportsReturning } = new SqliteAdapter();
  return {
    supportsCreateIfNotExists,
    supportsReturning,
    supportsTransactionalDdl: true,
    acquireMigrationLock: nothing,
    releaseMigrationLock: nothing,
  };
}

async function nothing(): Promise<void> {
  // Opening and locking are done elsewhere.
}

function driverOf(database: SqliteConnection, isBusy: (error: unknown) => boolean): Driver {
  const turns = turnsOf();
  const executeQuery: DatabaseConnection['executeQuery'] = async <R>({ sql, parameters }: CompiledQuery) => {
    const result = await untilFree(() => database.run(sql, parameters), isBusy);
    return 'rows' in result ? { rows: rowsAs<R>(result.rows) } : { rows: [], numAffectedRows: BigInt(result.changes) };
  };
  const run = async (sql: string) => void (await executeQuery(CompiledQuery.raw(sql)));
  return {
    init: nothing,
    async acquireConnection() {
      await turns.take();
      return { executeQuery, streamQuery: noStreams };
    },
    beginTransaction: () => run('begin immediate'),
    commitTransaction: () => run('commit'),
    rollbackTransaction: () => run('rollback').catch(unlessOver),
    releaseConnection: async () => turns.give(),
    destroy: async () => database.close(),
  };
}

/** SQLite itself takes a transaction back that it cannot write, such as to a full disk; what it said of that is what counts. */
function unlessOver(error: unknown): void {
  if (!(error instanceof Error) || !error.message.includes('no transaction is active')) throw error;
}

/** Kysely leaves it to the caller of a statement what its rows are. */
function rowsAs<R>(rows: unknown[]): R[];
function rowsAs(rows: unknown[]): unknown[] {
  return rows;
}

function noStreams(): never {
  throw new Failure('internal', 'Rows of this database are not streamed');
}

async function untilFree<A>(action: () => A, isBusy: (error: unknown) => boolean): Promise<A> {
  const end = performance.now() + patience.otherProcesses;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
      await sleep(1 + Math.random() * 15);
    }
  }
}

/** One holder at a time, in the order of asking. Throws `unavailable` to who waits too long, as one does that waits for itself. */
function turnsOf(): { take(): Promise<void>; give(): void } {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    async take() {
      if (!isTaken) {
        isTaken = true;
        return;
      }
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.splice(waiting.indexOf(next), 1);
          reject(new Failure('unavailable', 'The database is busy with other changes'));
        }, patience.ownTransactions);
        const next = () => {
          clearTimeout(late);
          resolve();
        };
        waiting.push(next);
      });
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) isTaken = false;
      else next();
    },
  };
}
