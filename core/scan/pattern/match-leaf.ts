import { childByField, none } from '../tree/flat-tree.ts';
import { firstChild, strip } from './head.ts';
import type { Matcher, Next } from './matcher.ts';
import type { LeafPattern, MetaPattern, StringPattern } from './pattern-node.ts';
import { isInterpolated, isString, plainString } from './string-literal.ts';
import { role } from './syntax.ts';

/** Binds a metavariable to a node: of parentheses what is in them, of a parameter its name. */
export function matchMeta(matcher: Matcher, pattern: MetaPattern, start: number, next: Next): boolean {
  const { tree } = matcher.file;
  if (((tree.flags[start] ?? 0) & 1) === 0) return false;
  const node = pattern.statement ? start : unwrapMeta(matcher, start);
  if (!pattern.statement && (matcher.rolesOf(node) & role.transparent) !== 0) return false;
  if (pattern.type !== undefined && !hasType(matcher, node, pattern.type)) return false;
  return matcher.bind(pattern.slot, matcher.nodeBinding(node), next);
}

function unwrapMeta(matcher: Matcher, start: number): number {
  const { tree, syntax } = matcher.file;
  let node = start;
  if ((matcher.rolesOf(node) & role.parameter) !== 0) {
    const field = syntax.fieldA[tree.kind[node] ?? 0] ?? 0;
    const name = field === 0 ? firstChild(tree, node) : childByField(tree, node, field);
    if (name !== none) node = name;
  }
  const inner = strip(tree, node, syntax);
  return inner === none ? node : inner;
}

function hasType(matcher: Matcher, node: number, type: string): boolean {
  const { names } = matcher.file;
  const declared = names.typeOf(node)?.replace(/\s+/g, '');
  const wanted = type.replace(/\s+/g, '');
  if (declared === undefined) return false;
  const resolved = resolveType(declared, names.imports.aliases);
  return declared === wanted || resolved === wanted || baseType(declared) === wanted || lastSegment(declared) === wanted;
}

/** A leaf of equal text, the constant that a name stands for, or a name that an import gives. */
export function matchLeaf(matcher: Matcher, pattern: LeafPattern, node: number): boolean {
  const { tree, names, syntax } = matcher.file;
  const found = matcher.find(pattern.group, node);
  if (found !== none && (((tree.flags[found] ?? 0) & 1) === 0 || matcher.isText(found, pattern.text))) return true;
  if (!pattern.literal && !pattern.resolvable) return false;
  const name = strip(tree, node, syntax);
  if ((matcher.rolesOf(name) & role.name) === 0) return false;
  if (pattern.literal) {
    const constant = names.constantOf(name);
    return constant !== none && matcher.isText(constant, pattern.text);
  }
  return names.imports.aliases.size > 0 && names.resolve(tree.text.slice(tree.start[name], tree.end[name])) === pattern.text;
}

/** A string literal, or a name that stands for one. */
export function matchString(matcher: Matcher, pattern: StringPattern, start: number, next: Next): boolean {
  const { tree, syntax, names } = matcher.file;
  const { content } = pattern;
  let node = strip(tree, start, syntax);
  if (!isString(syntax, tree, node)) node = (matcher.rolesOf(node) & role.name) === 0 ? none : names.constantOf(node);
  if (node === none || !isString(syntax, tree, node)) return false;
  if (content.kind === 'anyTemplate') return (tree.text[tree.start[node] ?? 0] === '`' || isInterpolated(syntax, tree, node)) && next();
  const range = plainString(syntax, tree, node);
  if (range === undefined) return false;
  if (content.kind === 'any') return next();
  if (content.kind === 'meta') return matcher.bind(content.slot, { ...range, nodes: [] }, next);
  if (content.kind === 'regex') return content.regex.test(tree.text.slice(range.start, range.end)) && next();
  return range.end - range.start === content.text.length && tree.text.startsWith(content.text, range.start) && next();
}

function resolveType(type: string, aliases: ReadonlyMap<string, string>): string {
  const dot = type.indexOf('.');
  const root = dot < 0 ? type : type.slice(0, dot);
  return (aliases.get(root) ?? root) + (dot < 0 ? '' : type.slice(dot));
}

function baseType(type: string): string {
  return type.replace(/<.*$/, '');
}

function lastSegment(type: string): string {
  const base = baseType(type);
  return base.slice(base.lastIndexOf('.') + 1);
}
