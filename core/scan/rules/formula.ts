import type { Condition, Formula } from '../model.ts';
import { translateRegex } from '../regex/dialect.ts';
import { parseLanguage } from '../languages/index.ts';
import { at, elements, entries, isRecord, type Part, refuse, textAt, textOf } from './part.ts';

/** Keys that hold a formula; a mapping has one of them, or a `patterns` list has several entries of them. */
export const formulaKeys = ['pattern', 'patterns', 'pattern-either', 'pattern-regex'] as const;

const negatives: ReadonlySet<string> = new Set(['pattern-not', 'pattern-not-inside', 'pattern-not-regex']);
const metavariable = /^\$(?:[A-Z_][A-Z_0-9]*|\.\.\.[A-Z_][A-Z_0-9]*|\d+)$/;
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
  return field === undefined ? undefined : readOperator(key, field, depth);
}

/** Every regex of a formula is checked when it is read, so that a rule fails at load and not in the middle of a scan. */
export function readRegex(part: Part): string | undefined {
  const regex = textOf(part);
  if (regex === undefined) return undefined;
  const translated = translateRegex(regex);
  return translated.kind === 'problem' ? refuse(part, translated.message) : regex;
}

function readOperator(key: string, part: Part, depth: number): Formula | undefined {
  switch (key) {
    case 'pattern':
      return readPattern(part);
    case 'pattern-regex':
      return readRegexFormula(part);
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
    default:
      return refuse(part, `The operator ${JSON.stringify(key)} is not supported`);
  }
}

function readNested(part: Part, depth: number): Formula | undefined {
  return isRecord(part.value) ? readFormula(part, depth) : readPattern(part);
}

function wrap(kind: 'inside' | 'not', of: Formula | undefined): Formula | undefined {
  return of === undefined ? undefined : { kind, of };
}

function readPattern(part: Part): Formula | undefined {
  const pattern = textOf(part);
  if (pattern === undefined) return undefined;
  if (pattern.trim() === '') return refuse(part, 'The pattern is empty');
  return { kind: 'pattern', pattern, line: part.origin.yaml.lineOf(part.path) };
}

function readRegexFormula(part: Part): Formula | undefined {
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
  readonly focus: string[];
  failed: boolean;
  positive: boolean;
}

function addTerm(all: AllDraft, key: string, part: Part, depth: number): void {
  if (key === 'focus-metavariable') {
    const names = elements(part).flatMap((element) => readMetavariable(element) ?? []);
    all.focus.push(...names);
    all.failed ||= names.length === 0;
    return;
  }
  if (key.startsWith('metavariable-')) {
    const condition = readCondition(key, part, depth);
    if (condition === undefined) all.failed = true;
    else all.where.push(condition);
    return;
  }
  const formula = readOperator(key, part, depth);
  if (formula === undefined) all.failed = true;
  else all.of.push(formula);
  all.positive ||= !negatives.has(key);
}

function readCondition(key: string, part: Part, depth: number): Condition | undefined {
  switch (key) {
    case 'metavariable-regex':
      return readRegexCondition(part);
    case 'metavariable-pattern':
      return readPatternCondition(part, depth);
    case 'metavariable-comparison':
      return readComparison(part);
    default:
      return refuse(part, `The condition ${JSON.stringify(key)} is not supported`);
  }
}

function readRegexCondition(part: Part): Condition | undefined {
  const name = readName(part);
  const field = at(part, 'regex');
  if (field === undefined) return refuse(part, 'A regex is needed here');
  const regex = readRegex(field);
  return name === undefined || regex === undefined ? undefined : { kind: 'metavariable-regex', metavariable: name, regex };
}

function readPatternCondition(part: Part, depth: number): Condition | undefined {
  const name = readName(part);
  const patterns = at(part, 'patterns');
  const isLone = formulaKeys.filter((key) => at(part, key) !== undefined).length === 1;
  const formula = patterns !== undefined && isLone ? readAll(patterns, depth + 1, true) : readFormula(part, depth + 1);
  const languageName = textAt(part, 'language');
  const language = languageName === undefined ? undefined : parseLanguage(languageName)?.id;
  if (languageName !== undefined && language === undefined) return refuse(part, `The language ${JSON.stringify(languageName)} is not supported`);
  if (name === undefined || formula === undefined) return undefined;
  return { kind: 'metavariable-pattern', metavariable: name, formula, ...(language === undefined ? {} : { language }) };
}

function readComparison(part: Part): Condition | undefined {
  const field = at(part, 'metavariable');
  const name = field === undefined ? undefined : readMetavariable(field);
  const comparison = textAt(part, 'comparison');
  if (comparison === undefined) return refuse(part, 'A comparison is needed here');
  return { kind: 'metavariable-comparison', comparison, ...(name === undefined ? {} : { metavariable: name }) };
}

function readName(part: Part): string | undefined {
  const field = at(part, 'metavariable');
  return field === undefined ? refuse(part, 'The field metavariable is needed here') : readMetavariable(field);
}

function readMetavariable(part: Part): string | undefined {
  const name = textOf(part);
  if (name === undefined || metavariable.test(name)) return name;
  return refuse(part, 'A metavariable such as $X was expected here');
}
