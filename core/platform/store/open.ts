import { sql } from 'kysely';
import type { Store } from '../../kernel/store.ts';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { migrations as current } from './migrations/index.ts';
import type { SchemaChange } from './schema.ts';
import { failureOf, sessionOf } from './session.ts';
import { systemStore } from './tenants.ts';

/** A folder for the embedded database, or the URL of a PostgreSQL database. */
export type StorePlace = { readonly folder: string } | { readonly url: string };

/** Opens a database and brings its schema up to date. Throws `unavailable` where it cannot be reached, or was written by a newer program. */
export async function openStore(place: StorePlace, migrations: readonly SchemaChange[] = current): Promise<Store> {
  const engine = await openEngine(place);
  try {
    await migrate(engine, migrations);
  } catch (error) {
    await engine.close().catch(() => undefined);
    throw failureOf(engine, error);
  }
  return storeOf(engine);
}

async function openEngine(place: StorePlace): Promise<Engine> {
  if ('url' in place) return (await import('./postgres.ts')).openPostgres(place.url);
  return (await import('./sqlite.ts')).openSqlite(place.folder);
}

function storeOf(engine: Engine): Store {
  const session = sessionOf(engine);
  return {
    ...systemStore(session),
    engine: engine.name,
    async check() {
      await session.write(sql`update store_check set count = count + 1 where id = 1`);
      await session.read(sql`select count from store_check where id = 1`);
    },
    close: () => engine.close(),
  };
}
