import type { Condition, Formula } from '../model.ts';
import { readCondition, readFocus, readMetavariable, readRegex } from './condition.ts';
import { at, elements, entries, isRecord, type Part, refuse, textOf } from './part.ts';

/** Keys that hold a formula; a mapping has one of them, or a `patterns` list has several entries of them. */
export const formulaKeys = ['pattern', 'patterns', 'pattern-either', 'pattern-regex', 'query'] as const;

const negatives: ReadonlySet<string> = new Set(['pattern-not', 'pattern-not-inside', 'pattern-not-regex']);
const maxDepth = 30;

/** Reads the formula of a mapping (`pattern`, `patterns`, `pattern-either` or `pattern-regex`); undefined after reporting what is wrong. */
export function readFormula(part: Part, depth = 0): Formula | undefined {
  if (depth > maxDepth) return refuse(part, 'The formula is nested too deeply');
  if (typeof part.value === 'string') return readOperator('pattern', part, depth);
  if (!isRecord(part.value)) return refuse(part, 'A pattern or a mapping of pattern operators was expected here');
  const present = formulaKeys.filter((key) => at(part, key) !== undefined);
  const [key] = present;
  if (key === undefined) return refuse(part, `One of ${formulaKeys.join(', ')} is needed here`);
  if (present.length > 1) return refuse(part, `Only one of ${present.join(' and ')} may stand here; combine them under patterns`);
  const field = at(part, key);
  return field === undefined ? undefined : named(part, readOperator(key, field, depth));
}

/** `as: $X` beside an operator makes the metavariable stand for its match. */
export function named(part: Part, formula: Formula | undefined): Formula | undefined {
  const as = at(part, 'as');
  const name = as === undefined ? undefined : readMetavariable(as);
  if (formula === undefined || as === undefined) return formula;
  return name === undefined ? undefined : { kind: 'all', of: [formula], where: [], focus: [], as: name };
}

function readOperator(key: string, part: Part, depth: number): Formula | undefined {
  switch (key) {
    case 'pattern':
      return readPattern(part);
    case 'pattern-regex':
      return readRegexFormula(part);
    case 'query':
      return readQuery(part);
    case 'patterns':
      return readAll(part, depth + 1);
    case 'pattern-either':
      return readAny(part, depth + 1);
    case 'pattern-inside':
      return wrap('inside', readNested(part, depth + 1));
    case 'pattern-not':
      return wrap('not', readNested(part, depth + 1));
    case 'pattern-not-inside':
      return wrap('not', wrap('inside', readNested(part, depth + 1)));
    case 'pattern-not-regex':
      return wrap('not', readRegexFormula(part));
    case 'semgrep-internal-pattern-anywhere':
      return wrap('anywhere', readNested(part, depth + 1));
    case 'pattern-where-python':
      return refuse(part, 'pattern-where-python runs code of the rule and is not supported; use metavariable-comparison or metavariable-regex');
    default:
      return refuse(part, `The operator ${JSON.stringify(key)} is not supported`);
  }
}

/** Extension: a tree-sitter query. */
export function readQuery(part: Part): Formula | undefined {
  const query = textOf(part);
  return query === undefined ? undefined : { kind: 'query', query, line: part.origin.yaml.lineOf(part.path) };
}

function readNested(part: Part, depth: number): Formula | undefined {
  return isRecord(part.value) ? readFormula(part, depth) : readPattern(part);
}

/** A formula that says where or where not another one holds. */
export function wrap(kind: 'inside' | 'not' | 'anywhere', of: Formula | undefined): Formula | undefined {
  return of === undefined ? undefined : { kind, of };
}

/** One pattern as text. */
export function readPattern(part: Part): Formula | undefined {
  const pattern = textOf(part);
  if (pattern === undefined) return undefined;
  if (pattern.trim() === '') return refuse(part, 'The pattern is empty');
  return { kind: 'pattern', pattern, line: part.origin.yaml.lineOf(part.path) };
}

/** A regex that matches in the text of the file. */
export function readRegexFormula(part: Part): Formula | undefined {
  const regex = readRegex(part);
  return regex === undefined ? undefined : { kind: 'regex', regex, line: part.origin.yaml.lineOf(part.path) };
}

function readAny(part: Part, depth: number): Formula | undefined {
  if (!Array.isArray(part.value) || part.value.length === 0) return refuse(part, 'A list of patterns was expected here');
  const read = elements(part).map((element) => readAlternative(element, depth));
  const of = read.filter((formula) => formula !== undefined);
  return of.length === read.length ? { kind: 'any', of } : undefined;
}

/** Semgrep also takes a lone pattern-inside as an alternative. */
function readAlternative(part: Part, depth: number): Formula | undefined {
  const inside = at(part, 'pattern-inside');
  return inside === undefined ? readFormula(part, depth) : readOperator('pattern-inside', inside, depth);
}

/** `isCondition`: what is looked at is given, so that every term may be negated. */
function readAll(part: Part, depth: number, isCondition = false): Formula | undefined {
  if (!Array.isArray(part.value) || part.value.length === 0) return refuse(part, 'A list of patterns and conditions was expected here');
  const all: AllDraft = { of: [], where: [], focus: [], failed: false, positive: false };
  for (const element of elements(part)) {
    for (const [key, field] of entries(element)) addTerm(all, key, field, depth);
    if (entries(element).length === 0) {
      refuse(element, 'A mapping such as {pattern: …} was expected here');
      all.failed = true;
    }
  }
  if (all.failed) return undefined;
  if (!all.positive && !isCondition) return refuse(part, 'At least one pattern that is not negated is needed');
  return { kind: 'all', of: all.of, where: all.where, focus: all.focus };
}

interface AllDraft {
  readonly of: Formula[];
  readonly where: Condition[];
  readonly focus: (readonly string[])[];
  failed: boolean;
  positive: boolean;
}

function addTerm(all: AllDraft, key: string, part: Part, depth: number): void {
  if (key === 'focus-metavariable') {
    const names = readFocus(part);
    if (names.length > 0) all.focus.push(names);
    all.failed ||= names.length === 0;
    return;
  }
  if (key.startsWith('metavariable-')) {
    const condition = readCondition(key, part, (inner) => readConditionFormula(inner, depth + 1));
    if (condition === undefined) all.failed = true;
    else all.where.push(condition);
    return;
  }
  const formula = readOperator(key, part, depth);
  if (formula === undefined) all.failed = true;
  else all.of.push(formula);
  all.positive ||= !negatives.has(key);
}

/** What `metavariable-pattern` asks of the code that the metavariable stands for. */
function readConditionFormula(part: Part, depth: number): Formula | undefined {
  const patterns = at(part, 'patterns');
  const isLone = formulaKeys.filter((key) => at(part, key) !== undefined).length === 1;
  return patterns !== undefined && isLone ? readAll(patterns, depth, true) : readFormula(part, depth);
}
