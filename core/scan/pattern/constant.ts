import { childByField, namedChildrenOf, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { nextNamed, onlyChild, strip } from './head.ts';
import { contentRange, isInterpolated, isJoined, isString, scalarOf } from './string-literal.ts';
import { role, rolesOf } from './syntax.ts';

const depthLimit = 12;
export const concatenations: ReadonlySet<string> = new Set(['+', '.', '..']);

/** Languages where a string and a number cannot be added. */
const strictSums: ReadonlySet<string> = new Set(['python', 'ruby', 'go', 'rust']);

/** What is known of the value of an expression: strings by their content as written, numbers and the like by their text. */
export interface Constant {
  readonly kind: 'string' | 'other';
  readonly text: string;
}

/** Kind and text together, so that `'1'` and `1` differ; undefined when the value is not known. */
export function constantText(file: FileTree, node: number): string | undefined {
  const found = constantOf(file, node);
  return found === undefined ? undefined : `${found.kind}:${found.text}`;
}

/** The value of a literal, of a name that stands for one, and of strings put together from such. */
export function constantOf(file: FileTree, start: number, depth = 0): Constant | undefined {
  const { tree, syntax, names } = file;
  const node = strip(tree, start, syntax);
  if (node === none || depth > depthLimit) return undefined;
  const bits = rolesOf(syntax, tree, node);
  if ((bits & (role.name | role.member)) !== 0) {
    const values = (names.valuesOf(node) ?? []).map((value) => (value === node ? undefined : constantOf(file, value, depth + 1)));
    const [first] = values;
    return values.every((value) => value?.kind === first?.kind && value?.text === first?.text) ? first : undefined;
  }
  if ((bits & role.number) !== 0) return { kind: 'other', text: textOf(tree, node) };
  if (isString(syntax, tree, node)) return isInterpolated(syntax, tree, node) ? templateOf(file, node, depth) : { kind: 'string', text: contentOf(file, node) };
  return operationOf(file, node, depth) ?? choiceOf(file, node, depth);
}

/** Whether an expression is a string whose content does not depend on anything outside: one literal, or one of several. */
export function isConstantString(file: FileTree, start: number, depth = 0): boolean {
  const { tree, syntax, names } = file;
  const node = strip(tree, start, syntax);
  if (node === none || depth > depthLimit) return false;
  if ((rolesOf(syntax, tree, node) & (role.name | role.member)) !== 0) {
    const values = names.valuesOf(node) ?? [];
    return values.length > 0 && values.every((value) => value !== node && isConstantString(file, value, depth + 1));
  }
  const branches = branchesOf(file, node);
  const outcomes = branches.length > 0 ? branches : outcomesOf(file, node, depth);
  if (outcomes.length > 0) return outcomes.every((branch) => isConstantString(file, branch, depth + 1));
  return constantOf(file, node, depth)?.kind === 'string';
}

/** What `a or b`, `c and a` and `text * times` may come out as: strings like their parts. */
function outcomesOf(file: FileTree, node: number, depth: number): readonly number[] {
  const { tree, syntax, grammar } = file;
  const sign = childByField(tree, node, syntax.operatorField);
  if (sign === none) return [];
  const [left, right] = ['left', 'right'].map((name) => childByField(tree, node, grammar.fieldId(name)));
  if (left === undefined || right === undefined || left === none || right === none) return [];
  const operator = textOf(tree, sign);
  if (operator === 'or' || operator === '||') return [left, right];
  if (operator === 'and' || operator === '&&') return [right];
  return operator === '*' && strictSums.has(grammar.name) ? [isConstantString(file, left, depth + 1) ? left : right] : [];
}

/** The two outcomes of `c ? a : b`; none for other expressions. */
function branchesOf({ tree, grammar }: FileTree, node: number): readonly number[] {
  if (!/^(?:ternary|conditional)_expression$/.test(grammar.kinds[tree.kind[node] ?? 0] ?? '')) return [];
  const branches = ['consequence', 'alternative'].map((field) => childByField(tree, node, grammar.fieldId(field)));
  return branches.includes(none) ? [] : branches;
}

/** Of a condition whose outcomes are equal. */
function choiceOf(file: FileTree, node: number, depth: number): Constant | undefined {
  const [a, b] = branchesOf(file, node).map((branch) => constantOf(file, branch, depth + 1));
  return a !== undefined && a.kind === b?.kind && a.text === b.text ? a : undefined;
}

function contentOf(file: FileTree, node: number): string {
  const { tree, syntax } = file;
  const scalar = scalarOf(syntax, tree, node);
  if (scalar !== undefined) return scalar.text;
  if (isJoined(syntax, tree, node)) return [...namedChildrenOf(tree, node)].map((part) => (isString(syntax, tree, part) ? contentOf(file, part) : '')).join('');
  const range = contentRange(tree, node);
  return tree.text.slice(range.start, range.end);
}

/** `a + b` of strings in the operators that languages have for it, and arithmetic on whole numbers. */
function operationOf(file: FileTree, node: number, depth: number): Constant | undefined {
  const { tree, syntax, grammar } = file;
  const sign = childByField(tree, node, syntax.operatorField);
  if (sign === none) return undefined;
  const operator = textOf(tree, sign);
  const left = constantOf(file, childByField(tree, node, grammar.fieldId('left')), depth + 1);
  const right = left === undefined ? undefined : constantOf(file, childByField(tree, node, grammar.fieldId('right')), depth + 1);
  if (left === undefined || right === undefined) return undefined;
  const hasString = left.kind === 'string' || right.kind === 'string';
  if (hasString && operator === '+' && left.kind !== right.kind && strictSums.has(grammar.name)) return undefined;
  if (hasString) return stringOperation(operator, left, right);
  const number = arithmetic(operator, wholeNumber(left), wholeNumber(right));
  return number === undefined ? undefined : { kind: 'other', text: String(number) };
}

const longestText = 10_000;

function stringOperation(operator: string, left: Constant, right: Constant): Constant | undefined {
  if (concatenations.has(operator)) return { kind: 'string', text: left.text + right.text };
  const times = left.kind === 'string' ? wholeNumber(right) : wholeNumber(left);
  const text = left.kind === 'string' ? left.text : right.text;
  const fits = operator === '*' && times !== undefined && times >= 0 && times * text.length <= longestText;
  return fits ? { kind: 'string', text: text.repeat(times) } : undefined;
}

/** Whether two literals are the same number, however it is written. */
export function isSameNumber(a: string, b: string): boolean {
  if (a === b) return true;
  const value = /^\d/.test(a) && /^\d/.test(b) ? Number(a.replaceAll('_', '')) : Number.NaN;
  return !Number.isNaN(value) && value === Number(b.replaceAll('_', ''));
}

function wholeNumber({ kind, text }: Constant): number | undefined {
  const value = kind === 'other' && /^-?(?:0[xXoObB])?[\da-fA-F_]+$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function arithmetic(operator: string, a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const results: Readonly<Record<string, number>> = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '//': Math.floor(a / b), '%': a % b };
  const result = results[operator];
  return result !== undefined && Number.isSafeInteger(result) ? result : undefined;
}

/** A template of which every substitution is known: the text as written around them. */
function templateOf(file: FileTree, node: number, depth: number): Constant | undefined {
  const { tree, syntax } = file;
  const body = bodyOf(file, node);
  const range = contentRange(tree, body);
  const end = tree.skip[body] ?? 0;
  let text = '';
  let at = range.start;
  for (let part = nextNamed(tree, body + 1, end); part !== none; part = nextNamed(tree, tree.skip[part] ?? end, end)) {
    if ((rolesOf(syntax, tree, part) & role.interpolation) === 0) continue;
    const value = constantOf(file, filledIn(file, part), depth + 1);
    if (value === undefined) return undefined;
    text += tree.text.slice(at, tree.start[part]) + value.text;
    at = tree.end[part] ?? at;
  }
  return { kind: 'string', text: text + tree.text.slice(at, range.end) };
}

/** The expression of a substitution. */
function filledIn({ tree, syntax }: FileTree, part: number): number {
  if ((rolesOf(syntax, tree, part) & (role.name | role.member)) !== 0) return part;
  const inner = nextNamed(tree, part + 1, tree.skip[part] ?? 0);
  return (rolesOf(syntax, tree, inner) & role.block) === 0 ? inner : onlyChild(tree, inner);
}

/** The node that the substitutions of a template stand in. */
function bodyOf({ tree, syntax }: FileTree, node: number): number {
  const end = tree.skip[node] ?? 0;
  for (let inner = node + 1; inner < end; inner += 1) if ((rolesOf(syntax, tree, inner) & role.interpolation) !== 0) return tree.parent[inner] ?? node;
  return node;
}
