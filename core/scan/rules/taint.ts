import type { Detector, Formula, LanguageId, PropagatorSpec, TaintSpec } from '../model.ts';
import { parseLanguage } from '../languages/index.ts';
import { readFormula } from './formula.ts';
import { type Models, rehome } from './models.ts';
import { at, elements, flagAt, isRecord, type Part, refuse, textAt, textsAt } from './part.ts';

/** What taint specs are read for: the rule's languages choose the groups of a model. */
export interface TaintScope {
  readonly models: Models;
  readonly languages: readonly LanguageId[];
}

const maxUses = 8;

/** Reads `mode: taint`; undefined after reporting what is wrong. */
export function readTaint(rule: Part, scope: TaintScope): Extract<Detector, { kind: 'taint' }> | undefined {
  const before = rule.origin.problems.length;
  const sources = readSpecs(rule, 'pattern-sources', scope);
  const sinks = readSpecs(rule, 'pattern-sinks', scope);
  const sanitizers = readSpecs(rule, 'pattern-sanitizers', scope);
  const propagators = readPropagators(rule, scope);
  if (rule.origin.problems.length > before) return undefined;
  if (sources.length === 0) return refuse(rule, 'A taint rule needs pattern-sources for its languages');
  if (sinks.length === 0) return refuse(rule, 'A taint rule needs pattern-sinks for its languages');
  return { kind: 'taint', sources, sinks, sanitizers, propagators };
}

function readSpecs(rule: Part, key: string, scope: TaintScope): TaintSpec[] {
  return expand(rule, key, scope).flatMap(({ part, languages }) => {
    const formula = readFormula(part);
    if (formula === undefined) return [];
    const focus = focusOf(formula);
    const spec = { formula, bySideEffect: flagAt(part, 'by-side-effect'), exact: flagAt(part, 'exact') };
    return { ...spec, ...(focus === undefined ? {} : { focus }), ...(languages === undefined ? {} : { languages }) };
  });
}

function readPropagators(rule: Part, scope: TaintScope): PropagatorSpec[] {
  return expand(rule, 'pattern-propagators', scope).flatMap(({ part, languages }) => {
    const formula = readFormula(part);
    const from = textAt(part, 'from');
    const to = textAt(part, 'to');
    if (from === undefined || to === undefined) refuse(part, 'A propagator needs from and to');
    if (formula === undefined || from === undefined || to === undefined) return [];
    return { formula, from, to, ...(languages === undefined ? {} : { languages }) };
  });
}

/** A metavariable that one `focus-metavariable` names: the expression that must be tainted. */
function focusOf(formula: Formula): string | undefined {
  return formula.kind === 'all' && formula.focus.length === 1 ? formula.focus[0] : undefined;
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
    group.specs.flatMap((inner) => expandUse({ part: rehome(inner, part.origin), languages: group.languages }, scope, depth + 1)),
  );
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
