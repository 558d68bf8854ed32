import { childByField, none, textOf } from '../tree/flat-tree.ts';
import { constructedType } from './declared-type.ts';
import type { FileTree } from './file-tree.ts';
import { strip } from './head.ts';
import type { Binding } from './match.ts';
import { isString } from './string-literal.ts';
import { role, rolesOf } from './syntax.ts';
import { fitType, parseType, type TypeCapture, type TypeText } from './type-text.ts';
import { callType } from './call-type.ts';

/** A type that an expression is known to have. `node`: where it is written, or `none`; `marks`: pointers and arrays that stand elsewhere. */
export interface KnownType {
  readonly text: string;
  readonly node: number;
  readonly marks: string;
}

/** Names of one type in the languages, and of its boxed form. */
const sameTypes: readonly (readonly string[])[] = [
  ['boolean', 'bool', 'Boolean', '_Bool'],
  ['int', 'Integer', 'Int', 'number'],
  ['float', 'double', 'Float', 'Double', 'number', 'float32', 'float64'],
  ['long', 'Long', 'int', 'number'],
  ['string', 'String', 'str'],
  ['char', 'Character', 'Char'],
];
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=', '&&', '||', '!']);
const bitOperators: ReadonlySet<string> = new Set(['&', '|', '^']);
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);
const booleanKinds: ReadonlySet<string> = new Set(['true', 'false', 'comparison_operator', 'not_operator', 'boolean_operator', 'boolean_literal']);
const characterKinds: ReadonlySet<string> = new Set(['char_literal', 'character_literal', 'rune_literal']);
/** Languages where a string is an array of characters, where a pointer is no object, and where the name of a class may stand for an object of it. */
const charStrings: ReadonlySet<string> = new Set(['c', 'cpp']);
const classNames: ReadonlySet<string> = new Set(['java', 'c_sharp']);
const numbers: ReadonlySet<string> = new Set([
  'int',
  'Integer',
  'long',
  'Long',
  'short',
  'byte',
  'float',
  'double',
  'Int',
  'number',
  'size_t',
  'int64',
  'int32',
]);
const depthLimit = 6;

/** Whether an expression is known to have a type, by its declaration or by what it is; `$T` as type means any known one. */
export function hasType(file: FileTree, start: number, wanted: string): boolean {
  return typeBindings(file, start, parseType(wanted)) !== undefined;
}

/** What the metavariables of a type stand for when an expression has it; undefined when it does not, or is of no known type. */
export function typeBindings(file: FileTree, start: number, wanted: TypeText): readonly (readonly [string, Binding])[] | undefined {
  const node = strip(file.tree, start, file.syntax);
  const known = typeOf(file, node);
  if (known === undefined) return undefined;
  const plain = parseType(known.text);
  const given = { ...plain, marks: marksFor(file, plain.marks + known.marks) };
  const captures = fitType({ ...wanted, marks: marksFor(file, wanted.marks) }, given, (name, other) => isSameName(file, name, other));
  return captures?.map((capture) => [capture.name, bindingOf(file, node, known, capture)]);
}

/** Only where pointers are written do they tell types apart. */
function marksFor({ grammar }: FileTree, marks: string): string {
  return grammar.name === 'go' || charStrings.has(grammar.name) ? marks : marks.replaceAll('*', '');
}

function bindingOf({ tree, grammar }: FileTree, node: number, known: KnownType, { start, end, marks }: TypeCapture): Binding {
  const text = known.text.slice(start, end);
  const place = known.node === none ? none : (tree.start[known.node] ?? 0);
  const range = place === none ? { start: tree.start[node] ?? 0, end: tree.end[node] ?? 0 } : { start: place + start, end: place + end };
  return { ...range, nodes: [], constant: grammar.name === 'go' ? marks + text : text + marks };
}

/** The type of an expression; undefined when it is not known. */
export function typeOf(file: FileTree, start: number, depth = 0): KnownType | undefined {
  if (start === none || depth > depthLimit) return undefined;
  const { tree, syntax, grammar } = file;
  const node = strip(tree, start, syntax);
  const bits = rolesOf(syntax, tree, node);
  const kind = grammar.kinds[tree.kind[node] ?? 0] ?? '';
  if (booleanKinds.has(kind)) return plainType('boolean');
  if (characterKinds.has(kind)) return plainType('char');
  if ((kind === 'null' || kind === 'nullptr') && charStrings.has(grammar.name)) return plainType('', '*');
  if ((bits & (role.name | role.member)) !== 0) return typeOfName(file, node, bits, depth);
  if (isString(syntax, tree, node)) return charStrings.has(grammar.name) ? plainType('char', '*') : plainType('string');
  if ((bits & role.number) !== 0) return numberType(textOf(tree, node));
  return typeOfOperation(file, node, depth) ?? typeOfBuilt(file, node, kind, depth);
}

function plainType(text: string, marks = ''): KnownType {
  return { text, node: none, marks };
}

function writtenType({ tree }: FileTree, node: number, marks = ''): KnownType | undefined {
  return node === none ? undefined : { text: textOf(tree, node), node, marks };
}

function typeOfName(file: FileTree, node: number, bits: number, depth: number): KnownType | undefined {
  const declared = file.names.typeOf(node);
  if (declared?.kind === 'written') return writtenType(file, declared.type, declared.marks);
  if (declared?.kind === 'value') return typeOf(file, declared.value, depth + 1);
  const text = textOf(file.tree, node);
  const isClass = (bits & role.name) !== 0 && classNames.has(file.grammar.name) && /^[A-Z]\w*[a-z]/.test(text) && !file.names.declares(text);
  return isClass ? writtenType(file, node) : undefined;
}

function numberType(text: string): KnownType | undefined {
  if (!/^[\d.]/.test(text)) return undefined;
  return plainType(/^0[xX]/.test(text) || !/[.eE]/.test(text) ? 'int' : 'float');
}

function typeOfOperation(file: FileTree, node: number, depth: number): KnownType | undefined {
  const { tree, syntax, grammar } = file;
  const sign = childByField(tree, node, syntax.operatorField);
  if (sign === none) return undefined;
  const operator = textOf(tree, sign);
  if (comparisons.has(operator)) return plainType('boolean');
  const side = (field: string) => typeOf(file, childByField(tree, node, grammar.fieldId(field)), depth + 1);
  const left = side('left');
  const right = side('right');
  if (left === undefined && right === undefined) return typeOfUnary(file, node, operator, depth);
  if (bitOperators.has(operator)) return [left, right].find((type) => type !== undefined && /^bool/i.test(type.text));
  if (!arithmetic.has(operator)) return undefined;
  const text = [left, right].find((type) => type !== undefined && /^(?:str|String$)/i.test(type.text));
  if (text !== undefined && operator === '+') return text;
  return left !== undefined && right !== undefined && numbers.has(left.text) && numbers.has(right.text) ? left : undefined;
}

/** `&x` and `&T{…}` point to what they are made of, `*p` is it. */
function typeOfUnary(file: FileTree, node: number, operator: string, depth: number): KnownType | undefined {
  const { tree, grammar } = file;
  const operand = ['operand', 'argument'].map((name) => childByField(tree, node, grammar.fieldId(name))).find((found) => found !== none);
  const type = operand === undefined ? undefined : typeOf(file, operand, depth + 1);
  if (type === undefined) return undefined;
  if (operator === '&') return { ...type, marks: `${type.marks}*` };
  if (operator === '*') return type.marks.includes('*') ? { ...type, marks: type.marks.replace('*', '') } : undefined;
  return operator === '-' ? type : undefined;
}

/** Of choices, casts, literals of structures, constructors and calls. */
function typeOfBuilt(file: FileTree, node: number, kind: string, depth: number): KnownType | undefined {
  const { tree, syntax, grammar } = file;
  if (/^(?:ternary|conditional)_expression$/.test(kind)) {
    const branches = ['consequence', 'alternative'].map((field) => childByField(tree, node, grammar.fieldId(field)));
    return branches.map((branch) => typeOf(file, branch, depth + 1)).find((type) => type !== undefined);
  }
  if (kind === 'cast_expression' || kind === 'composite_literal' || kind === 'array_creation_expression')
    return writtenType(file, childByField(tree, node, syntax.typeField));
  return writtenType(file, constructedType(file, node)) ?? callType(file, node, (receiver) => typeOf(file, receiver, depth + 1));
}

function isSameName(file: FileTree, wanted: string, given: string): boolean {
  const { aliases, wildcards } = file.names.imports;
  const last = lastSegment(given);
  if (wanted === given || wanted === last || sameTypes.some((names) => names.includes(wanted) && names.includes(last))) return true;
  if (wanted === resolve(given, aliases) || (wanted.startsWith('$') && fitsPath(wanted, given))) return true;
  return wanted.includes('.') && wildcards.some((module) => `${module}.${given}` === wanted);
}

/** `$X.Name` is any qualified `Name`. */
function fitsPath(wanted: string, given: string): boolean {
  return given.includes('.') && wanted.includes('.') && wanted.slice(wanted.indexOf('.')) === given.slice(given.length - wanted.length + wanted.indexOf('.'));
}

/** `c` of `a.b.c` and of `a::b::c`. */
function lastSegment(type: string): string {
  return type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf(':')) + 1);
}

function resolve(type: string, aliases: ReadonlyMap<string, string>): string {
  const dot = type.indexOf('.');
  const root = dot < 0 ? type : type.slice(0, dot);
  return (aliases.get(root) ?? root) + (dot < 0 ? '' : type.slice(dot));
}
