import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../../core/platform/store/open.ts';
import { engines, type TestPlace } from '../../../support/store.ts';
import { tenantId } from '../../../support/workspace.ts';
import { book, books, libraryMigrations, shelfMarks } from './tables.ts';

describe.each(engines)('the schema on %s', (_name, newPlace) => {
  let place: TestPlace;
  afterEach(() => place.remove());

  it('is made once, and a later step keeps what is there', async () => {
    place = await newPlace();
    const before = await openStore(place.place, libraryMigrations);
    await before.tenant(tenantId('wsp_1')).rows(books).insert(book('a'));
    await before.close();
    const marked = { ...books, columns: { ...books.columns, mark: 'text?' as const } };
    const after = await openStore(place.place, [...libraryMigrations, shelfMarks]);
    expect(await after.tenant(tenantId('wsp_1')).rows(marked).find()).toEqual([{ ...book('a'), mark: 'Title of a' }]);
    await after.close();
  });

  it('is refused with a clear message where a newer program made it', async () => {
    place = await newPlace();
    await (await openStore(place.place, [...libraryMigrations, shelfMarks])).close();
    await expect(openStore(place.place, libraryMigrations)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('newer Sentrik') });
  });

  it('is left as it was where a step fails', async () => {
    place = await newPlace();
    const broken = {
      name: '9001-broken',
      apply: async ({ addColumns }: Parameters<typeof shelfMarks.apply>[0]) => {
        await addColumns('book', { mark: 'text?' });
        await addColumns('no_such_table', { mark: 'text?' });
      },
    };
    await expect(openStore(place.place, [...libraryMigrations, broken])).rejects.toMatchObject({
      code: 'internal',
      message: 'The database refused a statement',
    });
    const store = await openStore(place.place, [...libraryMigrations, shelfMarks]);
    await store.check();
    await store.close();
  });

  it('is made by one of several that start at once', async () => {
    place = await newPlace();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(place.place, libraryMigrations)));
    await Promise.all(
      stores.map((store, index) =>
        store
          .tenant(tenantId('wsp_1'))
          .rows(books)
          .insert(book(`b${index}`)),
      ),
    );
    expect(await stores[0]?.tenant(tenantId('wsp_1')).rows(books).count()).toBe(5);
    await Promise.all(stores.map((store) => store.close()));
  });
});
