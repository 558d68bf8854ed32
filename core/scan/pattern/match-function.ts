import { childByField, none } from '../tree/flat-tree.ts';
import { nextNamed } from './head.ts';
import type { Matcher, Next } from './matcher.ts';
import type { FunctionPattern, PatternNode } from './pattern-node.ts';
import { role } from './syntax.ts';

/** A function in any notation: declaration, expression, arrow. An anonymous one is called by the variable or key it is given to. */
export function matchFunction(matcher: Matcher, pattern: FunctionPattern, start: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const node = matcher.find(pattern.group, start);
  if (node === none || !accepts(matcher, pattern, node)) return false;
  const kind = tree.kind[node] ?? 0;
  const body = childByField(tree, node, syntax.fieldC[kind] ?? 0);
  const matchBody = () => (pattern.body === undefined ? next() : body !== none && matcher.match(pattern.body, body, next));
  const matchParameters = () => (pattern.parameters === undefined ? matchBody() : parameters(matcher, pattern.parameters, node, matchBody));
  if (pattern.name === undefined) return matchParameters();
  const name = nameOf(matcher, node);
  if (name === none) return pattern.nameless === true && matchParameters();
  return matcher.match(pattern.name, name, matchParameters);
}

function accepts(matcher: Matcher, pattern: FunctionPattern, node: number): boolean {
  const { tree, syntax } = matcher.file;
  const isMethod = syntax.grammar.kinds[tree.kind[node] ?? 0] === 'method_definition';
  if (pattern.accepts === 'method' && !isMethod) return false;
  if (pattern.accepts === 'expression' && (isMethod || isDeclaration(matcher, node))) return false;
  return pattern.keywords.every((keyword) => hasToken(matcher, node, keyword));
}

function isDeclaration(matcher: Matcher, node: number): boolean {
  const { tree, syntax } = matcher.file;
  return (syntax.grammar.kinds[tree.kind[node] ?? 0] ?? '').endsWith('_declaration');
}

function hasToken(matcher: Matcher, node: number, kind: number): boolean {
  const { tree } = matcher.file;
  const end = tree.skip[node] ?? 0;
  for (let child = node + 1; child < end; child = tree.skip[child] ?? end) if (tree.kind[child] === kind) return true;
  return false;
}

/** `x => …` has one parameter without a list around it, in pattern or code. */
function parameters(matcher: Matcher, pattern: PatternNode, node: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const kind = tree.kind[node] ?? 0;
  const list = childByField(tree, node, syntax.fieldB[kind] ?? 0);
  const lone = childByField(tree, node, syntax.fieldD[kind] ?? 0);
  const given = list === none ? lone : list;
  if (given === none) return false;
  const patterns = pattern.op === 'node' && pattern.form === 'arguments' ? pattern.children : [pattern];
  const from = list === none ? lone : list + 1;
  return matcher.list({ patterns, end: tree.skip[given] ?? 0, sameKind: false, skippable: 0 }, 0, from, next);
}

function nameOf(matcher: Matcher, node: number): number {
  const { tree, syntax } = matcher.file;
  const own = childByField(tree, node, syntax.fieldA[tree.kind[node] ?? 0] ?? 0);
  if (own !== none) return own;
  const parent = tree.parent[node] ?? none;
  if (parent === none || (matcher.rolesOf(parent) & (role.assign | role.pair)) === 0) return none;
  const key = childByField(tree, parent, syntax.fieldA[tree.kind[parent] ?? 0] ?? 0);
  return key !== none && nextNamed(tree, key, key + 1) === key ? key : none;
}
