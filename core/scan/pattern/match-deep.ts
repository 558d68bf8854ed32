import { childByField, none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { strip, wrapped } from './head.ts';
import type { Matcher, Next } from './matcher.ts';
import type { ChainPattern, DeepPattern } from './pattern-node.ts';
import { role, rolesOf } from './syntax.ts';

/** `<... P ...>`: P anywhere inside a node. */
export function matchDeep(matcher: Matcher, pattern: DeepPattern, node: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  const end = tree.skip[node] ?? 0;
  for (let inner = node; inner < end; inner += 1) {
    const counts = ((tree.flags[inner] ?? 0) & 3) === 1 && (inner === node || wrapped(tree, tree.parent[inner] ?? none, syntax) === none);
    if (!counts) continue;
    if (matcher.match(pattern.inner, inner, next) || matcher.throughValue(inner, (value) => matchDeep(matcher, pattern, value, next))) return true;
  }
  return false;
}

/** `$X. ... .name`: any chain of members and calls on an object. */
export function matchChain(matcher: Matcher, pattern: ChainPattern, start: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  for (let node = strip(tree, start, syntax); node !== none; node = strip(tree, receiver(matcher.file, node), syntax)) {
    if (matcher.match(pattern.object, node, next)) return true;
    if (matcher.throughValue(node, (value) => matchChain(matcher, pattern, value, next))) return true;
  }
  return false;
}

/** The one expression that a variable holds at its use, or `none`. */
export function heldValue(file: FileTree, start: number): number {
  const node = strip(file.tree, start, file.syntax);
  if (node === none || (rolesOf(file.syntax, file.tree, node) & (role.name | role.member)) === 0) return none;
  const values = file.names.valuesOf(node);
  return values?.length === 1 && values[0] !== node ? (values[0] ?? none) : none;
}

/** What a call is made on, what a member is taken from. */
function receiver({ tree, syntax }: FileTree, node: number): number {
  const kind = tree.kind[node] ?? 0;
  const bits = rolesOf(syntax, tree, node);
  if ((bits & role.call) !== 0) return childByField(tree, node, (syntax.fieldB[kind] ?? 0) || (syntax.fieldA[kind] ?? 0));
  if ((bits & role.member) !== 0) return childByField(tree, node, syntax.fieldA[kind] ?? 0);
  return none;
}
