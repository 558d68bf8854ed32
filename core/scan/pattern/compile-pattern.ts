import type { Language, PatternContext } from '../languages/language.ts';
import type { Grammar } from '../tree/grammar.ts';
import type { RuleOptions } from '../rule-options.ts';
import { type FlatTree, isExtra, isNamed, namedChildrenOf, nodeCovering, none } from '../tree/flat-tree.ts';
import { PatternBuilder } from './build-pattern.ts';
import { headOf, requiredGroups } from './head.ts';
import type { CompiledPattern, PatternNode } from './pattern-node.ts';
import { inOwnCase } from './name-case.ts';
import { ellipsisName, encodeCode, encodeJson, encodeYaml, takeTyped, type TypedMeta } from './placeholder.ts';
import { RegexError } from './regex.ts';
import { requiredWords } from './required-words.ts';
import { role, type Syntax, syntaxOf } from './syntax.ts';

/** Why a pattern could not be used. */
export interface PatternProblem {
  readonly kind: 'problem';
  readonly message: string;
}

export type PatternResult = { readonly kind: 'pattern'; readonly pattern: CompiledPattern } | PatternProblem;

const colonTyped = /\(\s*\$[A-Z_][A-Z_0-9]*\s*:[^()]*\)(?!\s*(?:=>|->|\{|:))/;
/** `(List<$T> $X)` and `(T *$X)` also parse as a comparison and a product. */
const likelyTyped = /(?<![\w$>\]]\s*)\(\s*[\w.$]+(?:<[^\s()<>][^()<>]*>[\w.[\]]*\s+|\s+\*+)\$[A-Z_][A-Z_0-9]*\s*\)/;
/** `(T $X)` without operators, which a language may also read as a declaration. */
const plainTyped = /(?<![\w$>\]]\s*)\(\s*(?!(?:await|throw|new|not|ref|out|in|is|as|or|and)\b)[A-Za-z_][\w.]*\s+\$[A-Z_][A-Z_0-9]*\s*\)(?!\s*(?:=>|\{))/;
const longestPattern = 20_000;
const pairStart = /^(?:[A-Za-z_$][\w$]*|"[^"\n]*"|'[^'\n]*'|\[[^\]\n]*\])\s*:(?!:)/;
const notPair = /^(?:case|default|public|private|protected)\b/;
const parsed = new WeakMap<Grammar, Map<string, PatternResult>>();

/** Compiles one pattern for a grammar; equal patterns share one result. */
export function compilePattern(text: string, language: Language, grammar: Grammar, options?: RuleOptions): PatternResult {
  const known = parsed.get(grammar) ?? new Map<string, PatternResult>();
  parsed.set(grammar, known);
  const key = options === undefined ? text : `${JSON.stringify(options)} ${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = compileNew(text, language, grammar);
  const result: PatternResult = options === undefined || made.kind === 'problem' ? made : { kind: 'pattern', pattern: { ...made.pattern, options } };
  known.set(key, result);
  return result;
}

function compileNew(text: string, language: Language, grammar: Grammar): PatternResult {
  const source = language.pattern;
  if (source === undefined) return problem(`patterns are not supported for ${language.id}`);
  if (text.trim() === '') return problem('the pattern is empty');
  if (text.length > longestPattern) return problem(`the pattern is longer than ${longestPattern} characters`);
  const syntax = syntaxOf(grammar, source);
  try {
    const pattern =
      colonTyped.test(text) || likelyTyped.test(text) || (source.typedDeclarations === true && plainTyped.test(text))
        ? (parseTyped(text, syntax) ?? parseUntyped(text, syntax))
        : (parseUntyped(text, syntax) ?? parseTyped(text, syntax));
    if (pattern !== undefined) return { kind: 'pattern', pattern };
  } catch (error) {
    if (error instanceof RegexError || error instanceof RangeError) return problem(error.message);
    throw error;
  }
  if (grammar.name === 'typescript' && /<\/?[A-Za-z$.]/.test(text)) return { kind: 'pattern', pattern: neverPattern(text) };
  return problem(`does not parse as ${language.id}, whole or as a fragment`);
}

function problem(message: string): PatternProblem {
  return { kind: 'problem', message };
}

function neverPattern(text: string): CompiledPattern {
  return { text, sequence: false, nodes: [], slots: [], groups: [], head: '', words: [], statement: false, never: true, checks: [] };
}

function parseUntyped(text: string, syntax: Syntax): CompiledPattern | undefined {
  return parseVariants(text, { source: text, typed: [] }, syntax);
}

function parseTyped(text: string, syntax: Syntax): CompiledPattern | undefined {
  const { text: source, typed } = takeTyped(text);
  return typed.length === 0 ? undefined : parseVariants(text, { source, typed }, syntax);
}

interface PatternSource {
  readonly source: string;
  readonly typed: readonly TypedMeta[];
}

function parseVariants(text: string, { source, typed }: PatternSource, syntax: Syntax): CompiledPattern | undefined {
  const plain = withoutComments(source, syntax);
  const codes = encodings(plain, syntax);
  for (const code of plain.trim().startsWith('{') && syntax.source.partialEntries ? codes.toReversed() : codes) {
    for (const context of contextsFor(plain.trim(), syntax)) {
      const roots = parseIn(code, context, syntax);
      if (roots !== undefined) return finish(text, { ...roots, typed }, syntax);
    }
  }
  return undefined;
}

/** Lines that are comments are notes of the rule's author. */
function withoutComments(source: string, syntax: Syntax): string {
  const mark = syntax.source.comment;
  if (mark === undefined || !source.includes(mark)) return source;
  const lines = source.split('\n').filter((line) => !line.trimStart().startsWith(mark));
  return lines.join('\n');
}

/** `$METHOD(…) {…}` stands for methods of any result type. */
const typelessMethod = /(?<=^\s*|[{};]\s*|\.\.\.\s*)(?=\$[A-Z_][A-Z_0-9]*\s*\((?:[^(){}]|\([^()]*\))*\)\s*(?:throws[^{};]*)?\{)/g;

/** The pattern as the grammar may read it, most likely first. */
function encodings(source: string, syntax: Syntax): readonly string[] {
  const { style, ellipsis, spell } = syntax.source;
  if (style === 'yaml') return [encodeYaml(source)];
  if (style === 'json') return [encodeJson(source).trim()];
  const plain = encodeCode(source, {}).trim();
  const typeless = ellipsis.typedParameters === true ? source.replace(typelessMethod, '$$_ ') : source;
  const codes = [encodeCode(typeless, ellipsis).trim(), plain, encodeCode(typeless, { ...ellipsis, parameter: '#' }).trim()];
  return [...new Set(spell === undefined ? codes : codes.flatMap(spell))];
}

/** Fragments that would also parse as something else, such as a lone `key: value` as a label, get the context they mean first. */
function contextsFor(source: string, syntax: Syntax): readonly PatternContext[] {
  const { contexts, style } = syntax.source;
  if (style !== 'code') return contexts;
  if (/^(?:catch|finally|except)\b/.test(source)) return [...contexts.filter(({ before }) => /\btry\b/.test(before)), ...contexts];
  if (/^try\b/.test(source) && !/\b(?:catch|finally|except)\b/.test(source)) return [...contexts.filter(({ after }) => after.includes('finally')), ...contexts];
  if (isHeader(source)) return [...contexts.filter(({ header }) => header === true), ...contexts];
  const isPair = pairStart.test(source) && !notPair.test(source) && !source.includes('\n') && !source.endsWith(';') && !source.endsWith('{}');
  if (!isPair && !source.startsWith('{')) return contexts;
  const preferred = contexts.filter(({ before }) => (isPair ? /[({q]\{$|^\{$/.test(before) : before === '('));
  return [...preferred, ...contexts];
}

/** `if (…)` and the like without what follows. */
function isHeader(source: string): boolean {
  const open = /^(?:if|while|for|switch)\s*\(/.exec(source)?.[0].length ?? 0;
  if (open === 0 || source.includes('{')) return open === 0 && /^(?:if|while|for|switch)\b[^{(]*\)$/.test(source);
  let depth = 1;
  let at = open;
  for (; at < source.length && depth > 0; at += 1) depth += depthOf(source[at] ?? '');
  return depth === 0 && at === source.length;
}

function depthOf(character: string): number {
  if (character === ')') return -1;
  return character === '(' ? 1 : 0;
}

interface Roots {
  readonly tree: FlatTree;
  readonly nodes: readonly number[];
  readonly sequence: boolean;
}

function parseIn(code: string, context: PatternContext, syntax: Syntax): Roots | undefined {
  const after = context.after.replaceAll('#', ellipsisName);
  const tree = syntax.grammar.parse(context.before + code + after);
  if (tree === undefined || tree.hasError) return undefined;
  const start = context.before.length;
  const end = start + code.length + (context.header === true ? after.length : 0);
  return rootsWithin(tree, start, end, syntax);
}

/** The node that is the fragment, or the statements that make it up. */
function rootsWithin(tree: FlatTree, from: number, to: number, syntax: Syntax): Roots | undefined {
  const start = from + leadingSpace(tree.text, from, to);
  const end = start + tree.text.slice(start, to).trimEnd().length;
  const node = namedNode(tree, nodeCovering(tree, start, end));
  const bits = syntax.role[tree.kind[node] ?? 0] ?? 0;
  const isExact = tree.start[node] === start && endsAt(tree, node, end);
  const isList = (bits & role.block) !== 0 && !startsWithToken(tree, node, start);
  if (isExact && !isList) return { tree, nodes: [node], sequence: false };
  const nodes = [...namedChildrenOf(tree, node)].filter((child) => (tree.start[child] ?? 0) >= start && endOf(tree, child) <= end);
  const first = nodes[0];
  if (first === undefined || tree.start[first] !== start) return undefined;
  if (nodes.length === 1 && isWholeFragment(tree, first, end)) return { tree, nodes, sequence: false };
  return isList || (bits & role.block) !== 0 ? { tree, nodes, sequence: true } : undefined;
}

/** A keyword that is a statement of its own, such as `return`, is that statement. */
function namedNode(tree: FlatTree, node: number): number {
  const parent = tree.parent[node] ?? none;
  const isToken = !isNamed(tree, node) && parent !== none && tree.start[parent] === tree.start[node] && endOf(tree, parent) === tree.end[node];
  return isToken ? parent : node;
}

/** The context may have added the `;` that some statements end with. */
function endsAt(tree: FlatTree, node: number, end: number): boolean {
  const last = endOf(tree, node);
  return last === end || (last === end + 1 && tree.text[end] === ';' && tree.skip[node] !== node + 1);
}

/** Some grammars count the line end to the node. */
function endOf(tree: FlatTree, node: number): number {
  const start = tree.start[node] ?? 0;
  return start + tree.text.slice(start, tree.end[node]).trimEnd().length;
}

function leadingSpace(text: string, from: number, to: number): number {
  const part = text.slice(from, to);
  return part.length - part.trimStart().length;
}

function isWholeFragment(tree: FlatTree, node: number, end: number): boolean {
  return /^[;\s]*$/.test(tree.text.slice(tree.end[node] ?? 0, end));
}

function startsWithToken(tree: FlatTree, node: number, start: number): boolean {
  const child = node + 1;
  return child < (tree.skip[node] ?? 0) && tree.start[child] === start && !isNamed(tree, child) && !isExtra(tree, child);
}

function finish(text: string, roots: Roots & { readonly typed: readonly TypedMeta[] }, syntax: Syntax): CompiledPattern {
  const builder = new PatternBuilder(syntax, roots.tree, roots.typed);
  const built = roots.nodes.map((node) => builder.build(node));
  const simple = simplifyRoot(built, roots.sequence, syntax);
  const isAnything = simple.length === 1 && simple[0]?.op === 'ellipsis' && simple[0].slot < 0 && syntax.source.style === 'code';
  if (isAnything) return anything(text, simple[0]);
  const sequence = roots.sequence || simple[0]?.op === 'ellipsis';
  const expression = sequence ? undefined : statementExpression(simple[0], syntax);
  const nodes = expression === undefined ? simple : [expression];
  const first = sequence ? undefined : nodes[0];
  return {
    text,
    sequence,
    nodes,
    slots: builder.slots,
    groups: first === undefined ? [] : requiredGroups(first, syntax),
    head: first === undefined ? '' : inOwnCase(headOf(first, syntax), syntax),
    words: syntax.source.anyCase === true || syntax.source.caselessIn !== undefined ? [] : requiredWords(text, syntax.source.modulePaths === true),
    statement: expression !== undefined,
    never: false,
    checks: [],
  };
}

/** A lone `...` means any expression. */
function anything(text: string, root: PatternNode | undefined): CompiledPattern {
  const nodes: readonly PatternNode[] = root === undefined ? [] : [{ op: 'meta', field: 0, kind: root.kind, group: root.group, slot: -1, statement: false }];
  return { text, sequence: false, nodes, slots: [], groups: [], head: '', words: [], statement: false, never: false, checks: [] };
}

/** The expression of a root such as `foo();`, which also matches where it is only a part of a statement. */
function statementExpression(root: PatternNode | undefined, syntax: Syntax): PatternNode | undefined {
  if (root?.op !== 'node' || root.children.length !== 1 || ((syntax.role[root.kind] ?? 0) & role.expressionStatement) === 0) return undefined;
  return root.children[0];
}

/** In data languages, a mapping of one entry means the entry, and a list of one item means the item. */
function simplifyRoot(nodes: readonly PatternNode[], sequence: boolean, syntax: Syntax): readonly PatternNode[] {
  const only = nodes[0];
  if (sequence || syntax.source.style === 'code' || nodes.length !== 1 || only?.op !== 'node') return nodes;
  const child = only.children[0];
  const mayUnpack = only.form === 'entries' || only.form === 'arguments' || only.form === 'statements';
  return mayUnpack && only.children.length === 1 && child !== undefined && child.op !== 'ellipsis' ? simplifyRoot([child], false, syntax) : nodes;
}
