import { expect, test } from 'vitest';
import type { Cache } from '../../../../core/kernel/context.ts';
import { openLinkCache } from '../../../../core/scan/project/link-cache.ts';
import type { PlanOutcome } from '../../../../core/scan/scanner/link-files.ts';
import { openWorkspace } from '../../../../core/scan/workspace.ts';
import { builtAssets } from '../../../support/assets.ts';
import { testContext } from '../../../support/context.ts';

const plan = { ruleId: 'flow', wanted: [], concerned: [] };
const outcome: PlanOutcome = { hits: [], opened: ['a.js'], cuts: [], isLate: false, functions: 1, ms: 1 };
const minute = 60_000;

/** A cache in memory, and the link cache opened over it at a time (minutes), with the content of the one file. */
async function openAt() {
  const entries = new Map<string, Uint8Array>();
  const cache: Cache = {
    read: (name) => entries.get(name),
    write: (name, content) => entries.set(name, content).size > 0,
    entries: () => [],
    clear: () => true,
  };
  const read = (name: string) => (name === 'engine-id' ? new TextEncoder().encode('engine-1') : builtAssets.read(name));
  const base = testContext();
  const { scanner, settings } = await openWorkspace(base, { noPacks: true });
  return (minutes: number, content = 'content') => {
    const clock = { ...base.clock, now: () => new Date(minutes * minute) };
    const context = { ...base, assets: { ...builtAssets, read }, cache, clock };
    return openLinkCache({ context, scanner, settings, paths: ['a.js'], settingsTexts: new Map(), contentOf: () => content });
  };
}

test('the outcome of a plan is known while the files it looked into are the same', async () => {
  const open = await openAt();
  const first = open(0);
  first?.keepOutcome(plan, outcome);
  first?.save();
  expect([open(1000)?.outcome(plan), open(0, 'other')?.outcome(plan)]).toEqual([outcome, undefined]);
});

test('a plan that ran out of its time is followed again after an hour', async () => {
  const open = await openAt();
  const late = { ...outcome, isLate: true };
  const first = open(0);
  first?.keepOutcome(plan, late);
  first?.save();
  expect([open(59)?.outcome(plan), open(61)?.outcome(plan)]).toEqual([late, undefined]);
  const second = open(59);
  second?.outcome(plan);
  second?.save();
  expect(open(61)?.outcome(plan)).toBeUndefined();
});
