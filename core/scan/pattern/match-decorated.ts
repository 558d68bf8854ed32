import { childByField, type FlatTree, namedChildrenOf, none } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { strip } from './head.ts';
import { matchEach } from './match-entries.ts';
import type { Matcher, Next } from './matcher.ts';
import type { PatternPlace } from './pattern-form.ts';
import type { DecoratorPattern, NodePattern, PatternNode } from './pattern-node.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';

/** What a decorator applies, and the list of what it is given or `none`. */
function decoratorParts(syntax: Syntax, tree: FlatTree, applied: number): { readonly callee: number; readonly list: number } {
  const node = strip(tree, applied, syntax);
  const callee = (rolesOf(syntax, tree, node) & role.call) === 0 ? none : childByField(tree, node, syntax.fieldA[tree.kind[node] ?? 0] ?? 0);
  if (callee === none) return { callee: node, list: none };
  for (const child of namedChildrenOf(tree, node)) if ((rolesOf(syntax, tree, child) & role.argumentList) !== 0) return { callee, list: child };
  return { callee: node, list: none };
}

/** The pattern of a decorator; undefined for other nodes. `build` makes the patterns of its parts. */
export function buildDecorator(
  { syntax, tree, node }: PatternPlace,
  base: Pick<DecoratorPattern, 'field' | 'kind' | 'group'>,
  build: (part: number) => PatternNode,
): DecoratorPattern | undefined {
  const [applied] = isDecorator(syntax, tree, node) ? namedChildrenOf(tree, node) : [];
  if (applied === undefined) return undefined;
  const { callee, list } = decoratorParts(syntax, tree, applied);
  return { op: 'decorator', ...base, callee: build(callee), given: list === none ? [] : [build(list)] };
}

function isDecorator({ grammar }: Syntax, tree: FlatTree, node: number): boolean {
  return grammar.kinds[tree.kind[node] ?? 0] === 'decorator';
}

/** `@f` and `@f()` are the same; a pattern without arguments means a decorator without them. */
export function matchDecorator(matcher: Matcher, pattern: DecoratorPattern, node: number, next: Next): boolean {
  const { tree, syntax } = matcher.file;
  if (syntax.group[tree.kind[node] ?? 0] !== pattern.group) return false;
  const [applied] = namedChildrenOf(tree, node);
  if (applied === undefined) return false;
  const { callee, list } = decoratorParts(syntax, tree, applied);
  return matcher.match(pattern.callee, callee, () => matchGiven(matcher, pattern, { list, after: tree.skip[callee] ?? 0 }, next));
}

function matchGiven(matcher: Matcher, { given }: DecoratorPattern, code: { readonly list: number; readonly after: number }, next: Next): boolean {
  const [wanted] = given;
  const isEmpty = code.list === none || [...namedChildrenOf(matcher.file.tree, code.list)].length === 0;
  if (wanted === undefined) return isEmpty && next();
  if (code.list !== none) return matcher.match(wanted, code.list, next);
  if (wanted.op === 'ellipsis') return matcher.bind(wanted.slot, matcher.listBinding([], code.after), next);
  return wanted.op === 'node' && matcher.list({ patterns: wanted.children, end: code.after, sameKind: false, skippable: 0 }, 0, code.after, next);
}

/** A definition with decorators: those of the pattern are among those of the code, in any order unless the rule says otherwise. */
export function matchDecorated(matcher: Matcher, pattern: NodePattern, node: number, next: Next): boolean {
  const wanted = pattern.children.filter(({ op }) => op === 'decorator');
  const rest = pattern.children.filter(({ op }) => op !== 'decorator');
  const given = decoratorsOf(matcher.file, node);
  if (given.length < wanted.length) return false;
  const { tree } = matcher.file;
  const others = () => matcher.list({ patterns: rest, end: tree.skip[node] ?? 0, sameKind: pattern.kind === tree.kind[node], skippable: 0 }, 0, node + 1, next);
  if (matcher.options?.decorators_order_matters !== true) return matchEach(wanted, given, (part, child, more) => matcher.match(part, child, more), others);
  const inOrder = (index: number, from: number): boolean => {
    const part = wanted[index];
    if (part === undefined) return others();
    return given.some((child, at) => at >= from && matcher.match(part, child, () => inOrder(index + 1, at + 1)));
  };
  return inOrder(0, 0);
}

/** The decorators on a definition, those before its `export` included. */
function decoratorsOf({ tree, syntax }: FileTree, node: number): readonly number[] {
  const parent = tree.parent[node] ?? none;
  const exported = parent !== none && syntax.grammar.kinds[tree.kind[parent] ?? 0] === 'export_statement' ? [...namedChildrenOf(tree, parent)] : [];
  return [...exported, ...namedChildrenOf(tree, node)].filter((child) => isDecorator(syntax, tree, child));
}
