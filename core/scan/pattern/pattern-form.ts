import { childByField, type FlatTree, namedChildrenOf, none, textOf } from '../tree/flat-tree.ts';
import { associativeOperators } from './match-operands.ts';
import type { Form, PatternNode } from './pattern-node.ts';
import { role, rolesOf, type Syntax } from './syntax.ts';

/** A node of a parsed pattern. */
export interface PatternPlace {
  readonly syntax: Syntax;
  readonly tree: FlatTree;
  readonly node: number;
}

/** How the children of a pattern node are to be compared. */
export function formOf(place: PatternPlace, children: readonly PatternNode[]): Form {
  const { syntax, tree, node } = place;
  const bits = rolesOf(syntax, tree, node);
  const bitsOf = (child: PatternNode) => syntax.role[child.kind] ?? 0;
  if ((bits & role.subset) !== 0) return 'subset';
  if ((bits & role.block) === 0 && children.length > 1 && children.some(({ op }) => op === 'decorator')) return 'decorated';
  if (syntax.grammar.kinds[tree.kind[node] ?? 0] === 'named_imports') return 'entries';
  if ((bits & role.unordered) !== 0 && children.every((child) => isEntry(child, bitsOf(child)) || isTaken(place, child))) return 'entries';
  if ((bits & role.argumentList) !== 0) return 'arguments';
  if ((bits & role.block) !== 0 && !hasToken(children, syntax)) return isClassBody(place) ? 'members' : 'statements';
  if ((bits & role.pair) !== 0) return 'pair';
  if ((bits & role.declaration) !== 0 && children.filter((child) => (bitsOf(child) & role.declarator) !== 0).length === 1) return 'declaration';
  return operatorForm(place, children);
}

/** Parts of a node without the fields that do not count, and with `...` where more may follow. */
export function asWritten({ grammar, source }: Syntax, kind: number, parts: readonly PatternNode[]): readonly PatternNode[] {
  const name = grammar.kinds[kind] ?? '';
  const plain = source.fieldless?.includes(name) === true ? parts.map((part) => ({ ...part, field: 0 })) : parts;
  if (name === 'jsx_opening_element') return plain.filter((part) => part.op !== 'leaf' || part.text !== '>');
  const isOpen = source.openEnds?.includes(name) === true && plain.at(-1)?.op !== 'ellipsis';
  return isOpen ? [...plain, { op: 'ellipsis', slot: -1, field: 0, kind: 0, group: 0 }] : plain;
}

/** Of an element without content its opening tag, since content may follow it or the tag may close itself; other nodes as they are. */
export function openingTag({ syntax, tree, node }: PatternPlace): number {
  if (syntax.grammar.kinds[tree.kind[node] ?? 0] !== 'jsx_element') return node;
  const [opening, ...others] = namedChildrenOf(tree, node);
  const isNamedTag = opening !== undefined && [...namedChildrenOf(tree, opening)].length > 0;
  return isNamedTag && others.length === 1 ? opening : node;
}

/** The block of a class, whose members are found in any order. */
export function isClassBody({ syntax, tree, node }: PatternPlace): boolean {
  const parent = tree.parent[node] ?? none;
  return parent !== none && syntax.source.classes.includes(syntax.grammar.kinds[tree.kind[parent] ?? 0] ?? '');
}

/** Whether the code may lack it: nothing but `...` in a node that may be passed over, or an empty list of arguments that a call may do without. */
export function isOptional({ syntax, tree, node }: PatternPlace, children: readonly PatternNode[], field: number): boolean {
  const bits = rolesOf(syntax, tree, node);
  if ((bits & role.ignorable) === 0 && (syntax.ignorableField[field] !== 1 || field === syntax.grammar.fieldId('body'))) return false;
  if ((bits & role.argumentList) !== 0) return children.every(({ op }) => op === 'ellipsis');
  const isToken = (child: PatternNode) => hasToken([child], syntax);
  const isEmpty = children.every(
    (child) =>
      child.op === 'ellipsis' || isToken(child) || (child.op === 'node' && !isEmptyBlock(child, syntax) && child.children.every(({ op }) => op === 'ellipsis')),
  );
  return isEmpty && children.some((child) => child.op !== 'leaf');
}

/** `{}` asks for a block without statements. */
function isEmptyBlock(node: PatternNode, syntax: Syntax): boolean {
  return node.op === 'node' && node.form === 'statements' && node.children.length === 0 && ((syntax.role[node.kind] ?? 0) & role.block) !== 0;
}

function operatorForm({ syntax, tree, node }: PatternPlace, children: readonly PatternNode[]): Form {
  const field = childByField(tree, node, syntax.operatorField);
  const operators = field === none ? [] : [textOf(tree, field)];
  const isComparison = syntax.grammar.kinds[tree.kind[node] ?? 0] === 'comparison_operator';
  const tokens = isComparison ? children.flatMap((child) => (child.op === 'leaf' && !child.literal && !child.resolvable ? [child.text] : [])) : operators;
  const [operator] = tokens;
  if (operator === undefined || children.length !== 3) return 'list';
  if (syntax.source.commutative.includes(operator)) return 'commutative';
  const isChain = operator === '+' ? hasEllipsis(children) : associativeOperators.has(operator);
  return isChain && !isComparison ? 'operands' : 'list';
}

/** Sums are grouped from the left unless the pattern has `...` in them. */
function hasEllipsis(children: readonly PatternNode[]): boolean {
  return children.some((child) => child.op === 'ellipsis' || (child.op === 'node' && child.form === 'operands' && hasEllipsis(child.children)));
}

function isEntry(child: PatternNode, bits: number): boolean {
  return (
    child.op === 'ellipsis' || child.op === 'import' || (bits & role.pair) !== 0 || (child.op === 'leaf' && (bits & role.name) !== 0) || isSpecifier(child)
  );
}

/** `{ $X } = …` takes one of the entries. */
function isTaken({ syntax, tree, node }: PatternPlace, child: PatternNode): boolean {
  return child.op === 'meta' && syntax.grammar.kinds[tree.kind[node] ?? 0] === 'object_pattern';
}

/** `x` and `x as y` in the braces of an import. */
function isSpecifier(child: PatternNode): boolean {
  return child.op === 'node' && child.form === 'list' && child.children.every(({ op }) => op === 'leaf' || op === 'meta');
}

function hasToken(children: readonly PatternNode[], syntax: Syntax): boolean {
  return children.some((child) => child.op === 'leaf' && syntax.grammar.kindIds(syntax.grammar.kinds[child.kind] ?? '', false).includes(child.kind));
}

/** Operands of nested chains of the same operator become operands of the outer one, as in the code. */
export function flattened(children: readonly PatternNode[]): readonly PatternNode[] {
  const operator = children[1];
  const isSame = (child: PatternNode) =>
    child.op === 'node' &&
    operator?.op === 'leaf' &&
    child.children[1]?.op === 'leaf' &&
    child.children[1].text === operator.text &&
    child.group !== operator.group;
  const operands = children
    .filter((child) => child !== operator)
    .flatMap((child) => (child.op === 'node' && isSame(child) ? child.children.filter((_, index) => index !== 1) : [child]));
  const [first, ...others] = operands;
  return first === undefined || operator === undefined ? children : [first, operator, ...others];
}
