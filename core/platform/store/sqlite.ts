import fs from 'node:fs';
import path from 'node:path';
import { Kysely } from 'kysely';
import { Failure } from '../../kernel/failure.ts';
import type { Engine, Trouble } from './engine.ts';
import { loadSqlite, type SqliteConnection } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

const file = 'sentrik.db';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) and the extended ones of constraints. */
const codes = { unique: 2067, primaryKey: 1555, rowId: 2579, foreignKey: 787, busy: 5, full: 13 };
/** Locked, read-only, input or output, corrupt, cannot open, no database. */
const unreachable = new Set([6, 8, 10, 11, 14, 26]);

/** Opens `sentrik.db` in a folder, which is made where it is missing. Throws `unavailable`. */
export async function openSqlite(folder: string): Promise<Engine> {
  const open = await loadSqlite();
  const connect = (settings: readonly string[]) => connectTo(folder, open, settings);
  const writer = connect([]);
  const reader = connect(['query_only = on']);
  const [reading, writing] = [reader, writer].map((connection) => new Kysely<unknown>({ dialect: sqliteDialect(connection, isBusy) }));
  if (reading === undefined || writing === undefined) throw new Failure('internal', 'The database has no connections');
  return {
    name: 'sqlite',
    reader: reading,
    writer: writing,
    classify,
    // Transactions here hold the only lock from their beginning, and none loses.
    alone: (work) => work(writing),
    async close() {
      await reading.destroy();
      await writing.destroy();
    },
  };
}

function connectTo(folder: string, open: (file: string) => SqliteConnection, settings: readonly string[]): SqliteConnection {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const connection = open(path.join(folder, file));
    // The wait is short because it blocks the process; the dialect waits longer without blocking.
    const all = ['busy_timeout = 20', 'journal_mode = wal', 'synchronous = full', 'foreign_keys = on', ...settings];
    for (const setting of all) connection.exec(`pragma ${setting}`);
    return connection;
  } catch {
    throw new Failure('unavailable', 'The folder of the database cannot be used; SENTRIK_DATA names it');
  }
}

function classify(error: unknown): Trouble {
  const code = codeOf(error);
  if (code === undefined) return 'other';
  if (code === codes.unique || code === codes.primaryKey || code === codes.rowId) return 'duplicate';
  if (code === codes.foreignKey) return 'reference';
  if ((code & 255) === codes.full) return 'full';
  return isBusy(error) || unreachable.has(code & 255) ? 'unreachable' : 'other';
}

function isBusy(error: unknown): boolean {
  return ((codeOf(error) ?? 0) & 255) === codes.busy;
}

/** The extended result code, which libsql and Node name differently. */
function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const named: readonly unknown[] = ['rawCode' in error && error.rawCode, 'errcode' in error && error.errcode];
  return named.find((code) => typeof code === 'number');
}
