import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openSqlite } from '../../../../core/platform/store/sqlite.ts';

/** What SQLite calls FULL (https://sqlite.org/pragma.html#pragma_synchronous). */
const full = 2;

it('the embedded database is on disk before a write is acknowledged', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-durable-'));
  const engine = await openSqlite(folder);
  const { writer } = engine;
  const { rows } = await sql<{ readonly synchronous: number }>`pragma synchronous`.execute(writer);
  expect(rows).toEqual([{ synchronous: full }]);
  const mode = await sql<{ readonly journal_mode: string }>`pragma journal_mode`.execute(writer);
  expect(mode.rows).toEqual([{ journal_mode: 'wal' }]);
  await engine.close();
  fs.rmSync(folder, { recursive: true });
});
