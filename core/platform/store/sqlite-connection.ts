import { Failure } from '../../kernel/failure.ts';

/** An open SQLite database, whichever driver is behind it. */
export interface SqliteConnection {
  exec(sql: string): void;
  /** Rows of a statement that gives some; else the number of rows it changed. Only numbers, text and null may be parameters. */
  run(sql: string, parameters: readonly unknown[]): { readonly rows: unknown[] } | { readonly changes: number };
  close(): void;
}

type Open = (file: string) => SqliteConnection;

/** Prepared statements that are kept; the product has a few hundred forms of statements. */
const keptStatements = 500;

/** The SQLite that Node brings where it has one (22.16 and later), else the package libsql. Throws `unavailable` where there is neither. */
export async function loadSqlite(): Promise<Open> {
  return (await nodeSqlite()) ?? (await libsql()) ?? fail();
}

async function nodeSqlite(): Promise<Open | undefined> {
  const module = await import('node:sqlite').catch(() => undefined);
  if (module === undefined || typeof module.StatementSync.prototype.columns !== 'function') return undefined;
  return (file) => {
    const database = new module.DatabaseSync(file);
    const prepare = kept((sql) => {
      const statement = database.prepare(sql);
      return { isReader: statement.columns().length > 0, all: (values) => statement.all(...values), run: (values) => statement.run(...values) };
    });
    return connectionOf(database, prepare);
  };
}

async function libsql(): Promise<Open | undefined> {
  const module = await import('libsql').catch(() => undefined);
  if (module === undefined) return undefined;
  return (file) => {
    const database = new module.default(file);
    const prepare = kept((sql) => {
      const statement = database.prepare(sql);
      return { isReader: statement.reader, all: (values) => statement.all(values), run: (values) => statement.run(values) };
    });
    return connectionOf(database, prepare);
  };
}

interface Statement {
  readonly isReader: boolean;
  all(values: readonly unknown[]): unknown[];
  run(values: readonly unknown[]): { readonly changes: number | bigint };
}

function connectionOf(database: { exec(sql: string): unknown; close(): unknown }, prepare: (sql: string) => Statement): SqliteConnection {
  return {
    exec: (sql) => void database.exec(sql),
    run(sql, parameters) {
      const statement = prepare(sql);
      return statement.isReader ? { rows: statement.all(parameters) } : { changes: Number(statement.run(parameters).changes) };
    },
    close: () => void database.close(),
  };
}

/** Keeps the statements that were used last. */
function kept(prepare: (sql: string) => Statement): (sql: string) => Statement {
  const statements = new Map<string, Statement>();
  return (sql) => {
    const statement = statements.get(sql) ?? prepare(sql);
    statements.delete(sql);
    statements.set(sql, statement);
    const [oldest] = statements.keys();
    if (statements.size > keptStatements && oldest !== undefined) statements.delete(oldest);
    return statement;
  };
}

function fail(): never {
  throw new Failure(
    'unavailable',
    'The embedded database needs Node 22.16 or later, or the package libsql with its binary for this system (npm install libsql); or set SENTRIK_DATABASE_URL to a PostgreSQL database',
  );
}
