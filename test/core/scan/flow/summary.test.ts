import { expect, test } from 'vitest';
import { newProgress, newRun, prepareFlow } from '../../../../core/scan/flow/run.ts';
import { summarizeFunction } from '../../../../core/scan/flow/summary.ts';
import { flowTables } from '../../../../core/scan/languages/flow/index.ts';
import { openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';

const count = 30;
const steps = [1, 3, 5, 7];

/** Functions of which each calls four others, so that all lead to all; only the last one hands its parameter back. */
function entangled(): string {
  const calls = (index: number) => steps.map((step) => `f${(index + step) % count}(x, n - ${step})`).join(' + ');
  const result = (index: number) => (index === count - 1 ? 'x' : "''");
  return Array.from({ length: count }, (_, index) => `function f${index}(x, n) { return n === 0 ? ${result(index)} : ${calls(index)}; }`).join('\n');
}

test('functions that all call each other are worked out together: the effort does not multiply with their number', async () => {
  const grammar = (await openGrammars(builtAssets)).get('javascript');
  const tree = grammar.parse(entangled());
  const table = flowTables[grammar.name];
  if (tree === undefined || table === undefined) throw new Error('cannot parse this');
  const prepared = prepareFlow({ tree, grammar, table: table });
  const progress = newProgress(1_000_000);
  const run = newRun(prepared, { progress });
  const first = prepared.flow.functions.find(({ name }) => name === 'f0');
  const summary = summarizeFunction(run, first?.id ?? -1);
  expect(summary?.returned.taint.some(({ label }) => label === 1)).toBe(true);
  expect(progress.cuts).toEqual([]);
  expect(progress.functions).toBeLessThanOrEqual(count * 6 + 1);
});
