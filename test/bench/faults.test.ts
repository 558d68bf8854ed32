import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runFaults } from '../../bench/faults/run.ts';
import { engines, type TestPlace } from '../support/store.ts';

describe.each(engines)('a server and a worker on %s that are killed under load', (_name, makePlace) => {
  let folder: string;
  let database: TestPlace;
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-faults-'));
    database = await makePlace();
  });
  afterEach(async () => {
    await database.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('lose nothing that was acknowledged, and end every job once', async () => {
    const databaseUrl = 'url' in database.place ? database.place.url : undefined;
    const amounts = { kills: 6, seed: 7, workers: 1, clients: 1, checkEvery: 3, samples: 1 };
    const report = await runFaults({ folder, databaseUrl, ...amounts, tell: () => undefined });
    expect(report.violations).toEqual([]);
    expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(report.acknowledged).toBeGreaterThan(10);
    expect(report.jobs.completed).toBeGreaterThan(0);
    expect(report.auditEntries).toBeGreaterThan(report.acknowledged);
  });
});
