import { isProjectRule } from '../detectors/project-rule.ts';
import { partsOf } from '../join-rule.ts';
import type { Rule } from '../model.ts';
import { createTimeGuard, type TimeGuard } from '../regex/guard.ts';
import { duplicateIds } from '../packs.ts';
import type { ScannerSettings } from '../scanner.ts';
import { compileSuppressor, type Suppressor } from '../suppress/apply.ts';
import type { Grammars } from '../tree/grammar.ts';
import { createFailures, type Failures } from './failures.ts';
import { createMeter, type Meter } from './meter.ts';
import { createRuleIndex, type RuleIndex } from './rule-index.ts';
import { createTextRules, type TextRules } from './text-rules.ts';
import { createTreeRules, type TreeRules } from './tree-rules.ts';

/** What all checks of a scanner share: the rules, compiled as far as they were needed. */
export interface Engine {
  readonly settings: ScannerSettings;
  /** Every rule, project rules included. */
  readonly rules: readonly Rule[];
  /** The parts of join rules included. */
  readonly rulesById: ReadonlyMap<string, Rule>;
  /** Rules that look at files. */
  readonly index: RuleIndex;
  readonly grammars: Grammars;
  readonly textRules: TextRules;
  readonly treeRules: TreeRules;
  /** Watches over the rules that did not come with the product. */
  readonly guard: TimeGuard;
  readonly meter: Meter;
  readonly suppressor: Suppressor;
  readonly failures: Failures;
}

/** Prepares the rules of the settings' packs; of rules with one id the first is used. */
export function createEngine(settings: ScannerSettings, grammars: Grammars): Engine {
  const all = settings.packs.flatMap((pack) => pack.rules);
  const rules = [...new Map(all.toReversed().map((rule) => [rule.id, rule])).values()].reverse();
  const failures = createFailures(duplicateIds(all));
  const guard = createTimeGuard();
  const meter = createMeter();
  const parts = rules.flatMap(partsOf);
  const rulesById = new Map([...parts, ...rules].map((rule) => [rule.id, rule]));
  return {
    settings,
    rules,
    rulesById,
    index: createRuleIndex([...rules.filter((rule) => !isProjectRule(rule)), ...parts]),
    grammars,
    textRules: createTextRules(failures, { guard, meter }),
    treeRules: createTreeRules(failures, { guard, meter }, grammars),
    guard,
    meter,
    suppressor: compileSuppressor(settings.suppressions, {
      today: settings.today,
      policy: settings.suppressionPolicy,
      isSecret: (id) => rulesById.get(id)?.secret === true,
    }),
    failures,
  };
}
