/** A value known before the program runs. */
export type Constant = string | number | boolean | null;

const longestText = 2000;

/** The result of an operator on known values; undefined when it is not known. */
export function foldOperation(operator: string, operands: readonly Constant[]): Constant | undefined {
  const [left, right] = operands;
  if (left === undefined) return undefined;
  if (operands.length === 1) return foldUnary(operator, left);
  if (operands.length > 2 || right === undefined) return undefined;
  if (equality.has(operator)) return (left === right) === (equality.get(operator) ?? false);
  if (typeof left === 'number' && typeof right === 'number') return foldNumbers(operator, left, right);
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) return bounded(`${left}${right}`);
  return undefined;
}

/** Whether a known value counts as true in a condition. */
export function isTruthy(value: Constant): boolean {
  return value !== null && value !== false && value !== 0 && value !== '';
}

/** The result of a method on known text, such as a character of it. */
export function foldMethod(name: string, receiver: Constant, given: readonly (Constant | undefined)[]): Constant | undefined {
  if (typeof receiver !== 'string') return name === 'toString' ? String(receiver) : undefined;
  const [first] = given;
  if (name === 'charAt' && typeof first === 'number') return receiver.charAt(first);
  if (name === 'equals' && first !== undefined) return receiver === first;
  if (given.length > 0) return undefined;
  if (name === 'length') return receiver.length;
  if (name === 'isEmpty') return receiver === '';
  return name === 'toString' || name === 'trim' || name === 'strip' ? receiver.trim() : undefined;
}

const equality: ReadonlyMap<string, boolean> = new Map([
  ['==', true],
  ['===', true],
  ['is', true],
  ['!=', false],
  ['!==', false],
  ['is not', false],
]);

function foldUnary(operator: string, value: Constant): Constant | undefined {
  if (operator === '') return value;
  if (operator === '!' || operator === 'not') return !isTruthy(value);
  if (typeof value !== 'number') return undefined;
  if (operator === '-') return -value;
  return operator === '+' ? value : undefined;
}

function foldNumbers(operator: string, left: number, right: number): Constant | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? undefined : left / right;
    case '%':
      return right === 0 ? undefined : left % right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      return undefined;
  }
}

function bounded(text: string): string | undefined {
  return text.length > longestText ? undefined : text;
}
