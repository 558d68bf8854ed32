import type { Condition, Formula } from '../model.ts';
import { readCondition, readFocus } from './condition.ts';
import { named, readPattern, readRegexFormula, wrap } from './formula.ts';
import { at, elements, isRecord, type Part, refuse } from './part.ts';

/** Operators of the newer syntax, `match: {all: […], where: […]}`; a mapping has exactly one of them. */
const operators = ['pattern', 'regex', 'all', 'any', 'not', 'inside', 'anywhere'] as const;
const maxDepth = 30;

/** Reads a formula in the newer syntax; undefined after reporting what is wrong. */
export function readMatch(part: Part, depth = 0): Formula | undefined {
  if (depth > maxDepth) return refuse(part, 'The formula is nested too deeply');
  if (typeof part.value === 'string') return readPattern(part);
  if (!isRecord(part.value)) return refuse(part, 'A pattern or a mapping of pattern operators was expected here');
  const present = operators.filter((key) => at(part, key) !== undefined);
  const [key] = present;
  const field = key === undefined ? undefined : at(part, key);
  if (key === undefined || field === undefined) return refuse(part, `One of ${operators.join(', ')} is needed here`);
  if (present.length > 1) return refuse(part, `Only one of ${present.join(' and ')} may stand here; combine them under all`);
  const base = readOperator(key, field, depth + 1);
  const where = at(part, 'where');
  if (where === undefined || base === undefined) return named(part, base);
  const conditions = readWhere(where, depth + 1);
  return conditions === undefined ? undefined : named(part, withConditions(base, conditions));
}

function readOperator(key: (typeof operators)[number], part: Part, depth: number): Formula | undefined {
  switch (key) {
    case 'pattern':
      return readPattern(part);
    case 'regex':
      return readRegexFormula(part);
    case 'all': {
      const of = readList(part, depth);
      return of === undefined ? undefined : { kind: 'all', of, where: [], focus: [] };
    }
    case 'any': {
      const of = readList(part, depth);
      return of === undefined ? undefined : { kind: 'any', of };
    }
    case 'not':
    case 'inside':
    case 'anywhere':
      return wrap(key, readMatch(part, depth));
    default:
      return key satisfies never;
  }
}

function readList(part: Part, depth: number): readonly Formula[] | undefined {
  if (!Array.isArray(part.value) || part.value.length === 0) return refuse(part, 'A list of patterns was expected here');
  const read = elements(part).map((element) => readMatch(element, depth));
  const of = read.filter((formula) => formula !== undefined);
  return of.length === read.length ? of : undefined;
}

interface Conditions {
  readonly where: readonly Condition[];
  readonly focus: readonly (readonly string[])[];
}

function withConditions(base: Formula, { where, focus }: Conditions): Formula {
  if (base.kind === 'all' && base.as === undefined) return { ...base, where: [...base.where, ...where], focus: [...base.focus, ...focus] };
  return { kind: 'all', of: [base], where, focus };
}

function readWhere(part: Part, depth: number): Conditions | undefined {
  const where: Condition[] = [];
  const focus: (readonly string[])[] = [];
  const before = part.origin.problems.length;
  for (const element of elements(part)) {
    const focused = at(element, 'focus');
    if (focused !== undefined) focus.push(readFocus(focused));
    else where.push(...readEntry(element, depth));
  }
  return part.origin.problems.length > before ? undefined : { where, focus };
}

function readEntry(part: Part, depth: number): readonly Condition[] {
  const kind = kindOf(part);
  if (kind === undefined) return refuse(part, 'A condition such as {metavariable: $X, regex: …} or {comparison: …} was expected here') ?? [];
  const condition = readCondition(kind, part, (inner) => readMatch(inner, depth));
  return condition === undefined ? [] : [condition];
}

function kindOf(part: Part): string | undefined {
  const has = (key: string) => at(part, key) !== undefined;
  if (has('comparison')) return 'metavariable-comparison';
  if (!has('metavariable')) return undefined;
  if (has('type') || has('types')) return 'metavariable-type';
  if (has('analyzer')) return 'metavariable-analysis';
  if (has('regex') && !has('language')) return 'metavariable-regex';
  return operators.some(has) ? 'metavariable-pattern' : undefined;
}
