import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { toFailure } from '../../../../core/kernel/failure.ts';
import { openStore, type StorePlace } from '../../../../core/platform/store/open.ts';
import { type Session, sessionOf } from '../../../../core/platform/store/session.ts';
import { openSqlite } from '../../../../core/platform/store/sqlite.ts';
import { postgresPlace } from '../../../support/postgres.ts';
import { bundleProgram } from '../../../support/program.ts';
import { tenantId } from '../../../support/workspace.ts';
import { books, counters, libraryMigrations } from './tables.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function folderOf(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-store-'));
  folders.push(folder);
  return folder;
}

/** Everything about a refusal that could reach a log or an answer. */
async function refusal(place: StorePlace): Promise<{ readonly code: string; readonly text: string }> {
  const failure = toFailure(
    await openStore(place, libraryMigrations).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  return { code: failure.code, text: `${failure.message} ${JSON.stringify(failure.details)} ${String(failure.cause)}` };
}

it('a server that does not answer is unavailable, and neither address nor password is told', async () => {
  const { code, text } = await refusal({ url: 'postgres://someone:very-secret@127.0.0.1:1/somewhere' });
  expect([code, text]).toEqual(['unavailable', 'The database cannot be reached {} undefined']);
});

it('a database or a user that is not there is unavailable, and not named', async () => {
  const { place, remove } = await postgresPlace();
  expect(await refusal({ url: `${place.url}_gone` })).toEqual({ code: 'unavailable', text: 'The database cannot be reached {} undefined' });
  expect(await refusal({ url: place.url.replace('sentrik@', 'nobody:very-secret@') })).toEqual({
    code: 'unavailable',
    text: 'The database cannot be reached {} undefined',
  });
  await remove();
});

it('a folder that cannot be made, and a file that is no database, are unavailable', async () => {
  const folder = folderOf();
  fs.writeFileSync(path.join(folder, 'file'), '');
  const message = 'The folder of the database cannot be used; SENTRIK_DATA names it {} undefined';
  expect(await refusal({ folder: path.join(folder, 'file') })).toEqual({ code: 'unavailable', text: message });
  fs.writeFileSync(path.join(folder, 'sentrik.db'), 'no database at all, but long enough to be taken for one '.repeat(100));
  expect(await refusal({ folder })).toEqual({ code: 'unavailable', text: message });
});

it('a database that goes away is unavailable to everything that asks', async () => {
  const { place, remove } = await postgresPlace();
  const store = await openStore(place, libraryMigrations);
  await store.rows(counters).insert({ name: 'a', value: 1 });
  await remove();
  await expect(store.rows(counters).find()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(store.check()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(store.transaction((inner) => inner.rows(counters).find())).rejects.toMatchObject({ code: 'unavailable' });
  await store.close();
});

it('a connection that breaks in the middle of a transaction is unavailable, and the next one is there', async () => {
  const { place, remove } = await postgresPlace();
  const store = await openStore(place, libraryMigrations);
  await store.rows(counters).insert({ name: 'a', value: 1 });
  const broken = store.transaction(async (inner) => {
    await inner.rows(counters).update({ name: 'a' }, { value: 2 });
    await endOtherSessions(place.url);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await inner.rows(counters).update({ name: 'a' }, { value: 3 });
  });
  await expect(broken).rejects.toMatchObject({ code: 'unavailable' });
  expect(await store.rows(counters).find()).toEqual([{ name: 'a', value: 1 }]);
  await store.close();
  await remove();
});

async function endOtherSessions(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
  await client.end();
}

it('an embedded database is readable by its owner alone', async () => {
  const folder = path.join(folderOf(), 'data');
  const store = await openStore({ folder }, libraryMigrations);
  expect((fs.statSync(folder).mode & 0o077).toString(8)).toBe('0');
  await store.close();
});

it('a full disk is told, and takes nothing away', async () => {
  const engine = await openSqlite(folderOf());
  const session = sessionOf(engine);
  await session.write(sql`create table note (text text) strict`);
  await session.write(sql`insert into note values ('first')`);
  await sql`pragma max_page_count = 20`.execute(engine.writer);
  const full = { code: 'unavailable', message: 'The disk of the database is full' };
  const fill = (on: Session) => on.write(sql`insert into note values (${'x'.repeat(200_000)})`);
  await expect(fill(session)).rejects.toMatchObject(full);
  await expect(session.transaction(fill)).rejects.toMatchObject(full);
  await session.transaction((inside) => inside.write(sql`insert into note values ('second')`));
  expect(await session.read(sql`select text from note`)).toEqual([{ text: 'first' }, { text: 'second' }]);
  await engine.close();
});

it.skipIf(process.platform === 'win32')('a disk that takes no more in the middle is unavailable, and has all that was acknowledged', async () => {
  const place = { folder: folderOf() };
  const before = await openStore(place, libraryMigrations);
  await before.rows(counters).insert({ name: 'written', value: 0 });
  await before.close();
  const program = await bundleProgram('test/core/platform/store/store-writer-program.ts');
  const limited = ['-c', `trap '' XFSZ; ulimit -f 3000; exec "$0" "$@"`, process.execPath, program.file, JSON.stringify(place), 'a', '100000'];
  const { stdout, stderr, status } = spawnSync('sh', limited, { encoding: 'utf8', timeout: 60_000 });
  program.remove();
  expect([status, stderr]).toEqual([1, expect.stringContaining("code: 'unavailable'")]);
  const acknowledged = stdout.split('\n').filter((line) => line !== '');
  const after = await openStore(place, libraryMigrations);
  const kept = (await after.tenant(tenantId('wsp_shared')).rows(books).find()).map(({ id }) => id);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter((id) => !kept.includes(id))).toEqual([]);
  expect(await after.rows(counters).first({ where: { name: 'written' } })).toEqual({ name: 'written', value: kept.length });
  await after.close();
});
