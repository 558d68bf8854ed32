import { none } from '../tree/flat-tree.ts';
import { wildcard } from './literal.ts';
import type { Role } from './role.ts';
import { childOf, nameAt, namedChildren, onlySubstitution, operatorOf, roleOf, type Syntax } from './syntax.ts';

/** What a condition says about a value: on the way where it `holds`, `node` is one of a few known values or has a harmless form. */
export interface Guard {
  readonly node: number;
  readonly holds: boolean;
  /** Node of the collection the value is looked up in, which must be free of taint; -1 when there is none. */
  readonly within: number;
}

const equalities: ReadonlyMap<string, boolean> = new Map([
  ['=', true],
  ['==', true],
  ['===', true],
  ['eq', true],
  ['!=', false],
  ['!==', false],
  ['ne', false],
]);
const memberships: ReadonlyMap<string, boolean> = new Map([
  ['in', true],
  ['not in', false],
]);
/** Methods of a collection that tell whether it has an element. */
const lookups: ReadonlySet<string> = new Set(['includes', 'has', 'contains', 'containsKey', 'Contains', 'ContainsKey', 'include?', 'member?', 'key?']);
/** Methods of a text that compare it with a constant, and those that tell that it is made of harmless characters. */
const comparisons: ReadonlySet<string> = new Set(['equals', 'equalsIgnoreCase', 'Equals', '__eq__', 'contentEquals']);
const shapes: ReadonlySet<string> = new Set(['isdigit', 'isnumeric', 'isdecimal', 'isalnum', 'isalpha', 'isidentifier']);
/** Functions that are true of numbers only. */
const numberChecks: ReadonlySet<string> = new Set([
  'Number.isInteger',
  'Number.isSafeInteger',
  'Number.isFinite',
  'is_numeric',
  'is_int',
  'ctype_digit',
  'ctype_alnum',
  'StringUtils.isNumeric',
  'StringUtils.isAlphanumeric',
]);
const membershipCalls: ReadonlySet<string> = new Set(['in_array', 'array_key_exists']);
const scalarTypes = /^(?:int|float|bool|complex|Integer|Long|Short|Double|Float|Boolean|number|Number|UUID|Decimal|datetime|date)$/;
const typeNames = /^['"](?:number|boolean|bigint)['"]$/;

/** What the condition at a node guards; undefined when it tells nothing about where a value comes from. `chosen`: what a label is compared with. */
export function readGuard(syntax: Syntax, hasPlace: (node: number) => boolean, { node, chosen }: { node: number; chosen: number }): Guard | undefined {
  const role = roleOf(syntax, node);
  const guard = chosen === none ? guardOf(syntax, node, role) : labelGuard(syntax, node, chosen);
  return guard === undefined || !hasPlace(guard.node) ? undefined : guard;
}

function guardOf(syntax: Syntax, node: number, role: Role | undefined): Guard | undefined {
  return role === undefined ? undefined : guardIn(syntax, node, role);
}

/** In the case of a constant the value is that. */
function labelGuard(syntax: Syntax, label: number, value: number): Guard | undefined {
  return isConstant(syntax, bare(syntax, label)) ? { node: bare(syntax, value), holds: true, within: none } : undefined;
}

function guardIn(syntax: Syntax, node: number, role: Role): Guard | undefined {
  if (role.kind === 'binary') return comparisonGuard(syntax, node, role);
  if (role.kind === 'index') return indexGuard(syntax, node, role);
  return role.kind === 'call' ? callGuard(syntax, node, role) : undefined;
}

/** `allowed[x]`: something is there for the value. */
function indexGuard(syntax: Syntax, node: number, role: Extract<Role, { kind: 'index' }>): Guard | undefined {
  const within = bare(syntax, childOf(syntax, node, role.object));
  return { node: bare(syntax, childOf(syntax, node, role.index)), holds: true, within };
}

function comparisonGuard(syntax: Syntax, node: number, role: Extract<Role, { kind: 'binary' }>): Guard | undefined {
  const operator = operatorOf(syntax, node, role.operator).replace(/\s+/g, ' ');
  const { left, isNegated } = leftOperand(syntax, childOf(syntax, node, role.left));
  const right = bare(syntax, childOf(syntax, node, role.right));
  const member = memberships.get(operator);
  if (member !== undefined) return { node: left, holds: member, within: right };
  if (operator === '=~' && isStrictRegex(nameAt(syntax, right))) return { node: left, holds: !isNegated, within: none };
  const equality = equalities.get(operator);
  if (equality === undefined) return undefined;
  const equal = equality !== isNegated;
  const typed = typeofOperand(syntax, left, right) ?? typeofOperand(syntax, right, left);
  if (typed !== undefined) return { node: typed, holds: equal, within: none };
  if (isConstant(syntax, right)) return { node: left, holds: equal, within: none };
  return isConstant(syntax, left) ? { node: right, holds: equal, within: none } : undefined;
}

/** Shells read `! a = b` as a negated comparison, their grammar as one of `! a`. */
function leftOperand(syntax: Syntax, node: number): { readonly left: number; readonly isNegated: boolean } {
  const left = bare(syntax, node);
  const role = left === none ? undefined : roleOf(syntax, left);
  const isNegated = syntax.bound.table.commands !== undefined && role?.kind === 'unary' && operatorOf(syntax, left, role.operator) === '!';
  return { left: isNegated ? bare(syntax, childOf(syntax, left, role.operand)) : left, isNegated };
}

/** The operand of `typeof x` where it is compared with a type of numbers. */
function typeofOperand(syntax: Syntax, left: number, right: number): number | undefined {
  const role = left === none ? undefined : roleOf(syntax, left);
  if (role?.kind !== 'unary' || operatorOf(syntax, left, role.operator) !== 'typeof' || !typeNames.test(nameAt(syntax, right))) return undefined;
  return bare(syntax, childOf(syntax, left, role.operand));
}

function callGuard(syntax: Syntax, node: number, role: Extract<Role, { kind: 'call' }>): Guard | undefined {
  const list = childOf(syntax, node, role.arguments);
  const given = list === none ? [] : namedChildren(syntax, list).map((each) => bare(syntax, each));
  const call: CheckCall = { ...calleeOf(syntax, node, role), given, first: given[0] ?? none, second: given[1] ?? none };
  return functionGuard(syntax, call) ?? methodGuard(syntax, call) ?? patternGuard(syntax, call);
}

function functionGuard(syntax: Syntax, { path, first, second, given }: CheckCall): Guard | undefined {
  if (numberChecks.has(path) && first !== none) return { node: first, holds: true, within: none };
  if (given.length < 2) return undefined;
  if (path === 'isinstance' && scalarTypes.test(nameAt(syntax, second))) return { node: first, holds: true, within: none };
  if (path === 'slices.Contains') return { node: second, holds: true, within: first };
  return membershipCalls.has(path) ? { node: first, holds: true, within: second } : undefined;
}

function methodGuard(syntax: Syntax, { name, object, first, given }: CheckCall): Guard | undefined {
  if (object === none) return undefined;
  if (shapes.has(name) && given.length === 0) return { node: object, holds: true, within: none };
  if (given.length !== 1) return undefined;
  if (lookups.has(name) && roleOf(syntax, object)?.kind !== 'text') return { node: first, holds: true, within: object };
  if (!comparisons.has(name)) return undefined;
  if (isConstant(syntax, first)) return { node: object, holds: true, within: none };
  return isConstant(syntax, object) ? { node: first, holds: true, within: none } : undefined;
}

interface CheckCall {
  readonly name: string;
  readonly object: number;
  readonly path: string;
  readonly first: number;
  readonly second: number;
  readonly given: readonly number[];
}

/** A regex that fits the whole text with harmless characters only. */
function patternGuard(syntax: Syntax, { name, object, path, first, second, given }: CheckCall): Guard | undefined {
  const found = given.length === 1 ? methodPattern(name, object, first) : functionPattern(path, first, second);
  if (found === undefined) return undefined;
  const text = nameAt(syntax, found.regex);
  const forbids = !found.whole && forbidding.test(regexIn(text));
  return forbids || isStrict(text, found.whole) ? { node: found.subject, holds: !forbids, within: none } : undefined;
}

interface PatternCheck {
  readonly regex: number;
  readonly subject: number;
  /** The call itself asks for a match of the whole text. */
  readonly whole: boolean;
}

function methodPattern(name: string, object: number, first: number): PatternCheck | undefined {
  if (name === 'test') return { regex: object, subject: first, whole: false };
  return name === 'match' || name === 'matches' ? { regex: first, subject: object, whole: name === 'matches' } : undefined;
}

const wholeMatches: ReadonlySet<string> = new Set(['re.fullmatch', 'Pattern.matches']);
const partMatches: ReadonlySet<string> = new Set(['re.match', 're.search', 'preg_match', 'regexp.MatchString']);

function functionPattern(path: string, first: number, second: number): PatternCheck | undefined {
  if (wholeMatches.has(path)) return { regex: first, subject: second, whole: true };
  return partMatches.has(path) ? { regex: first, subject: second, whole: false } : undefined;
}

const delimiters = /^(?:[rRbBuU]{0,2}|@|\$)?(["'`/#~])([\s\S]*)\1[a-z]*$/;
/** PHP writes them inside of the string. */
const innerDelimiters = /^([/#~@!%|])([\s\S]*)\1[a-zA-Z]*$/;
/** Any sign but letters, digits and a few more. */
const forbidding = /^\[\^(?:\\[wd.-]|[\w .,:@-])+\][+*]?$/;
const strictClass = /\\[wdA-Za-z]|\[(?:\\[wd.-]|[\w .,:@-])*\]/g;

function regexIn(text: string): string {
  const inner = delimiters.exec(text)?.[2] ?? '';
  return innerDelimiters.exec(inner)?.[2] ?? inner;
}

/** Whether a regex, as written in the code, allows only letters, digits and a few signs from the beginning to the end. */
function isStrict(text: string, whole: boolean): boolean {
  const inner = regexIn(text);
  const anchored = /^(?:\^|\\A)([\s\S]*)(?:\$|\\[zZ])$/.exec(inner)?.[1];
  const body = anchored ?? (whole ? inner : undefined);
  if (body === undefined || body === '') return false;
  const rest = body.replaceAll(strictClass, '').replaceAll(/\{\d*,?\d*\}|[+*?()|]|\?:/g, '');
  return /^[\w-]*$/.test(rest);
}

/** A regex without signs around it, as shells have them. */
function isStrictRegex(text: string): boolean {
  return text.startsWith('^') && isStrict(`/${text}/`, false);
}

function calleeOf(syntax: Syntax, node: number, role: Extract<Role, { kind: 'call' }>): { name: string; object: number; path: string } {
  if (role.callee === undefined) {
    const object = role.object === undefined ? none : childOf(syntax, node, role.object);
    const name = role.name === undefined ? '' : nameAt(syntax, childOf(syntax, node, role.name));
    return { name, object: bare(syntax, object), path: object === none ? name : `${nameAt(syntax, object)}.${name}` };
  }
  const callee = childOf(syntax, node, role.callee);
  const member = callee === none ? undefined : roleOf(syntax, callee);
  if (member?.kind !== 'member') return { name: '', object: none, path: nameAt(syntax, callee) };
  return {
    name: nameAt(syntax, childOf(syntax, callee, member.name)),
    object: bare(syntax, childOf(syntax, callee, member.object)),
    path: nameAt(syntax, callee),
  };
}

function bare(syntax: Syntax, node: number): number {
  let at = node;
  for (;;) {
    const role = at === none ? undefined : roleOf(syntax, at);
    const inner = role?.kind === 'pass' ? childOf(syntax, at, role.of) : onlySubstitution(syntax, at);
    if (role?.kind !== 'pass' && inner === none) return at;
    at = inner;
  }
}

/** Written out: a text without parts that vary, or a number. The empty text and null are what a value is when it is not there. */
function isConstant(syntax: Syntax, node: number): boolean {
  const role = node === none ? undefined : roleOf(syntax, node);
  if (role?.kind === 'literal') return role.of !== 'null' && !(role.of === 'glob' && wildcard.test(nameAt(syntax, node)));
  return role?.kind === 'text' && namedChildren(syntax, node).every((child) => roleOf(syntax, child)?.kind === 'skip');
}
