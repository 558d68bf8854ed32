import { openStore } from '../../../../core/platform/store/open.ts';
import { tenantId } from '../../../support/workspace.ts';
import { book, books, counters, libraryMigrations } from './tables.ts';

/** A process of its own that writes so many rows, each together with a counter that all writers share, and prints the id of each once it is acknowledged. */
const [, , place = '', name = '', count = '0'] = process.argv;
const store = await openStore(JSON.parse(place), libraryMigrations);
for (let number = 1; number <= Number(count); number += 1) {
  const id = `${name}-${number}`;
  await store.transaction(async (inner) => {
    const counter = await inner.rows(counters).first({ where: { name: 'written' } });
    await inner.tenant(tenantId('wsp_shared')).rows(books).insert(book(id));
    await inner.rows(counters).update({ name: 'written' }, { value: (counter?.value ?? 0) + 1 });
  });
  process.stdout.write(`${id}\n`);
}
await store.close();
