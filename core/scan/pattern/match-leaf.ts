import { childByField, none } from '../tree/flat-tree.ts';
import { constantOf, isConstantString, isSameNumber } from './constant.ts';
import { firstChild, strip } from './head.ts';
import type { Matcher, Next } from './matcher.ts';
import { isCaseless } from './name-case.ts';
import type { LeafPattern, MetaPattern, StringPattern } from './pattern-node.ts';
import type { Binding } from './match.ts';
import { isInterpolated, isJoined, isString, plainString, scalarOf } from './string-literal.ts';
import { role } from './syntax.ts';
import { typeBindings } from './type-of.ts';

/** Binds a metavariable to a node: of parentheses what is in them, of a parameter its name. */
export function matchMeta(matcher: Matcher, pattern: MetaPattern, start: number, next: Next): boolean {
  const { tree } = matcher.file;
  if (((tree.flags[start] ?? 0) & 1) === 0) return false;
  if (pattern.symbol === true) return matchSymbol(matcher, pattern, start, next);
  const node = pattern.statement ? start : unwrapMeta(matcher, start);
  if (!pattern.statement && (matcher.rolesOf(node) & role.transparent) !== 0 && !isTuple(matcher, node)) return false;
  if (pattern.type === undefined) return matcher.bind(pattern.slot, matcher.nodeBinding(node), next);
  const parts = typeBindings(matcher.file, node, pattern.type);
  return parts !== undefined && matcher.bind(pattern.slot, matcher.nodeBinding(node), () => bindTypes(matcher, pattern, [...parts], next));
}

/** Binds the metavariables of a type, one after the other. */
function bindTypes(matcher: Matcher, pattern: MetaPattern, [part, ...rest]: readonly (readonly [string, Binding])[], next: Next): boolean {
  return part === undefined ? next() : matcher.bind(pattern.typeSlots?.get(part[0]) ?? -1, part[1], () => bindTypes(matcher, pattern, rest, next));
}

/** Several values side by side, as in `a, b := f()`. */
function isTuple({ file }: Matcher, node: number): boolean {
  return file.grammar.kinds[file.tree.kind[node] ?? 0] === 'expression_list';
}

/** A symbol without its sign is compared as text, so that `:a` and the name `a` are the same. */
function matchSymbol(matcher: Matcher, pattern: MetaPattern, node: number, next: Next): boolean {
  if ((matcher.rolesOf(node) & role.symbol) === 0) return false;
  const { start, end } = matcher.nodeBinding(node);
  return matcher.bind(pattern.slot, { start: start + 1, end, nodes: [] }, next);
}

function unwrapMeta(matcher: Matcher, start: number): number {
  const { tree, syntax } = matcher.file;
  const node = parameterName(matcher, start);
  const inner = strip(tree, node, syntax);
  return inner === none ? node : inner;
}

/** The name of a parameter with type or default; other nodes as they are. */
function parameterName(matcher: Matcher, node: number): number {
  if ((matcher.rolesOf(node) & role.parameter) === 0) return node;
  const { tree, syntax } = matcher.file;
  const field = syntax.fieldA[tree.kind[node] ?? 0] ?? 0;
  const name = field === 0 ? firstChild(tree, node) : childByField(tree, node, field);
  return name === none ? node : name;
}

/** A leaf of equal text, the constant that a name stands for, or a name that an import gives. */
export function matchLeaf(matcher: Matcher, pattern: LeafPattern, start: number): boolean {
  const { tree, names, syntax } = matcher.file;
  const node = pattern.resolvable ? parameterName(matcher, start) : start;
  const found = matcher.find(pattern.group, node);
  if (found !== none && isWritten(matcher, found, pattern.text)) return true;
  if (found !== none && pattern.literal && isSameNumber(pattern.text, tree.text.slice(tree.start[found], tree.end[found]))) return true;
  if (pattern.loose.length > 0) return matcher.options?.let_is_var !== false && pattern.loose.includes(tree.kind[node] ?? 0);
  if (!pattern.literal && !pattern.resolvable) return false;
  const name = strip(tree, node, syntax);
  const bits = matcher.rolesOf(name);
  if (pattern.literal) return matcher.usesConstants && (bits & role.string) === 0 && constantOf(matcher.file, name)?.text === pattern.text;
  if ((bits & role.name) === 0 || (names.imports.aliases.size === 0 && names.imports.expand === undefined)) return false;
  return names.resolve(tree.text.slice(tree.start[name], tree.end[name]), name) === pattern.text;
}

/** A token of the right kind, or a leaf of the text. */
function isWritten(matcher: Matcher, found: number, wanted: string): boolean {
  const { tree } = matcher.file;
  if (((tree.flags[found] ?? 0) & 1) === 0 || matcher.isText(found, wanted)) return true;
  const inAnyCase = (matcher.rolesOf(found) & role.caseless) !== 0 || isCaseless(matcher.file, found);
  return inAnyCase && tree.text.slice(tree.start[found], tree.end[found]).toLowerCase() === wanted.toLowerCase();
}

/** A string literal, or an expression that has the value of one. */
export function matchString(matcher: Matcher, pattern: StringPattern, start: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const { content } = pattern;
  const node = strip(tree, start, syntax);
  if (content.kind === 'anyComputed' || content.kind === 'anyTemplate' || content.kind === 'anyJoined') return isOfForm(matcher, content.kind, node) && next();
  const literal = isString(syntax, tree, node) ? node : soleValue(matcher, node);
  const range = plainString(syntax, tree, literal);
  if (range === undefined) return matcher.usesConstants && matchComputed(matcher, pattern, node, next);
  if (content.kind === 'any') return next();
  const scalar = scalarOf(syntax, tree, literal);
  if (scalar !== undefined) return matchValue(matcher, content, { ...range, nodes: [], constant: scalar.text }, next);
  if (content.kind === 'meta') return matcher.bind(content.slot, { ...range, nodes: [] }, next);
  if (content.kind === 'regex') return content.regex.test(tree.text.slice(range.start, range.end)) && next();
  return range.end - range.start === content.text.length && tree.text.startsWith(content.text, range.start) && next();
}

/** Strings that a pattern only describes by how they are written. */
function isOfForm(matcher: Matcher, form: StringPattern['content']['kind'], node: number): boolean {
  const { tree, syntax } = matcher.file;
  if (form === 'anyComputed') return isInterpolated(syntax, tree, node) && matcher.rolesOf(node) !== 0 && tree.text[tree.start[node] ?? 0] === '"';
  if (form === 'anyJoined') return isJoined(syntax, tree, node);
  return isString(syntax, tree, node) && isTemplate(matcher, node);
}

/** A literal whose value is not its text. */
function matchValue(matcher: Matcher, content: StringPattern['content'], value: Binding & { readonly constant: string }, next: Next): boolean {
  if (content.kind === 'regex') return content.regex.test(value.constant) && next();
  if (content.kind === 'text') return content.text === value.constant && next();
  return content.kind === 'meta' && matcher.bind(content.slot, value, next);
}

/** The one expression that a variable stands for, or the node itself. */
function soleValue(matcher: Matcher, node: number): number {
  if (!matcher.usesConstants || (matcher.rolesOf(node) & (role.name | role.member)) === 0) return node;
  const values = matcher.file.names.valuesOf(node);
  return values?.length === 1 ? (values[0] ?? node) : node;
}

/** Strings put together from constants, and variables that are one of several. */
function matchComputed(matcher: Matcher, { content }: StringPattern, node: number, next: Next): boolean {
  const { file } = matcher;
  if (content.kind === 'any') return isConstantString(file, node) && next();
  const constant = constantOf(file, node);
  if (constant?.kind !== 'string') return false;
  if (content.kind === 'regex') return content.regex.test(constant.text) && next();
  if (content.kind === 'text') return constant.text === content.text && next();
  return content.kind === 'meta' && matcher.bind(content.slot, { ...matcher.nodeBinding(node), nodes: [], constant: constant.text }, next);
}

function isTemplate({ file }: Matcher, node: number): boolean {
  const { tree, syntax } = file;
  return isInterpolated(syntax, tree, node) || /^(?:`|[A-Za-z]?[fF])/.test(tree.text.slice(tree.start[node], (tree.start[node] ?? 0) + 2));
}
