import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store, TenantStore } from '../../../../core/kernel/store.ts';
import { openStore } from '../../../../core/platform/store/open.ts';
import { engines, type TestPlace } from '../../../support/store.ts';
import { tenantId } from '../../../support/workspace.ts';
import { book, books, counters, libraryMigrations, loans } from './tables.ts';

let shelves = 0;

describe.each(engines)('rows on %s', (_name, newPlace) => {
  let place: TestPlace;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore(place.place, libraryMigrations);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  /** A workspace of its own for each case. */
  function workspace(): TenantStore {
    shelves += 1;
    return store.tenant(tenantId(`wsp_${shelves}`));
  }

  it('come back as they were written, of every kind and null', async () => {
    const rows = workspace().rows(books);
    const full = book('b1', {
      title: 'Ünïcode 📚 with \'quotes\' and "more"; drop table book; --',
      shelf: '',
      pages: Number.MAX_SAFE_INTEGER,
      weight: 0.1,
      is_lent: true,
      is_new: false,
      notes: { z: 1, a: [null, true, 'x\u0000y', 1.5e300], ü: {} },
      extra: 'text',
      read_at: '2026-11-22T02:00:00.123Z',
      edition: -3,
    });
    await rows.insert(full, book('b2'));
    expect(await rows.find()).toEqual([full, book('b2')]);
    expect(JSON.stringify((await rows.first({ where: { id: 'b1' } }))?.notes)).toBe(JSON.stringify(full.notes));
    expect(await rows.first({ where: { id: 'b3' } })).toBeUndefined();
  });

  it('are refused with a NUL character, a missing value, a fraction for an integer or a column nobody has', async () => {
    const rows = workspace().rows(books);
    await expect(rows.insert(book('a\0b'))).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(rows.find({ where: { title: 'a\0b' } })).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(rows.insert(book('b', { pages: 1.5 }))).rejects.toMatchObject({ code: 'internal' });
    const loose: Record<string, unknown> = { ...book('b'), tenant_id: 'wsp_other' };
    await expect(rows.insert(loose as never)).rejects.toMatchObject({ code: 'internal' });
    await expect(rows.insert({ id: 'c' } as never)).rejects.toMatchObject({ code: 'internal' });
    await expect(rows.find({ where: { nope: 1 } as never })).rejects.toMatchObject({ code: 'internal' });
    await expect(rows.remove({ id: undefined } as never)).rejects.toMatchObject({ code: 'internal' });
    expect(await rows.count()).toBe(0);
  });

  it('meet conditions of every form, null as the contract says', async () => {
    const rows = workspace().rows(books);
    await rows.insert(
      book('a', { pages: 1, shelf: 'x' }),
      book('b', { pages: 2 }),
      book('c', { pages: 3, shelf: 'y', is_lent: true }),
      book('d', { pages: 4, extra: {} }),
    );
    const ids = async (where: NonNullable<Parameters<typeof rows.count>[0]>) => (await rows.find({ where })).map(({ id }) => id).join('');
    expect(await ids({ shelf: null })).toBe('bd');
    expect(await ids({ shelf: { not: null } })).toBe('ac');
    expect(await ids({ shelf: { not: 'x' } })).toBe('bcd');
    expect(await ids({ shelf: { in: ['x', null, 'y'] } })).toBe('ac');
    expect(await ids({ shelf: { in: [] } })).toBe('');
    expect(await ids({ shelf: { from: '' } })).toBe('ac');
    expect(await ids({ pages: { above: 1, to: 3 } })).toBe('bc');
    expect(await ids({ pages: { from: 2, below: 4 }, is_lent: false })).toBe('b');
    expect(await ids({ is_lent: true })).toBe('c');
    expect(await ids({ extra: { not: null } })).toBe('d');
    expect(await ids({ extra: null })).toBe('abc');
    expect(await ids({})).toBe('abcd');
    await expect(ids({ extra: 'text' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('are counted, counted by value and summed', async () => {
    const rows = workspace().rows(books);
    expect([await rows.count(), await rows.sum('pages')]).toEqual([0, 0]);
    await rows.insert(book('a', { shelf: 'x', weight: 0.5 }), book('b', { shelf: 'x', weight: 0.25, is_lent: true }), book('c', { pages: 50 }));
    expect(await rows.count({ pages: 100 })).toBe(2);
    expect(await rows.countBy('shelf')).toEqual(
      new Map([
        [null, 1],
        ['x', 2],
      ]),
    );
    expect(await rows.countBy('is_lent', { shelf: 'x' })).toEqual(
      new Map([
        [false, 1],
        [true, 1],
      ]),
    );
    expect([await rows.sum('pages'), await rows.sum('weight'), await rows.sum('pages', { shelf: 'x' })]).toEqual([250, 0.75, 200]);
  });

  it('come in the same order on every engine: by bytes, null first, ties by key', async () => {
    const rows = workspace().rows(books);
    await rows.insert(...['b', 'B', 'ä', 'a_', 'a-', 'Z', ''].map((shelf, index) => book(`i${index}`, { shelf })), book('n1'), book('n2'));
    const shelved = async (order: readonly ('shelf' | '-shelf')[]) => (await rows.find({ order })).map(({ id, shelf }) => shelf ?? id);
    expect(await shelved(['shelf'])).toEqual(['n1', 'n2', '', 'B', 'Z', 'a-', 'a_', 'b', 'ä']);
    expect(await shelved(['-shelf'])).toEqual(['ä', 'b', 'a_', 'a-', 'Z', 'B', '', 'n1', 'n2']);
    expect((await rows.find({ limit: 2 })).map(({ id }) => id)).toEqual(['i0', 'i1']);
    expect(await rows.find({ limit: 0 })).toEqual([]);
  });

  it.each([[['shelf', '-pages', 'id']], [['-shelf', 'pages', 'id']], [['-pages', '-id']], [['read_at', '-shelf', 'id']]] as const)(
    'are given once each by pages ordered by %s, while others are inserted before and behind',
    async (order) => {
      const rows = workspace().rows(books);
      const shelfOf = (index: number) => [null, 'x', 'y'][index % 3] ?? null;
      const made = Array.from({ length: 40 }, (_, index) => book(`b${String(index).padStart(2, '0')}`, { shelf: shelfOf(index), pages: index % 7 }));
      await rows.insert(...made);
      const seen: string[] = [];
      let after: readonly unknown[] | undefined;
      for (let page = 0; page < 20; page += 1) {
        const found = await rows.find({ order, limit: 3, ...(after === undefined ? {} : { after }) });
        seen.push(...found.map(({ id }) => id));
        const last: Readonly<Record<string, unknown>> | undefined = found.at(-1);
        if (last !== undefined) after = order.map((name) => last[name.replace('-', '')]);
        await rows.insert(book(`new${page}`, { shelf: shelfOf(page), pages: page % 9 }));
      }
      const old = seen.filter((id) => id.startsWith('b'));
      expect(new Set(old).size).toBe(old.length);
      const whole = (await rows.find({ order })).map(({ id }) => id);
      const reached = whole.slice(0, whole.indexOf(seen.at(-1) ?? '') + 1);
      expect(old).toEqual(reached.filter((id) => id.startsWith('b')));
    },
  );

  it('are inserted all or none when one is in conflict, and say nothing of what they hold', async () => {
    const rows = workspace().rows(books);
    await rows.insert(book('a', { title: 'secret-title', edition: 1 }));
    const failed = rows.insert(book('b'), book('c', { title: 'secret-title', edition: 1 }), book('d'));
    await expect(failed).rejects.toMatchObject({ code: 'conflict', message: 'It exists already' });
    await expect(rows.insert(book('a'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await rows.count()).toBe(1);
    await expect(rows.update({ id: 'a' }, { id: 'a', title: 'other' })).resolves.toBe(1);
    await rows.insert(book('b', { edition: 1 }));
    await expect(rows.update({ id: 'b' }, { title: 'other' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are inserted by the thousand at once, all or none', async () => {
    const rows = workspace().rows(books);
    const many = Array.from({ length: 6000 }, (_, index) => book(`b${index}`));
    await rows.insert(...many);
    expect(await rows.count()).toBe(6000);
    const more = Array.from({ length: 6000 }, (_, index) => book(`c${index}`));
    await expect(rows.insert(...more, book('b0'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await rows.count()).toBe(6000);
    await rows.insert();
  });

  it('are upserted: inserted, or changed in the named columns alone', async () => {
    const rows = workspace().rows(books);
    await rows.insert(book('a', { pages: 1, shelf: 'x' }));
    await rows.upsert([book('a', { pages: 2, shelf: 'y' }), book('b', { pages: 3 })], { on: ['id'], update: ['pages'] });
    expect(await rows.find()).toEqual([book('a', { pages: 2, shelf: 'x' }), book('b', { pages: 3 })]);
    await rows.upsert([book('c', { pages: 1, shelf: 'first' }), book('c', { pages: 2, shelf: 'second' })], { on: ['id'], update: ['pages'] });
    expect(await rows.first({ where: { id: 'c' } })).toEqual(book('c', { pages: 2, shelf: 'first' }));
    await rows.upsert([book('a', { pages: 9 })], { on: ['id'], update: [] });
    expect(await rows.sum('pages', { id: 'a' })).toBe(2);
    await rows.insert(book('d', { title: 'T', edition: 1 }));
    await rows.upsert([book('e', { title: 'T', edition: 1, pages: 7 })], { on: ['title', 'edition'], update: ['pages'] });
    expect((await rows.first({ where: { id: 'd' } }))?.pages).toBe(7);
    await expect(rows.upsert([book('f', { title: 'T', edition: 1 })], { on: ['id'], update: ['pages'] })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are changed and removed where the conditions hold, and what refers to them goes too', async () => {
    const tenant = workspace();
    const rows = tenant.rows(books);
    await rows.insert(book('a'), book('b', { pages: 5 }), book('c', { pages: 5 }));
    expect(await rows.update({ pages: 5 }, { shelf: 'z', read_at: null })).toBe(2);
    expect(await rows.update({ id: 'nope' }, { shelf: 'z' })).toBe(0);
    expect(await rows.update({ pages: 5 }, {})).toBe(2);
    await tenant.rows(loans).insert({ book_id: 'b', seq: 1, who: 'Ann' }, { book_id: 'a', seq: 1, who: 'Bob' });
    expect(await rows.remove({ shelf: 'z' })).toBe(2);
    expect(await tenant.rows(loans).find()).toEqual([{ book_id: 'a', seq: 1, who: 'Bob' }]);
    await expect(tenant.rows(loans).insert({ book_id: 'gone', seq: 1, who: 'Cid' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('let exactly one of 20 win who compare and set at once', async () => {
    const rows = workspace().rows(books);
    await rows.insert(book('a', { shelf: 'free' }));
    const changed = await Promise.all(Array.from({ length: 20 }, (_, index) => rows.update({ id: 'a', shelf: 'free' }, { shelf: `taken by ${index}` })));
    expect(changed.filter((count) => count === 1)).toHaveLength(1);
    expect((await rows.first({ where: { id: 'a' } }))?.shelf).toBe(`taken by ${changed.indexOf(1)}`);
  });

  it('of the installation belong to no workspace', async () => {
    const rows = store.rows(counters);
    await rows.insert({ name: 'a', value: 1 });
    await rows.upsert([{ name: 'a', value: 2 }], { on: ['name'], update: ['value'] });
    expect(await rows.find()).toEqual([{ name: 'a', value: 2 }]);
    await store.check();
  });
});
