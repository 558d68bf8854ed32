import type { Comparison, Value } from './comparison.ts';
import { compileRegex } from './regex.ts';

/** Value of a metavariable: undefined when it is not a constant, which makes the comparison false. */
export type Lookup = (name: string) => Value | undefined;

/** The value of a comparison; undefined when something in it is not known or does not fit. */
export function evaluateComparison(comparison: Comparison, lookup: Lookup): Value | undefined {
  switch (comparison.kind) {
    case 'value':
      return comparison.value;
    case 'metavariable':
      return lookup(comparison.name);
    case 'list':
      return allKnown(comparison.of, lookup);
    case 'call': {
      const values = allKnown(comparison.of, lookup);
      return values === undefined ? undefined : call(comparison.name, values);
    }
    case 'unary':
      return unary(comparison.operator, evaluateComparison(comparison.of, lookup));
    case 'binary':
      return binary(comparison, lookup);
  }
  return comparison satisfies never;
}

/** As Python's `bool()`. */
export function isTrue(value: Value | undefined): boolean {
  return value !== undefined && (isList(value) ? value.length > 0 : Boolean(value));
}

/** Reads a literal's text as Python would: numbers in any base, else the text itself. */
export function toValue(text: string): Value {
  if (text === 'True' || text === 'False') return text === 'True';
  const plain = text.replace(/_/g, '').replace(/[lLuUfFdDn]+$/, '');
  return /^[+-]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)$/.test(plain)
    ? Number(/^0\d+$/.test(plain) ? Number.parseInt(plain, 8) : plain)
    : text;
}

function allKnown(items: readonly Comparison[], lookup: Lookup): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const item of items) {
    const value = evaluateComparison(item, lookup);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function call(name: string, values: readonly Value[]): Value | undefined {
  const [first, second] = values;
  if (first === undefined) return undefined;
  switch (name) {
    case 'int':
    case 'float':
      return toNumber(first, name, second);
    case 'str':
      return String(first);
    case 'bool':
      return isTrue(first);
    case 'len':
      return typeof first === 'string' || isList(first) ? first.length : undefined;
    case 'abs':
      return typeof first === 'number' ? Math.abs(first) : undefined;
    case 'min':
    case 'max':
      return extreme(name, values);
    case 're.match':
    case 're.search':
      return matches(name === 're.match', String(first), second);
    default:
      return undefined;
  }
}

function toNumber(value: Value, name: string, base: Value | undefined): number | undefined {
  if (typeof value === 'string' && typeof base === 'number') return known(Number.parseInt(value, base));
  const number = typeof value === 'string' ? toValue(value.trim()) : value;
  if (typeof number === 'boolean') return number ? 1 : 0;
  if (typeof number !== 'number') return undefined;
  return known(name === 'int' ? Math.trunc(number) : number);
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function extreme(name: string, values: readonly Value[]): number | undefined {
  const numbers = values.flat(2).filter((value) => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  return name === 'min' ? Math.min(...numbers) : Math.max(...numbers);
}

function matches(anchored: boolean, regex: string, text: Value | undefined): boolean | undefined {
  if (typeof text !== 'string') return undefined;
  const found = compileRegex(regex).exec(text);
  return found !== null && (!anchored || found.index === 0);
}

function unary(operator: string, value: Value | undefined): Value | undefined {
  if (operator === 'not') return value === undefined ? undefined : !isTrue(value);
  if (typeof value !== 'number') return undefined;
  if (operator === '-') return -value;
  return operator === '~' ? ~value : value;
}

function binary({ operator, left, right }: Extract<Comparison, { kind: 'binary' }>, lookup: Lookup): Value | undefined {
  const a = evaluateComparison(left, lookup);
  if (operator === 'and' && !isTrue(a)) return a === undefined ? undefined : false;
  if (operator === 'or' && isTrue(a)) return a;
  const b = evaluateComparison(right, lookup);
  if (operator === 'or' || operator === 'and') return b;
  if (a === undefined || b === undefined) return undefined;
  return compare(operator, a, b) ?? arithmetic(operator, a, b);
}

function compare(operator: string, a: Value, b: Value): boolean | undefined {
  switch (operator) {
    case '==':
      return isEqual(a, b);
    case '!=':
      return !isEqual(a, b);
    case 'in':
    case 'not in':
      return contains(b, a) === undefined ? undefined : contains(b, a) === (operator === 'in');
    case '<':
      return ordered(a, b, (order) => order < 0);
    case '>':
      return ordered(a, b, (order) => order > 0);
    case '<=':
      return ordered(a, b, (order) => order <= 0);
    case '>=':
      return ordered(a, b, (order) => order >= 0);
    default:
      return undefined;
  }
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isEqual(a: Value, b: Value): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => isEqual(item, b[index] ?? null));
  return a === b;
}

function contains(whole: Value, part: Value): boolean | undefined {
  if (typeof whole === 'string') return typeof part === 'string' ? whole.includes(part) : undefined;
  return isList(whole) ? whole.some((item) => isEqual(item, part)) : undefined;
}

function ordered(a: Value, b: Value, test: (order: number) => boolean): boolean | undefined {
  if (typeof a === 'number' && typeof b === 'number') return test(a - b);
  if (typeof a === 'string' && typeof b === 'string') return test(a === b ? 0 : orderOf(a < b));
  return undefined;
}

function orderOf(isLess: boolean): number {
  return isLess ? -1 : 1;
}

function arithmetic(operator: string, a: Value, b: Value): Value | undefined {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  const results: Readonly<Record<string, number>> = {
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': a / b,
    '//': Math.floor(a / b),
    '%': ((a % b) + b) % b,
    '**': a ** b,
    '<<': a << b,
    '>>': a >> b,
    '&': a & b,
    '|': a | b,
    '^': a ^ b,
  };
  return results[operator];
}
