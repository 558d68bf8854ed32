import { compileCondition, plainLabel, plainName } from '../flow/label.ts';
import type { PropagatorMatch, TaintMatch } from '../flow/marks.ts';
import { plainScheme, type Scheme } from '../flow/scheme.ts';
import type { LabelTest } from '../flow/value.ts';
import type { Detector, PropagatorSpec, TaintSpec } from '../model.ts';
import { isOn, type RuleOptions } from '../rule-options.ts';

type TaintDetector = Extract<Detector, { kind: 'taint' }>;

/** What a source, sink or sanitizer adds to each of its matches. */
export type SpecMeaning = Omit<TaintMatch, 'node' | 'start' | 'end' | 'bindings'>;
/** What a propagator adds to each of its matches. */
export type PropagatorMeaning = Omit<PropagatorMatch, 'node' | 'start' | 'end' | 'bindings'>;

/** How a rule tells flows apart; undefined for a rule that has no need to. */
export function schemeOf({ sources, sinks, propagators }: TaintDetector, options: RuleOptions | undefined): Scheme | undefined {
  const names = [...sources, ...propagators].flatMap(({ label }) => (label === undefined || label === plainName ? [] : [label]));
  const labels = new Map([...new Set(names)].map((name, index) => [name, -1 - index]));
  const control = sources.some((spec) => spec.control === true);
  const asks = [...sources, ...sinks].some((spec) => spec.requires !== undefined || spec.requiresOf !== undefined);
  const scheme: Scheme = {
    ...{ labels, control, guarded: labels.size > 0 || control || asks },
    ...{ unify: isOn(options, 'taint_unify_mvars'), atSource: options?.taint_focus_on === 'source' },
    safe: {
      booleans: isOn(options, 'taint_assume_safe_booleans'),
      numbers: isOn(options, 'taint_assume_safe_numbers'),
      comparisons: isOn(options, 'taint_assume_safe_comparisons'),
      indexes: isOn(options, 'taint_assume_safe_indexes') || isOn(options, 'taint_only_propagate_through_assignments'),
      functions: isOn(options, 'taint_assume_safe_functions') || isOn(options, 'taint_only_propagate_through_assignments'),
      operators: isOn(options, 'taint_only_propagate_through_assignments'),
      calls: !isOn(options, 'taint_intrafile'),
    },
  };
  return isPlain(scheme) ? undefined : scheme;
}

function isPlain({ guarded, unify, atSource, safe }: Scheme): boolean {
  return !guarded && !unify && !atSource && !Object.values(safe).includes(true);
}

/** What every match of a spec means. Conditions are made once, so that equal ones are the same object. */
export function meaningOf(spec: TaintSpec, scheme: Scheme = plainScheme): SpecMeaning {
  const { bySideEffect, sideEffectOnly, exact, focus, anyPart, atExit, control, requires, requiresOf } = spec;
  const test = (condition: typeof requires): LabelTest | undefined => (condition === undefined ? undefined : compileCondition(condition, scheme.labels));
  const label = spec.label === undefined ? undefined : scheme.labels.get(spec.label);
  const required = test(requires);
  const tests = requiresOf?.flatMap(({ metavariable, condition }) => ({ metavariable, test: compileCondition(condition, scheme.labels) }));
  return {
    ...{ bySideEffect: bySideEffect || sideEffectOnly === true, exact },
    ...(sideEffectOnly === true ? { sideEffectOnly } : {}),
    ...(focus === undefined ? {} : { focus }),
    ...(anyPart === true ? { anyPart } : {}),
    ...(atExit === true ? { atExit } : {}),
    ...(control === true ? { control } : {}),
    ...(label === undefined ? {} : { label }),
    ...(required === undefined ? {} : { test: required }),
    ...(tests === undefined ? {} : { tests }),
  };
}

/** The same for a propagator: what becomes of each label. */
export function propagatorMeaning({ from, to, bySideEffect, requires, label, replaceLabels }: PropagatorSpec, scheme: Scheme = plainScheme): PropagatorMeaning {
  const meaning = { from, to, ...(bySideEffect === undefined ? {} : { bySideEffect }) };
  if (requires === undefined && label === undefined) return meaning;
  const test: LabelTest = requires === undefined ? { kind: 'all', of: [] } : compileCondition(requires, scheme.labels);
  const target = label === undefined ? undefined : (scheme.labels.get(label) ?? plainLabel);
  const ways = [[plainName, plainLabel] as const, ...scheme.labels].map(([name, own]) => {
    const isReplaced = target !== undefined && (replaceLabels === undefined || replaceLabels.includes(name));
    return { from: own, to: isReplaced ? target : own, test: { kind: 'all', of: [test, { kind: 'label', label: own }] } } as const;
  });
  return { ...meaning, relabel: { test, ways } };
}
