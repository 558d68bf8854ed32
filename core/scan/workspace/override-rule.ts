import type { RuleOverride } from '../../config/schema.ts';
import { compileFilePolicy } from '../detectors/file-policy.ts';
import type { Rule } from '../model.ts';
import { switchProblem } from '../rules/options.ts';

/** A rule as the settings want it; `problem` says why options of theirs are not taken. */
export interface Overridden {
  readonly rule: Rule;
  readonly problem?: string;
}

/**
 * Gives a rule the severity and options of the settings. Options are the switches of `options` in a rule, or the parameters of a rule about
 * files, such as `max` of `max_lines`; wrong ones leave the rule as it is.
 */
export function overrideRule(rule: Rule, { severity, options }: RuleOverride): Overridden {
  const own = severity === undefined ? rule : { ...rule, severity };
  if (options === undefined || Object.keys(options).length === 0) return { rule: own };
  return own.detector.kind === 'file-policy' ? withParameters(own, own.detector, options) : withSwitches(own, options);
}

type Options = NonNullable<RuleOverride['options']>;
type FilePolicy = Extract<Rule['detector'], { kind: 'file-policy' }>;

function withParameters(rule: Rule, detector: FilePolicy, options: Options): Overridden {
  const foreign = Object.keys(options).find((name) => !(name in detector.parameters));
  if (foreign !== undefined)
    return { rule, problem: `The rule has no option ${JSON.stringify(foreign)}; it has ${Object.keys(detector.parameters).join(', ')}` };
  const changed = { ...detector, parameters: { ...detector.parameters, ...options } };
  const compiled = compileFilePolicy(changed, false);
  return compiled.kind === 'compiled' ? { rule: { ...rule, detector: changed } } : { rule, problem: compiled.message };
}

function withSwitches(rule: Rule, options: Options): Overridden {
  const problem = Object.entries(options)
    .map(([name, value]) => switchProblem(name, value))
    .find((each) => each !== undefined);
  if (problem !== undefined) return { rule, problem };
  // What the build worked out depends on the options.
  const { prefilter: _prefilter, ...rest } = rule;
  return { rule: { ...rest, options: { ...rule.options, ...options } } };
}
