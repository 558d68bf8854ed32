import { expect, test } from 'vitest';
import { readCompiledPacks } from '../../../../core/scan/packs.ts';
import { derivePrefilter, prefilterOf } from '../../../../core/scan/pattern/prefilter.ts';
import { overrideRule } from '../../../../core/scan/workspace/override-rule.ts';
import { builtAssets } from '../../../support/assets.ts';

const rules = readCompiledPacks(builtAssets).flatMap((pack) => pack.rules);

test('options of the settings change what a text must contain, though the build had worked it out', () => {
  const rule = rules.find((each) => JSON.stringify(derivePrefilter(each)).includes('"neighbour"'));
  if (rule === undefined) throw new Error('no rule needs a word with something behind it');
  const { rule: changed, problem } = overrideRule(rule, { options: { symbolic_propagation: true } });
  expect(problem).toBeUndefined();
  expect(prefilterOf(changed)).toEqual(derivePrefilter({ ...changed }));
  expect(prefilterOf(changed)).not.toEqual(prefilterOf(rule));
});
