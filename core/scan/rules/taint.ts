import type { Detector, Formula, LabelCondition, LanguageId, PropagatorSpec, TaintSpec } from '../model.ts';
import { parseLanguage } from '../languages/index.ts';
import { readMetavariable } from './condition.ts';
import { readFormula } from './formula.ts';
import { readLabelCondition } from './label-condition.ts';
import { readMatch } from './match-syntax.ts';
import { type Models, rehome } from './models.ts';
import { at, elements, entries, flagAt, isRecord, type Part, refuse, textAt, textsAt } from './part.ts';

/** What taint specs are read for: the rule's languages choose the groups of a model. */
export interface TaintScope {
  readonly models: Models;
  readonly languages: readonly LanguageId[];
}

const maxUses = 8;

/** Where the parts of a taint rule stand in the older syntax and, under `taint`, in the newer one. */
const syntaxes = {
  older: { sources: 'pattern-sources', sinks: 'pattern-sinks', sanitizers: 'pattern-sanitizers', propagators: 'pattern-propagators', read: readFormula },
  newer: { sources: 'sources', sinks: 'sinks', sanitizers: 'sanitizers', propagators: 'propagators', read: readMatch },
} as const;
type TaintSyntax = (typeof syntaxes)[keyof typeof syntaxes];

/** Reads `mode: taint` or `taint: {…}`; undefined after reporting what is wrong. */
export function readTaint(rule: Part, scope: TaintScope): Extract<Detector, { kind: 'taint' }> | undefined {
  const before = rule.origin.problems.length;
  const newer = at(rule, 'taint');
  const [part, syntax] = newer === undefined ? ([rule, syntaxes.older] as const) : ([newer, syntaxes.newer] as const);
  const sources = readSpecs(part, 'sources', syntax, scope);
  const sinks = readSpecs(part, 'sinks', syntax, scope);
  const sanitizers = readSpecs(part, 'sanitizers', syntax, scope);
  const propagators = readPropagators(part, syntax, scope);
  if (rule.origin.problems.length > before) return undefined;
  if (sources.length === 0) return refuse(rule, `A taint rule needs ${syntax.sources} for its languages`);
  if (sinks.length === 0) return refuse(rule, `A taint rule needs ${syntax.sinks} for its languages`);
  return { kind: 'taint', sources, sinks, sanitizers, propagators };
}

function readSpecs(rule: Part, key: 'sources' | 'sinks' | 'sanitizers', syntax: TaintSyntax, scope: TaintScope): TaintSpec[] {
  return expand(rule, syntax[key], scope).flatMap(({ part, languages }) => {
    const formula = readPlace(part, syntax);
    if (formula === undefined) return [];
    const focus = focusOf(formula);
    return {
      ...{ formula, bySideEffect: flagAt(part, 'by-side-effect'), exact: flagAt(part, 'exact') },
      ...flags(part, { sideEffectOnly: at(part, 'by-side-effect')?.value === 'only' }),
      ...(key === 'sinks' && at(part, 'exact')?.value === false ? { anyPart: true } : {}),
      ...labels(part),
      ...requirements(part),
      ...(focus === undefined ? {} : { focus }),
      ...(languages === undefined ? {} : { languages }),
    };
  });
}

/** Models are shared by rules in both syntaxes, so their specs may be in either. */
function readPlace(part: Part, { read }: TaintSyntax): Formula | undefined {
  const isOlder = isRecord(part.value) && Object.keys(part.value).some((key) => key.startsWith('pattern-') || key === 'patterns');
  return isOlder ? readFormula(part) : read(part);
}

function flags(
  part: Part,
  { sideEffectOnly }: { readonly sideEffectOnly: boolean },
): Pick<TaintSpec, 'sideEffectOnly' | 'atExit' | 'control' | 'notConflicting'> {
  return {
    ...(sideEffectOnly ? { sideEffectOnly } : {}),
    ...(flagAt(part, 'at-exit') ? { atExit: true } : {}),
    ...(flagAt(part, 'control') ? { control: true } : {}),
    ...(flagAt(part, 'not-conflicting') || flagAt(part, 'not_conflicting') ? { notConflicting: true } : {}),
  };
}

function labels(part: Part): { readonly label?: string } {
  const label = isRecord(part.value) ? textAt(part, 'label') : undefined;
  return label === undefined ? {} : { label };
}

/** `requires: A and not B`, or a list of conditions on single metavariables: `requires: [{$X: A}, {$Y: B}]`. */
function requirements(part: Part): Pick<TaintSpec, 'requires' | 'requiresOf'> {
  const field = isRecord(part.value) ? at(part, 'requires') : undefined;
  if (field === undefined) return {};
  if (!Array.isArray(field.value) && !isRecord(field.value)) {
    const requires = readLabelCondition(field);
    return requires === undefined ? {} : { requires };
  }
  const requiresOf = elements(field).flatMap((element) => entries(element).flatMap(([name, condition]) => readRequirement(name, condition)));
  return { requiresOf };
}

function readRequirement(name: string, part: Part): readonly { readonly metavariable: string; readonly condition: LabelCondition }[] {
  const metavariable = readMetavariable({ ...part, value: name });
  const condition = readLabelCondition(part);
  return metavariable === undefined || condition === undefined ? [] : [{ metavariable, condition }];
}

function readPropagators(rule: Part, syntax: TaintSyntax, scope: TaintScope): PropagatorSpec[] {
  return expand(rule, syntax.propagators, scope).flatMap(({ part, languages }) => {
    const formula = readPlace(part, syntax);
    const from = textAt(part, 'from');
    const to = textAt(part, 'to');
    if (from === undefined || to === undefined) refuse(part, 'A propagator needs from and to');
    if (formula === undefined || from === undefined || to === undefined) return [];
    const { requires } = requirements(part);
    const replaced = textsAt(part, 'replace-labels');
    return {
      ...{ formula, from, to },
      ...(at(part, 'by-side-effect') === undefined ? {} : { bySideEffect: flagAt(part, 'by-side-effect') }),
      ...(requires === undefined ? {} : { requires }),
      ...labels(part),
      ...(replaced.length === 0 ? {} : { replaceLabels: replaced }),
      ...(languages === undefined ? {} : { languages }),
    };
  });
}

/** A metavariable that one `focus-metavariable` names: the expression that must be tainted. */
function focusOf(formula: Formula): string | undefined {
  const only = formula.kind === 'all' && formula.focus.length === 1 ? formula.focus[0] : undefined;
  return only?.length === 1 ? only[0] : undefined;
}

interface Expanded {
  readonly part: Part;
  /** Absent: every language of the rule. */
  readonly languages: readonly LanguageId[] | undefined;
}

function expand(rule: Part, key: string, scope: TaintScope): readonly Expanded[] {
  const field = at(rule, key);
  if (field === undefined) return [];
  if (!Array.isArray(field.value)) {
    refuse(field, 'A list was expected here');
    return [];
  }
  return elements(field).flatMap((part) => expandUse({ part, languages: ownLanguages(part) }, scope, 0));
}

function expandUse(spec: Expanded, scope: TaintScope, depth: number): readonly Expanded[] {
  const { part, languages } = spec;
  const name = isRecord(part.value) ? textAt(part, 'use') : undefined;
  if (name === undefined) return languages === undefined || overlaps(languages, scope.languages) ? [spec] : [];
  const groups = scope.models.get(name);
  if (groups === undefined || depth >= maxUses) {
    refuse(part, groups === undefined ? `There is no model named ${JSON.stringify(name)}` : 'Models use each other in a circle');
    return [];
  }
  const fitting = groups.filter((group) => overlaps(group.languages, languages ?? scope.languages));
  return fitting.flatMap((group) =>
    group.specs.flatMap((inner) => expandUse({ part: labelled(rehome(inner, part.origin), part), languages: group.languages }, scope, depth + 1)),
  );
}

/** A spec of a model with the label and requirement that stand beside `use`, where it has none of its own. */
function labelled(spec: Part, use: Part): Part {
  if (!isRecord(spec.value) || !isRecord(use.value)) return spec;
  const { label, requires } = use.value;
  return { ...spec, value: { ...(label === undefined ? {} : { label }), ...(requires === undefined ? {} : { requires }), ...spec.value } };
}

/** Extension: a spec may name the languages it is written in, when the rule has several. */
function ownLanguages(part: Part): readonly LanguageId[] | undefined {
  if (!isRecord(part.value) || at(part, 'languages') === undefined) return undefined;
  return textsAt(part, 'languages').flatMap((name) => parseLanguage(name)?.id ?? refuse(part, `The language ${JSON.stringify(name)} is not supported`) ?? []);
}

/** A JavaScript spec also serves TypeScript, as rules do. */
function overlaps(offered: readonly LanguageId[], wanted: readonly LanguageId[]): boolean {
  const script: readonly LanguageId[] = ['javascript', 'typescript', 'tsx'];
  const wide = offered.includes('javascript') ? [...offered, ...script] : offered;
  return wanted.some((language) => wide.includes(language));
}
