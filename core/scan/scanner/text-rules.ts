import { compileFilePolicy } from '../detectors/file-policy.ts';
import { compileRegexDetector } from '../detectors/regex.ts';
import { compileRequiredPattern } from '../detectors/required-pattern.ts';
import type { CheckedText, TextCompilation, TextDetector, TextWindow } from '../detectors/text-detector.ts';
import type { Rule, Skip } from '../model.ts';
import type { Failures } from './failures.ts';
import type { RuleMatch } from './findings.ts';
import type { Watch } from './meter.ts';

export interface TextRuleResult {
  readonly matches: readonly RuleMatch[];
  readonly skips: readonly Skip[];
}

/** Runs rules that work on text. Each is compiled at its first use. */
export interface TextRules {
  /** With windows: only matches that start inside one of them, for rules that are `local`. */
  run(rules: readonly Rule[], checked: CheckedText, windows?: readonly TextWindow[]): TextRuleResult;
  /** Each match depends on its own lines only. */
  isLocal(rule: Rule): boolean;
  /** Compiles a rule without running it; what is wrong with it, if anything. */
  problemOf(rule: Rule): string | undefined;
}

/** Milliseconds that regexes which may backtrack get per file, all together; then each alone, until the file has had its time. */
const guardedBudget = 1000;
const singleBudget = 200;
const fileBudget = 5000;

interface Guarded {
  readonly rule: Rule;
  readonly detector: TextDetector;
}

export function createTextRules(failures: Failures, watch: Watch): TextRules {
  const compiled = new Map<string, TextCompilation>();
  const compilationOf = (rule: Rule): TextCompilation => {
    const known = compiled.get(rule.id);
    if (known !== undefined) return known;
    const made = compile(rule);
    compiled.set(rule.id, made);
    return made;
  };
  return {
    problemOf: (rule) => {
      const compilation = compilationOf(rule);
      return compilation.kind === 'problem' ? compilation.message : undefined;
    },
    isLocal: (rule) => {
      const compilation = compilationOf(rule);
      return compilation.kind === 'compiled' && compilation.detector.local;
    },
    run(rules, checked, windows) {
      const matches: RuleMatch[] = [];
      const skips: Skip[] = [];
      const guarded: Guarded[] = [];
      for (const rule of rules) {
        const compilation = compilationOf(rule);
        if (compilation.kind === 'problem') skips.push(...failures.report(rule, checked.path, compilation.message));
        else if (compilation.detector.linear) matches.push(...watch.meter.rule(rule.id, () => detect(rule, compilation.detector, checked, windows)));
        else guarded.push({ rule, detector: compilation.detector });
      }
      if (guarded.length > 0) {
        const result = runGuarded(watch, guarded, checked);
        matches.push(...result.matches);
        skips.push(...result.skips);
      }
      return { matches, skips };
    },
  };
}

/** Whether a rule is for `createTextRules`: it has no patterns. */
export function isTextRule({ detector }: Rule): boolean {
  return detector.kind !== 'search' && detector.kind !== 'taint' && detector.kind !== 'extract';
}

function compile({ detector, trusted }: Rule): TextCompilation {
  switch (detector.kind) {
    case 'regex':
      return compileRegexDetector(detector, trusted);
    case 'required-pattern':
      return compileRequiredPattern(detector, trusted);
    case 'file-policy':
      return compileFilePolicy(detector, trusted);
    case 'documentation-obligation':
    case 'join':
      return { kind: 'compiled', detector: { linear: true, local: true, detect: () => [] } };
    case 'search':
    case 'taint':
    case 'extract':
      return { kind: 'problem', message: 'The rule needs a parsed file' };
    default:
      return detector satisfies never;
  }
}

function detect(rule: Rule, detector: TextDetector, checked: CheckedText, windows: readonly TextWindow[] | undefined): readonly RuleMatch[] {
  const ranges = windows === undefined || !detector.local ? [undefined] : windows;
  return ranges.flatMap((window) => detector.detect(checked, window)).map((match) => ({ rule, match, scope: '' }));
}

/** Rules that may backtrack: all under one watch, and when that ends them each under its own, until the file has had its time. */
function runGuarded(watch: Watch, rules: readonly Guarded[], checked: CheckedText): TextRuleResult {
  const { guard, meter } = watch;
  const trial: RuleMatch[] = [];
  const look = ({ rule, detector }: Guarded) => meter.rule(rule.id, () => detect(rule, detector, checked, undefined));
  const all = () => {
    for (const entry of rules) trial.push(...look(entry));
  };
  if (guard.run(all, guardedBudget).kind === 'done') return { matches: trial, skips: [] };
  const matches: RuleMatch[] = [];
  const skips: Skip[] = [];
  const deadline = performance.now() + fileBudget;
  for (const entry of rules) {
    const { id } = entry.rule;
    const found = performance.now() > deadline ? undefined : guard.run(() => look(entry), singleBudget);
    if (found?.kind === 'done') matches.push(...found.value);
    else {
      meter.stopped(id);
      skips.push({ path: checked.path, reason: 'budget', message: `The regex of the rule ${id} took too long on ${checked.path}`, ruleId: id });
    }
  }
  return { matches, skips };
}
