import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../../core/platform/store/open.ts';
import { bundleProgram, type TestProgram } from '../../../support/program.ts';
import { engines, type TestPlace } from '../../../support/store.ts';
import { tenantId } from '../../../support/workspace.ts';
import { books, counters, libraryMigrations } from './tables.ts';

let program: TestProgram;
beforeAll(async () => {
  program = await bundleProgram('test/core/platform/store/store-writer-program.ts');
});
afterAll(() => program.remove());

describe.each(engines)('several processes on %s', (_name, newPlace) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await newPlace();
    await withStore((store) => store.rows(counters).insert({ name: 'written', value: 0 }));
  });
  afterEach(() => place.remove());

  async function withStore<A>(use: (store: Awaited<ReturnType<typeof openStore>>) => Promise<A>): Promise<A> {
    const store = await openStore(place.place, libraryMigrations);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  /** A writer whose acknowledged ids are gathered; `ended` holds its exit code, null for a killed one. */
  function startWriter(name: string, count: number, noted: (ids: readonly string[], writer: ChildProcess) => void = () => undefined) {
    const writer = spawn(process.execPath, [program.file, JSON.stringify(place.place), name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ids: string[] = [];
    writer.stdout.setEncoding('utf8').on('data', (text: string) => {
      ids.push(...text.split('\n').filter((line) => line !== ''));
      noted(ids, writer);
    });
    const ended = new Promise<number | null>((resolve) => writer.once('close', resolve));
    return { ids, ended };
  }

  const written = () =>
    withStore(async (store) => ({
      ids: new Set((await store.tenant(tenantId('wsp_shared')).rows(books).find()).map(({ id }) => id)),
      counter: (await store.rows(counters).first({ where: { name: 'written' } }))?.value,
    }));

  it('write at once, start at once, and lose nothing', async () => {
    const writers = ['a', 'b', 'c'].map((name) => startWriter(name, 60));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    const { ids, counter } = await written();
    expect([...ids].sort()).toEqual(writers.flatMap((writer) => writer.ids).sort());
    expect([ids.size, counter]).toEqual([180, 180]);
  });

  it('keep every acknowledged row when one is killed while it writes, and no half of a transaction', async () => {
    for (const round of [1, 2, 3]) {
      const other = startWriter(`other${round}`, 40);
      const killed = startWriter(`killed${round}`, 1_000_000, (ids, writer) => void (ids.length > 10 * round && writer.kill('SIGKILL')));
      expect([await killed.ended, await other.ended]).toEqual([null, 0]);
      const { ids, counter } = await written();
      expect([...killed.ids, ...other.ids].filter((id) => !ids.has(id))).toEqual([]);
      expect(counter).toBe(ids.size);
    }
  });
});
