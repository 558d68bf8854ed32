import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runLoad } from '../../bench/load/run.ts';

it('a server under load answers everybody, and tells every event of a scan once and in order over connections that break', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-load-'));
  try {
    const report = await runLoad({ folder, clients: 40, streams: 20, users: 10, seconds: 10, starts: 60, seed: 1 });
    expect(report.errors).toEqual([]);
    expect([...report.times.values()].flat().length).toBeGreaterThan(40);
    expect(report.scans.started).toBeGreaterThan(0);
    expect(report.streams.events).toBeGreaterThan(0);
    expect(report.streams.connections).toBeGreaterThan(20);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
