import { type AddedNames, addingNames, changingTrees } from './derived-grammar.ts';
import { openPrefixes } from './prefixes.ts';
import { openSubstitutions } from './substitutions.ts';
import { childrenOf, type FlatTree, namedChildrenOf, nodeFlags } from './flat-tree.ts';
import type { Grammar } from './grammar.ts';
import type { AddedField, AddedKind, Refinement } from './refinements/refinement.ts';

/** Field ids from here on are free: no grammar has that many fields. */
const firstAddedField = 160;

/** A grammar whose trees have the kinds and fields that a refinement adds. */
export function refined(grammar: Grammar, refinement: Refinement): Grammar {
  const names = addingNames(grammar, namesIn(grammar, refinement), firstAddedField);
  return { name: grammar.name, ...names, ...changingTrees(grammar, openRefinement(refinement, names)) };
}

/** Names that a refinement adds to those of its grammar, each once. */
function namesIn(grammar: Grammar, refinement: Refinement): AddedNames {
  const kinds = Object.values(refinement.kinds).flatMap((added) => added.map(({ kind }) => kind));
  const fields = Object.values(refinement.fields).flatMap((added) => added.map(({ field }) => field));
  return { kinds: [...new Set(kinds)].filter((kind) => grammar.kindIds(kind, true).length === 0), fields: [...new Set(fields)] };
}

type Ids = Pick<Grammar, 'kindIds' | 'fieldId'>;
type IdSet = ReadonlySet<number> | undefined;

interface FieldRule {
  readonly rule: AddedField;
  readonly field: number;
  readonly of: IdSet;
  readonly except: IdSet;
  readonly after: IdSet;
  readonly before: IdSet;
}

interface KindRule {
  readonly rule: AddedKind;
  readonly kind: number;
  readonly has: IdSet;
  readonly within: IdSet;
}

/** Makes the function that adds kinds and fields to a tree in place. */
function openRefinement(refinement: Refinement, ids: Ids): (tree: FlatTree) => FlatTree {
  const kinds = byKind(refinement.kinds, ids, (rule) => kindRule(rule, ids));
  const fields = byKind(refinement.fields, ids, (rule) => fieldRule(rule, ids));
  const { substitutions, prefixes } = refinement;
  const turn = prefixes === undefined ? undefined : openPrefixes(prefixes, ids);
  const split = substitutions === undefined ? undefined : openSubstitutions(substitutions, ids);
  return (given) => {
    const tree = split === undefined ? given : split(given);
    turn?.(tree);
    for (let node = 0; node < tree.count; node += 1) addKind(tree, node, kinds[tree.kind[node] ?? 0]);
    for (let node = 0; node < tree.count; node += 1) addFields(tree, node, fields[tree.kind[node] ?? 0]);
    return tree;
  };
}

function byKind<From, To>(table: Readonly<Record<string, readonly From[]>>, ids: Ids, make: (rule: From) => To): readonly (readonly To[] | undefined)[] {
  const rules: (readonly To[] | undefined)[] = [];
  for (const [name, added] of Object.entries(table)) {
    const named = ids.kindIds(name, true);
    for (const id of named.length > 0 ? named : ids.kindIds(name, false)) rules[id] = added.map(make);
  }
  return rules;
}

function kindRule(rule: AddedKind, ids: Ids): KindRule {
  const has = idSet(rule.has, false, ids) ?? idSet(rule.holds, true, ids);
  return { rule, kind: ids.kindIds(rule.kind, true).at(-1) ?? 0, has, within: idSet(rule.within, true, ids) };
}

function fieldRule(rule: AddedField, ids: Ids): FieldRule {
  return {
    rule,
    field: ids.fieldId(rule.field),
    of: idSet(rule.of, true, ids),
    except: idSet(rule.except, true, ids),
    after: idSet(rule.after, false, ids),
    before: idSet(rule.before, false, ids),
  };
}

function idSet(names: readonly string[] | undefined, named: boolean, ids: Ids): IdSet {
  return names === undefined ? undefined : new Set(names.flatMap((name) => ids.kindIds(name, named)));
}

function addKind(tree: FlatTree, node: number, rules: readonly KindRule[] | undefined): void {
  const found = rules?.find((rule) => fits(tree, node, rule));
  if (found === undefined) return;
  tree.kind[node] = found.kind;
  tree.flags[node] = (tree.flags[node] ?? 0) | nodeFlags.named;
}

function fits(tree: FlatTree, node: number, { rule, has, within }: KindRule): boolean {
  if (within !== undefined && !within.has(tree.kind[tree.parent[node] ?? 0] ?? 0)) return false;
  if (rule.text !== undefined && !isText(tree, node, rule.text)) return false;
  if (rule.behind !== undefined && !isBehind(tree, node, rule.behind)) return false;
  if (has === undefined) return true;
  for (const child of childrenOf(tree, node)) if (has.has(tree.kind[child] ?? 0)) return true;
  return false;
}

function isText(tree: FlatTree, node: number, text: string): boolean {
  const start = tree.start[node] ?? 0;
  return (tree.end[node] ?? 0) - start === text.length && tree.text.startsWith(text, start);
}

function isBehind({ text, start }: FlatTree, node: number, wanted: string): boolean {
  let end = start[node] ?? 0;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end -= 1;
  return text.endsWith(wanted, end);
}

function addFields(tree: FlatTree, node: number, rules: readonly FieldRule[] | undefined): void {
  if (rules !== undefined) for (const rule of rules) addField(tree, node, rule);
}

function addField(tree: FlatTree, node: number, rules: FieldRule): void {
  const { rule, field, after, before } = rules;
  const first = after === undefined ? node : (firstOf(tree, node, after) ?? tree.count);
  const last = before === undefined ? tree.count : (firstOf(tree, node, before) ?? tree.count);
  for (const child of placesOf(tree, node, rule)) {
    const isPlace = child > first && child < last && tree.field[child] === 0;
    if (!isPlace || !isOfKind(tree.kind[child] ?? 0, rules)) continue;
    tree.field[child] = field;
    if (rule.hidden === true) tree.flags[child] = (tree.flags[child] ?? 0) | nodeFlags.extra;
    if (rule.all !== true) return;
  }
}

function placesOf(tree: FlatTree, node: number, { at }: AddedField): readonly number[] {
  const all = [...namedChildrenOf(tree, node)];
  return at === undefined ? all : all.slice(at).slice(0, 1);
}

function isOfKind(kind: number, { of, except }: FieldRule): boolean {
  return of?.has(kind) !== false && except?.has(kind) !== true;
}

/** The first child of one of these kinds, tokens included. */
function firstOf(tree: FlatTree, node: number, kinds: ReadonlySet<number>): number | undefined {
  for (const child of childrenOf(tree, node)) if (kinds.has(tree.kind[child] ?? 0)) return child;
  return undefined;
}
