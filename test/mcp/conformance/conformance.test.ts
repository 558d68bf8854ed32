import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type JudgePrograms, judgePrograms } from './judges.ts';
import { type FixtureServer, startFixture } from './fixture-server.ts';

const run = promisify(execFile);
const assets = path.resolve(import.meta.dirname, '../../../dist/assets');
const checks = z.array(z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }));

let fixture: FixtureServer;
let judges: JudgePrograms;
beforeAll(async () => {
  judges = await judgePrograms();
  fixture = await startFixture(assets);
}, 180_000);
afterAll(() => fixture.close());

interface Judgement {
  readonly scenarios: ReadonlySet<string>;
  /** Checks by their status. */
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** Runs scenarios of the official suite against the product's HTTP application. */
async function judge(flags: readonly string[]): Promise<Judgement> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-conformance-'));
  try {
    const argv = [judges.conformance, 'server', '--url', fixture.url, '--timeout', '10000', '-o', folder, ...flags];
    // The exit code also counts extensions; the checks are read from its files instead.
    await run(judges.node, argv, { maxBuffer: 50_000_000 }).catch((error: unknown) => error);
    return judgementIn(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function judgementIn(folder: string): Judgement {
  const scenarios = new Set<string>();
  const counts: Record<string, number> = {};
  const failures: string[] = [];
  for (const entry of fs.readdirSync(folder)) {
    const name = entry.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '');
    if (isExtension(name)) continue;
    scenarios.add(name);
    for (const { id, status, errorMessage = '' } of checks.parse(JSON.parse(fs.readFileSync(path.join(folder, entry, 'checks.json'), 'utf8')))) {
      counts[status] = (counts[status] ?? 0) + 1;
      if (status === 'FAILURE') failures.push(`${name} ${id}: ${errorMessage}`);
    }
  }
  return { scenarios, counts, failures };
}

/** Tasks are an extension that the product does not have; skills are one that it has. */
function isExtension(scenario: string): boolean {
  return scenario.startsWith('tasks-');
}

const eras = [
  { era: '2026-07-28', flags: ['--requirements', '2026-07-28'], fewest: 40 },
  { era: '2025-11-25', flags: ['--spec-version', '2025-11-25', '--suite', 'all'], fewest: 32 },
  { era: '2025-06-18', flags: ['--spec-version', '2025-06-18', '--suite', 'all'], fewest: 25 },
] as const;

describe('the official conformance suite', () => {
  it.concurrent.each(eras)(
    'finds nothing wrong by revision $era',
    async ({ era, flags, fewest }) => {
      const { scenarios, counts, failures } = await judge(flags);
      process.stdout.write(`MCP conformance ${era}: ${scenarios.size} scenarios, ${JSON.stringify(counts)}\n`);
      expect(failures).toEqual([]);
      expect(scenarios.size).toBeGreaterThanOrEqual(fewest);
      expect(counts.SUCCESS ?? 0).toBeGreaterThan(scenarios.size);
    },
    120_000,
  );
});
