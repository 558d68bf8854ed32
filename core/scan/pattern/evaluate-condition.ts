import { unify } from './bindings.ts';
import { spend } from './budget.ts';
import type { CompiledCondition, FormulaNode, InnerText, TextWindow } from './compiled-formula.ts';
import { evaluateComparison, isTrue, toValue } from './evaluate-comparison.ts';
import { type FileTree, openFileTree, openTextFile } from './file-tree.ts';
import type { Binding, Bindings, Match } from './match.ts';
import { hasBacktracking, isRandom } from './string-analysis.ts';
import type { ScalarText } from './yaml-scalar.ts';
import { indexRanges, type RangeIndex } from './range-index.ts';
import { isString, plainString, scalarOf } from './string-literal.ts';
import { hasType } from './type-of.ts';

type All = Extract<FormulaNode, { kind: 'all' }>;

/** The file, and how formulas are evaluated in it. */
export interface ConditionScope {
  readonly file: FileTree;
  readonly evaluate: (node: FormulaNode, file: FileTree) => readonly Match[];
  readonly filtered: (node: All, matches: readonly Match[], file: FileTree) => readonly Match[];
}

const mostBindings = 8;

/** The match with what the condition binds, once for each way it holds; none when it does not hold. */
export function applyCondition(condition: CompiledCondition, match: Match, scope: ConditionScope): readonly Match[] {
  if (condition.kind === 'comparison') return holdsComparison(condition, match, scope.file) ? [match] : [];
  const binding = match.bindings.get(condition.metavariable);
  if (binding === undefined) return [];
  switch (condition.kind) {
    case 'regex':
      return withGroups(condition, binding, match, scope.file);
    case 'pattern':
      return condition.inner === undefined
        ? holdsIn(condition.formula, binding, match, scope)
        : holdsInText(condition.formula, { binding, inner: condition.inner }, match, scope);
    case 'type':
      return isOfType(scope.file, binding, condition.types) ? [match] : [];
    case 'analysis':
      return analyze(condition.analyzer, valueIn(scope.file, binding)) ? [match] : [];
  }
  return condition satisfies never;
}

function holdsComparison({ comparison, metavariable }: Extract<CompiledCondition, { kind: 'comparison' }>, match: Match, file: FileTree): boolean {
  const value = evaluateComparison(comparison, (name) => {
    const binding = match.bindings.get(name) ?? (name === metavariable ? undefined : match.bindings.get(name.replace('$...', '$')));
    return binding === undefined ? undefined : toValue(valueIn(file, binding));
  });
  return isTrue(value);
}

/** Groups of the regex bind `$1`, `$2` and their names. */
function withGroups({ regex, quoted }: Extract<CompiledCondition, { kind: 'regex' }>, binding: Binding, match: Match, file: FileTree): readonly Match[] {
  regex.lastIndex = 0;
  const found = regex.exec(quoted ? textOf(file, binding) : valueIn(file, binding)) ?? matchQuoted(regex, binding, file);
  if (found === null) return [];
  if (found.length < 2) return [match];
  const bindings = new Map(match.bindings);
  const add = (name: string, text: string | undefined) => {
    if (text !== undefined) bindings.set(`$${name}`, { ...placeOf(file, binding, text), nodes: [], constant: text });
  };
  for (const [index, text] of found.entries()) if (index > 0) add(String(index), text);
  for (const [name, text] of Object.entries(found.groups ?? {})) add(name, text);
  return [{ ...match, bindings }];
}

/** Expressions of strings such as `(.MD5.)` count on the quotes; those that exclude something would hold because of them. */
function matchQuoted(regex: RegExp, binding: Binding, file: FileTree): RegExpExecArray | null {
  const isQuoted = binding.constant !== undefined && binding.nodes.length === 1 && !regex.source.includes('(?!');
  regex.lastIndex = 0;
  return isQuoted ? regex.exec(textOf(file, binding)) : null;
}

/** Where a group stands in the text, when it is written there as it is. */
function placeOf(file: FileTree, binding: Binding, text: string): { readonly start: number; readonly end: number } {
  const at = textOf(file, binding).indexOf(text);
  return at < 0 ? { start: binding.start, end: binding.end } : { start: binding.start + at, end: binding.start + at + text.length };
}

/** Holds somewhere in what a metavariable stands for; a formula with only negations is about the whole of it. */
function holdsIn(formula: FormulaNode, binding: Binding, outer: Match, scope: ConditionScope): readonly Match[] {
  const { file, filtered } = scope;
  const whole: Match = { node: binding.nodes[0] ?? outer.node, start: binding.start, end: binding.end, bindings: outer.bindings };
  if (formula.kind === 'any') return distinct(formula.of.flatMap((part) => holdsIn(part, binding, outer, scope)));
  if (formula.kind !== 'all') return extended(outer, matchesIn(formula, whole, scope), file);
  const own = windowed(formula, whole);
  const found = own.kind === 'all' ? filtered(own, candidatesIn(formula, whole, scope), file) : [];
  spend(file, found.length);
  return extended(outer, found, file);
}

/** Formulas that are asked about many places of a file: all their matches in it. */
const matchesOfFile = new WeakMap<FileTree, Map<FormulaNode, Indexed>>();

interface Indexed {
  readonly all: readonly Match[];
  readonly index: RangeIndex;
}

/** The matches of a formula that lie in a range. */
function matchesIn(formula: FormulaNode, whole: Match, { file, evaluate }: ConditionScope): readonly Match[] {
  if (hasRegex(formula)) return evaluate(withoutRestrictions(windowed(formula, whole)), file).filter((match) => isWithin(match, whole));
  const known = matchesOfFile.get(file) ?? new Map<FormulaNode, Indexed>();
  matchesOfFile.set(file, known);
  const ready = known.get(formula) ?? indexed(evaluate(withoutRestrictions(formula), file));
  known.set(formula, ready);
  const inside = ready.index.inside(whole);
  spend(file, 1 + inside.length);
  return inside.flatMap((place) => ready.all[place] ?? []);
}

function indexed(all: readonly Match[]): Indexed {
  return { all, index: indexRanges(all) };
}

/** Regexes see only the text of a range, so each range has its own matches. */
function hasRegex(node: FormulaNode): boolean {
  if (node.kind === 'any') return node.of.some(hasRegex);
  return node.kind === 'all' ? node.positives.some(hasRegex) : node.kind === 'regex';
}

function withoutRestrictions(node: FormulaNode): FormulaNode {
  return node.kind === 'all' ? { ...node, inside: [], not: [], notInside: [], anywhere: [], where: [], focus: [] } : node;
}

/** What the positive parts match in a range. They know its bindings, so that a negation is about what the metavariables stand for. */
function candidatesIn(formula: All, whole: Match, scope: ConditionScope): readonly Match[] {
  const { file } = scope;
  if (formula.positives.length === 0) return [whole];
  return matchesIn(formula, whole, scope).flatMap((match) => {
    const bindings = unify(file, whole.bindings, match.bindings);
    return bindings === undefined ? [] : [{ ...match, bindings }];
  });
}

/** The formula with regexes that see only the text of the range. */
function windowed(node: FormulaNode, { start, end }: TextWindow): FormulaNode {
  const each = (parts: readonly FormulaNode[]) => parts.map((part) => windowed(part, { start, end }));
  if (node.kind === 'regex') return { ...node, window: { start, end } };
  if (node.kind === 'any') return { ...node, of: each(node.of) };
  return node.kind === 'all' ? { ...node, positives: each(node.positives), not: each(node.not), notInside: each(node.notInside) } : node;
}

/** The same in a text of another language: the content of a string, or the code as written. */
function holdsInText(
  formula: FormulaNode,
  { binding, inner }: { readonly binding: Binding; readonly inner: InnerText },
  outer: Match,
  scope: ConditionScope,
): readonly Match[] {
  const { text, toOuter } = contentOf(scope.file, binding);
  const file = openInner(text, inner);
  if (file === undefined) return [];
  const whole: Match = { node: 0, start: 0, end: text.length, bindings: new Map() };
  const isNegative = formula.kind === 'all' && formula.positives.length === 0;
  const found = isNegative ? scope.filtered(formula, [whole], file) : scope.evaluate(formula, file);
  return extended(
    outer,
    found.map((match) => ({ ...match, bindings: shifted(match.bindings, toOuter) })),
    scope.file,
  );
}

function openInner(text: string, { language, grammar }: InnerText): FileTree | undefined {
  if (grammar === undefined) return openTextFile(text, language);
  const tree = grammar.parse(text);
  return tree === undefined ? undefined : openFileTree(tree, grammar, language);
}

function shifted(bindings: Bindings, toOuter: (offset: number) => number): Bindings {
  return new Map([...bindings].map(([name, { start, end }]) => [name, { start: toOuter(start), end: toOuter(end), nodes: [] }]));
}

/** The outer match once for each distinct set of bindings that fits it. */
function extended(outer: Match, found: readonly Match[], file: FileTree): readonly Match[] {
  const kept: Match[] = [];
  for (const { bindings } of found) {
    const joined = unify(file, outer.bindings, bindings);
    if (joined !== undefined) kept.push({ ...outer, bindings: joined });
    if (kept.length >= mostBindings) break;
  }
  return distinct(kept);
}

function distinct(matches: readonly Match[]): readonly Match[] {
  const byText = new Map<string, Match>();
  for (const match of matches) {
    const key = [...match.bindings].map(([name, { start, end }]) => `${name}${start}-${end}`).join();
    if (!byText.has(key)) byText.set(key, match);
  }
  return [...byText.values()];
}

function isWithin(inner: Match, outer: Match): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isOfType(file: FileTree, { nodes }: Binding, types: readonly string[]): boolean {
  const [only] = nodes;
  return only !== undefined && nodes.length === 1 && types.some((type) => hasType(file, only, type));
}

function analyze(analyzer: 'entropy' | 'redos', text: string): boolean {
  return analyzer === 'entropy' ? isRandom(text) : hasBacktracking(text);
}

/** The content of a string literal, of other code the code. */
function contentOf({ tree, syntax }: FileTree, { start, end, nodes }: Binding): ScalarText {
  const [only] = nodes;
  const isLiteral = only !== undefined && nodes.length === 1 && isString(syntax, tree, only);
  const scalar = isLiteral ? scalarOf(syntax, tree, only) : undefined;
  if (scalar !== undefined) return scalar;
  const range = (isLiteral ? plainString(syntax, tree, only) : undefined) ?? { start, end };
  return { text: tree.text.slice(range.start, range.end), toOuter: (offset) => range.start + offset };
}

function textOf(file: FileTree, binding: Binding): string {
  return file.tree.text.slice(binding.start, binding.end);
}

function valueIn(file: FileTree, binding: Binding): string {
  return binding.constant ?? textOf(file, binding);
}
