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

/** Milliseconds that regexes which may backtrack get per file, all together. */
const guardedBudget = 1000;

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
      const guarded: { readonly rule: Rule; readonly detector: TextDetector }[] = [];
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

/** One guarded call for many rules; when time runs out the rule at work is left out for this file and the others go on. */
function runGuarded({ guard, meter }: Watch, rules: readonly { readonly rule: Rule; readonly detector: TextDetector }[], checked: CheckedText): TextRuleResult {
  const matches: RuleMatch[] = [];
  const skips: Skip[] = [];
  let at = 0;
  while (at < rules.length) {
    const finished = guard.run(() => {
      for (; at < rules.length; at += 1) {
        const entry = rules[at];
        if (entry !== undefined) matches.push(...meter.rule(entry.rule.id, () => detect(entry.rule, entry.detector, checked, undefined)));
      }
    }, guardedBudget / rules.length);
    if (finished.kind === 'done') break;
    meter.stopped(rules[at]?.rule.id ?? '');
    const message = `The regex of the rule ${rules[at]?.rule.id ?? ''} took too long on ${checked.path}`;
    skips.push({ path: checked.path, reason: 'budget', message });
    at += 1;
  }
  return { matches, skips };
}
