import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../../core/kernel/failure.ts';
import type { Store, TenantStore } from '../../../../core/kernel/store.ts';
import { openStore } from '../../../../core/platform/store/open.ts';
import { engines, type TestPlace } from '../../../support/store.ts';
import { tenantId } from '../../../support/workspace.ts';
import { book, books, loans, libraryMigrations } from './tables.ts';

describe.each(engines)('transactions on %s', (_name, newPlace) => {
  let place: TestPlace;
  let store: Store;
  let tenant: TenantStore;
  let count = 0;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore(place.place, libraryMigrations);
  });
  beforeEach(() => {
    count += 1;
    tenant = store.tenant(tenantId(`wsp_${count}`));
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });
  const ids = async () => (await tenant.rows(books).find()).map(({ id }) => id);

  it('commit what they did, and give what the work gives', async () => {
    const result = await tenant.transaction(async (inner) => {
      await inner.rows(books).insert(book('a'));
      expect(await inner.rows(books).count()).toBe(1);
      await inner.rows(loans).insert({ book_id: 'a', seq: 1, who: 'Ann' });
      return 'done';
    });
    expect([result, await ids(), await tenant.rows(loans).count()]).toEqual(['done', ['a'], 1]);
  });

  it('take everything back when the work throws, and throw the same on', async () => {
    const thrown = new Failure('forbidden', 'Not today');
    const failed = tenant.transaction(async (inner) => {
      await inner.rows(books).insert(book('a'));
      throw thrown;
    });
    await expect(failed).rejects.toBe(thrown);
    expect(await ids()).toEqual([]);
  });

  it('are not seen by others before they commit', async () => {
    await tenant.transaction(async (inner) => {
      await inner.rows(books).insert(book('a'));
      expect(await ids()).toEqual([]);
    });
    expect(await ids()).toEqual(['a']);
  });

  it('go on after a conflict, which takes back its own statement alone', async () => {
    await tenant.rows(books).insert(book('taken'));
    await tenant.transaction(async (inner) => {
      await inner.rows(books).insert(book('a'));
      await expect(inner.rows(books).insert(book('b'), book('taken'))).rejects.toMatchObject({ code: 'conflict' });
      await expect(inner.rows(loans).insert({ book_id: 'nothing', seq: 1, who: 'Ann' })).rejects.toMatchObject({ code: 'conflict' });
      await inner.rows(books).insert(book('c'));
    });
    expect(await ids()).toEqual(['a', 'c', 'taken']);
  });

  it('may hold a transaction that fails alone, and statements side by side', async () => {
    await tenant.transaction(async (inner) => {
      await Promise.all(['a', 'b', 'c', 'd'].map((id) => inner.rows(books).insert(book(id))));
      const failed = inner.transaction(async (deeper) => {
        await deeper.rows(books).insert(book('lost'));
        await deeper.transaction((deepest) => deepest.rows(books).insert(book('lost too')));
        throw new Failure('not_found', 'Nothing');
      });
      await expect(failed).rejects.toMatchObject({ code: 'not_found' });
      await inner.transaction((deeper) => deeper.rows(books).insert(book('kept')));
    });
    expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'kept']);
  });

  it('refuse the outer store while one inside is open, instead of waiting for ever', async () => {
    const failed = tenant.transaction((inner) => inner.transaction(() => inner.rows(books).insert(book('a'))));
    await expect(failed).rejects.toMatchObject({ code: 'internal' });
    expect(await ids()).toEqual([]);
  });

  it('are serializable: 20 that read, think and write at once lose none', async () => {
    await tenant.rows(books).insert(book('counter', { pages: 0 }));
    const increment = () =>
      tenant.transaction(async (inner) => {
        const found = await inner.rows(books).first({ where: { id: 'counter' } });
        await new Promise((resolve) => setTimeout(resolve, 2));
        await inner.rows(books).update({ id: 'counter' }, { pages: (found?.pages ?? 0) + 1 });
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    expect((await tenant.rows(books).first({ where: { id: 'counter' } }))?.pages).toBe(20);
  });

  it('are serializable where they read what another one is about to write (write skew)', async () => {
    await tenant.rows(books).insert(book('x', { is_lent: false }), book('y', { is_lent: false }));
    const lendIfBothAreIn = (id: string) =>
      tenant.transaction(async (inner) => {
        const lent = await inner.rows(books).count({ is_lent: true });
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (lent === 0) await inner.rows(books).update({ id }, { is_lent: true });
      });
    await Promise.all([lendIfBothAreIn('x'), lendIfBothAreIn('y')]);
    expect(await tenant.rows(books).count({ is_lent: true })).toBe(1);
  });

  it('number rows without a gap while many append', async () => {
    await tenant.rows(books).insert(book('log'));
    const append = (who: string) =>
      tenant.transaction(async (inner) => {
        const last = await inner.rows(loans).first({ where: { book_id: 'log' }, order: ['-seq'] });
        await inner.rows(loans).insert({ book_id: 'log', seq: (last?.seq ?? 0) + 1, who });
      });
    await Promise.all(Array.from({ length: 30 }, (_, index) => append(`w${index}`)));
    const found = await tenant.rows(loans).find({ where: { book_id: 'log' } });
    expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(new Set(found.map(({ who }) => who)).size).toBe(30);
  });

  it('that rely on their own rows alone wait for each other there, and number without a gap as well', async () => {
    await tenant.rows(books).insert(book('log', { pages: 0 }));
    let runs = 0;
    const append = (who: string) =>
      tenant.transaction(async (inner) => {
        runs += 1;
        await inner.rows(books).update({ id: 'log' }, { title: who });
        const pages = ((await inner.rows(books).first({ where: { id: 'log' } }))?.pages ?? 0) + 1;
        await inner.rows(loans).insert({ book_id: 'log', seq: pages, who });
        await inner.rows(books).update({ id: 'log' }, { pages });
      }, 'own rows');
    await Promise.all(Array.from({ length: 30 }, (_, index) => append(`w${index}`)));
    const found = await tenant.rows(loans).find({ where: { book_id: 'log' } });
    expect(found.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(new Set(found.map(({ who }) => who)).size).toBe(30);
    expect(runs).toBe(30);
  });

  it('that rely on their own rows alone are taken back whole, and changes count that came while they waited', async () => {
    await tenant.rows(books).insert(book('a', { pages: 1 }));
    const thrown = new Failure('forbidden', 'Not today');
    const failed = tenant.transaction(async (inner) => {
      await inner.rows(books).update({ id: 'a' }, { pages: 9 });
      throw thrown;
    }, 'own rows');
    await expect(failed).rejects.toBe(thrown);
    const take = () => tenant.transaction((inner) => inner.rows(books).update({ id: 'a', pages: 1 }, { pages: 2 }), 'own rows');
    expect((await Promise.all([take(), take(), take()])).toSorted()).toEqual([0, 0, 1]);
  });

  it('do not keep readers waiting', async () => {
    await tenant.rows(books).insert(book('a'));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const writing = tenant.transaction(async (inner) => {
      await inner.rows(books).update({ id: 'a' }, { pages: 7 });
      await held;
    });
    expect((await tenant.rows(books).first({ where: { id: 'a' } }))?.pages).toBe(100);
    release();
    await writing;
    expect((await tenant.rows(books).first({ where: { id: 'a' } }))?.pages).toBe(7);
  });
});
