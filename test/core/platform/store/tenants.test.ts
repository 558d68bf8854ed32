import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rows, Store } from '../../../../core/kernel/store.ts';
import type { Row } from '../../../../core/kernel/table.ts';
import { openStore } from '../../../../core/platform/store/open.ts';
import { fc } from '../../../support/property.ts';
import { engines, type TestPlace } from '../../../support/store.ts';
import { tenantId } from '../../../support/workspace.ts';
import { book, books, counters, libraryMigrations, loans } from './tables.ts';

const [ours, theirs] = [tenantId('wsp_ours'), tenantId('wsp_theirs')];

/** Values that someone might try, of the right kind and with the wrong intent. */
const hostile = fc.constantFrom('a', 'b', 'wsp_theirs', "' or '1'='1", "a' or tenant_id = 'wsp_theirs' --", '%', '', '"; drop table book; --');
const condition = fc.oneof(
  hostile,
  hostile.map((not) => ({ not })),
  fc.array(hostile, { maxLength: 3 }).map((values) => ({ in: values })),
  fc.record({ from: hostile }),
  fc.record({ above: hostile, to: hostile }),
);
const where = fc.record({ id: condition, title: condition, shelf: fc.oneof(fc.constant(null), condition) }, { requiredKeys: [] });
type Where = typeof where extends fc.Arbitrary<infer W> ? W : never;
type BookRows = Rows<Row<typeof books>>;

/** Everything a holder can do with conditions. */
const actions: readonly ((rows: BookRows, conditions: Where) => Promise<unknown>)[] = [
  (rows, conditions) => rows.find({ where: conditions }),
  (rows, conditions) => rows.find({ where: conditions, order: ['-shelf', 'id'], after: [null, ''], limit: 10 }),
  (rows, conditions) => rows.count(conditions),
  (rows, conditions) => rows.sum('pages', conditions),
  (rows, conditions) => rows.update(conditions, { notes: 'changed by us' }),
  (rows, conditions) => rows.remove(conditions),
];

describe.each(engines)('workspaces on %s', (_name, newPlace) => {
  let place: TestPlace;
  let store: Store;
  const kept = [book('a', { shelf: 'secret of theirs' }), book('b', { pages: 7 })];
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore(place.place, libraryMigrations);
    await store
      .tenant(theirs)
      .rows(books)
      .insert(...kept);
    await store.tenant(theirs).rows(loans).insert({ book_id: 'a', seq: 1, who: 'Ann' });
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  it('never see or change rows of others, whatever they ask', async () => {
    await fc.assert(
      fc.asyncProperty(where, fc.nat(actions.length - 1), async (conditions, index) => {
        const rows = store.tenant(ours).rows(books);
        await rows.upsert([book('a'), book('own')], { on: ['id'], update: ['title', 'notes'] });
        const seen = await actions[index]?.(rows, conditions);
        expect(JSON.stringify(seen)).not.toContain('secret of theirs');
        expect(await store.tenant(theirs).rows(books).find()).toEqual(kept);
      }),
    );
  });

  it('have the same ids without meeting, and refer to their own rows alone', async () => {
    const our = store.tenant(ours);
    await our.rows(books).remove({});
    await expect(our.rows(loans).insert({ book_id: 'b', seq: 1, who: 'we' })).rejects.toMatchObject({ code: 'conflict' });
    await our.rows(books).insert(book('b', { title: 'ours' }));
    await our.rows(loans).insert({ book_id: 'b', seq: 1, who: 'we' });
    await our.rows(books).remove({ id: 'b' });
    await our.transaction((inner) => inner.rows(books).insert(book('a', { pages: 1 })));
    expect(await store.tenant(theirs).rows(books).find()).toEqual(kept);
    expect(await store.tenant(theirs).rows(loans).count()).toBe(1);
    expect(await our.rows(books).find()).toEqual([book('a', { pages: 1 })]);
  });

  it('are seen together, each row with its workspace, where the installation asks', async () => {
    await store
      .tenant(ours)
      .rows(books)
      .upsert([book('a', { pages: 1 })], { on: ['id'], update: ['pages'] });
    const all = await store.across(books).find({ where: { id: 'a' } });
    expect(all.map(({ tenant_id, id }) => [tenant_id, id])).toEqual([
      ['wsp_ours', 'a'],
      ['wsp_theirs', 'a'],
    ]);
    expect(await store.across(books).update({ tenant_id: ours, id: 'a' }, { shelf: 'by the installation' })).toBe(1);
    expect(await store.tenant(theirs).rows(books).find()).toEqual(kept);
    expect(await store.across(books).countBy('tenant_id')).toEqual(
      new Map([
        ['wsp_ours', 1],
        ['wsp_theirs', 2],
      ]),
    );
  });

  it('give no rows of the installation, nor it rows of one workspace, when the types are evaded', () => {
    expect(() => store.tenant(ours).rows(counters as never)).toThrow('not asked for in that way');
    expect(() => store.rows(books as never)).toThrow('not asked for in that way');
  });
});
