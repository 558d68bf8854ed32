import { childrenOf, errorKind, type FlatTree, isLeaf, isNamed, nodeFlags, textOf } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import type { NodePattern } from './node-rule.ts';

/** A metavariable of a pattern. `name` is empty for one that binds nothing. */
export interface TreeMeta {
  readonly op: 'meta';
  readonly name: string;
  /** Stands for any number of siblings. */
  readonly many: boolean;
  /** Only named nodes. */
  readonly named: boolean;
}

/** A pattern as the tree that the grammar makes of it. */
export type TreePattern =
  | TreeMeta
  | { readonly op: 'leaf'; readonly kind: number; readonly named: boolean; readonly text: string }
  | { readonly op: 'inner'; readonly kind: number; readonly children: readonly TreePattern[] };

export type TreePatternResult = { readonly kind: 'pattern'; readonly root: TreePattern } | { readonly kind: 'problem'; readonly message: string };

/** Stand-ins for `$`: what a grammar takes as part of a name differs, and the first that parses without an error is used. */
const sigils = ['$', 'µ', '_µ', 'z', '_'] as const;
const metaText = /(?<![\w$])(\$\$\$|\$\$|\$)(?=[A-Z_][A-Z0-9_]*(?![a-z0-9_]))|\$\$\$(?![\w$])/g;
const name = /^[A-Z_][A-Z0-9_]*$/;
const parsed = new WeakMap<Grammar, Map<string, TreePatternResult>>();

/** Parses a pattern with a grammar; equal patterns share one result. */
export function compileTreePattern(pattern: Pick<NodePattern, 'text' | 'selector'>, grammar: Grammar): TreePatternResult {
  const known = parsed.get(grammar) ?? new Map<string, TreePatternResult>();
  parsed.set(grammar, known);
  const key = `${pattern.selector ?? ''}\n${pattern.text}`;
  const result = known.get(key) ?? compileNew(pattern, grammar);
  known.set(key, result);
  return result;
}

function compileNew({ text, selector }: Pick<NodePattern, 'text' | 'selector'>, grammar: Grammar): TreePatternResult {
  if (text.trim() === '') return problem('the pattern is empty');
  const readings = sigils.flatMap((sigil) => {
    const tree = grammar.parse(encode(text.trim(), sigil));
    return tree === undefined ? [] : [{ tree, sigil }];
  });
  const chosen = readings.map(({ tree, sigil }) => ({ tree, sigil, node: selector === undefined ? innermost(tree) : ofKind(tree, grammar.kindIds(selector)) }));
  const whole = chosen.filter(({ tree }) => selector !== undefined || !isSeveral(tree));
  const reading = whole.find(({ tree, node }) => node !== undefined && !containsError(tree, node)) ?? whole.find(({ node }) => node !== undefined);
  if (reading?.node === undefined) return problem(selector === undefined ? severalNodes : `the pattern has no node of the kind ${selector}`);
  if (reading.tree.kind[reading.node] === errorKind) return problem('the pattern does not parse');
  return { kind: 'pattern', root: build(reading.tree, reading.node, reading.sigil) };
}

const severalNodes = 'the pattern does not parse as one node; give a context and a selector';

function problem(message: string): TreePatternResult {
  return { kind: 'problem', message };
}

function encode(text: string, sigil: string): string {
  return sigil === '$' ? text : text.replace(metaText, (found) => sigil.repeat(found.length));
}

/** Reads `$A`, `$$A`, `$$$A`, `$_` and `$$$` as written with the sigil. */
function readMeta(text: string, sigil: string): TreeMeta | undefined {
  for (const count of [3, 2, 1]) {
    const lead = sigil.repeat(count);
    if (!text.startsWith(lead)) continue;
    const rest = text.slice(lead.length);
    if (count === 3 && rest === '') return { op: 'meta', name: '', many: true, named: false };
    if (!name.test(rest)) return undefined;
    const binds = !rest.startsWith('_');
    const shown = count === 3 ? `$...${rest}` : `$${rest}`;
    return { op: 'meta', name: binds ? shown : '', many: count === 3, named: count === 1 };
  }
  return undefined;
}

/** The node that a pattern is about: wrappers with one child are left out. */
function innermost(tree: FlatTree): number {
  let node = 0;
  for (let children = countedChildren(tree, node); children.length === 1; children = countedChildren(tree, node)) node = children[0] ?? node;
  return node;
}

/** Children but for the missing and empty ones that some grammars end a file with. */
function countedChildren(tree: FlatTree, node: number): readonly number[] {
  return [...childrenOf(tree, node)].filter((child) => !isMissing(tree, child) && (isNamed(tree, child) || textOf(tree, child).trim() !== ''));
}

function isMissing(tree: FlatTree, node: number): boolean {
  return ((tree.flags[node] ?? 0) & nodeFlags.missing) !== 0;
}

function isSeveral(tree: FlatTree): boolean {
  return countedChildren(tree, 0).length > 1;
}

function ofKind(tree: FlatTree, kinds: readonly number[]): number | undefined {
  for (let node = 0; node < tree.count; node += 1) if (kinds.includes(tree.kind[node] ?? -1)) return node;
  return undefined;
}

function containsError(tree: FlatTree, node: number): boolean {
  for (let inner = node; inner < (tree.skip[node] ?? 0); inner += 1) if (tree.kind[inner] === errorKind) return true;
  return false;
}

function build(tree: FlatTree, node: number, sigil: string): TreePattern {
  const text = textOf(tree, node);
  const meta = readMeta(text, sigil);
  if (meta !== undefined) return meta;
  const kind = tree.kind[node] ?? 0;
  if (isLeaf(tree, node)) return { op: 'leaf', kind, named: isNamed(tree, node), text: decode(text, sigil) };
  const children = [...childrenOf(tree, node)].filter((child) => !isMissing(tree, child)).map((child) => build(tree, child, sigil));
  return { op: 'inner', kind, children };
}

function decode(text: string, sigil: string): string {
  return sigil === 'µ' || sigil === '_µ' ? text.replaceAll(sigil, '$') : text;
}
