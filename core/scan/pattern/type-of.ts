import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { strip } from './head.ts';
import { isString } from './string-literal.ts';
import { role, rolesOf } from './syntax.ts';

/** Names of one type in the languages, and of its boxed form. */
const sameTypes: readonly (readonly string[])[] = [
  ['boolean', 'bool', 'Boolean'],
  ['int', 'Integer', 'number'],
  ['float', 'double', 'Float', 'Double', 'number'],
  ['long', 'Long', 'int', 'number'],
  ['string', 'String', 'str'],
  ['char', 'Character'],
];
const comparisons: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', '<', '>', '<=', '>=', '&&', '||', '!']);
const booleanKinds: ReadonlySet<string> = new Set(['true', 'false', 'comparison_operator', 'not_operator', 'boolean_operator']);

/** Whether an expression is known to have a type, by its declaration or by what it is; `$T` as type means any known one. */
export function hasType(file: FileTree, start: number, wanted: string): boolean {
  const declared = typeOf(file, strip(file.tree, start, file.syntax));
  if (declared === undefined) return false;
  const type = plain(wanted);
  if (type.startsWith('$')) return true;
  const { aliases } = file.names.imports;
  const candidates = [plain(declared), lastSegment(plain(declared)), resolve(plain(declared), aliases)];
  return candidates.some((candidate) => candidate === type || baseOf(candidate) === (type.includes('$') ? baseOf(type) : type) || isSameType(candidate, type));
}

/** The type of an expression as its source spells it; undefined when it is not known. */
function typeOf(file: FileTree, node: number): string | undefined {
  const { tree, syntax, names, grammar } = file;
  const bits = rolesOf(syntax, tree, node);
  const kind = grammar.kinds[tree.kind[node] ?? 0] ?? '';
  if ((bits & (role.name | role.member)) !== 0 && !booleanKinds.has(kind)) return names.typeOf(node);
  if (isString(syntax, tree, node)) return grammar.name === 'c' ? 'char' : 'string';
  if (booleanKinds.has(kind)) return 'boolean';
  if ((bits & role.number) !== 0) return numberType(textOf(tree, node));
  const operator = childByField(tree, node, syntax.operatorField);
  if (operator !== none && comparisons.has(textOf(tree, operator))) return 'boolean';
  return constructed(file, node, kind);
}

function constructed({ tree, syntax }: FileTree, node: number, kind: string): string | undefined {
  if (kind !== 'new_expression' && kind !== 'object_creation_expression') return undefined;
  const type = childByField(tree, node, syntax.fieldA[tree.kind[node] ?? 0] ?? 0);
  return type === none ? undefined : textOf(tree, type);
}

function numberType(text: string): string | undefined {
  if (!/^[\d.]/.test(text)) return undefined;
  return /^0[xX]/.test(text) || !/[.eE]/.test(text) ? 'int' : 'float';
}

function isSameType(a: string, b: string): boolean {
  return sameTypes.some((names) => names.includes(a) && names.includes(b));
}

/** Without white space and marks of pointers, references and annotations. */
function plain(type: string): string {
  return type.replace(/^\s*:/, '').replace(/[\s&*]/g, '');
}

function baseOf(type: string): string {
  return type.replace(/<.*$/, '');
}

function lastSegment(type: string): string {
  return baseOf(type).slice(baseOf(type).lastIndexOf('.') + 1);
}

function resolve(type: string, aliases: ReadonlyMap<string, string>): string {
  const dot = type.indexOf('.');
  const root = dot < 0 ? type : type.slice(0, dot);
  return (aliases.get(root) ?? root) + (dot < 0 ? '' : type.slice(dot));
}
