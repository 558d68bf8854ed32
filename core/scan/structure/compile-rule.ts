import { errorKind } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import { compileRegex, RegexError } from '../pattern/regex.ts';
import type { NodePosition, NodeRule, NthPosition, Rewriter, Strictness, Structure, Transform } from './node-rule.ts';
import { compileTreePattern, type TreePattern } from './tree-pattern.ts';

/** A node rule for one grammar: kinds and fields by their ids, patterns parsed. */
export type CompiledRule =
  | { readonly kind: 'pattern'; readonly root: TreePattern; readonly strictness: Strictness }
  | { readonly kind: 'node-kind'; readonly ids: ReadonlySet<number> }
  | { readonly kind: 'text'; readonly regex: RegExp }
  | { readonly kind: 'nth-child'; readonly position: NthPosition; readonly of: CompiledRule | undefined; readonly reverse: boolean }
  | { readonly kind: 'range'; readonly start: NodePosition; readonly end: NodePosition }
  | CompiledRelation
  | { readonly kind: 'all'; readonly of: readonly CompiledRule[] }
  | { readonly kind: 'any'; readonly of: readonly CompiledRule[] }
  | { readonly kind: 'not'; readonly of: CompiledRule }
  /** Resolved when it is asked for, since utility rules may refer to one another. */
  | { readonly kind: 'matches'; readonly rule: () => CompiledRule | undefined };

export interface CompiledRelation {
  readonly kind: 'relation';
  readonly relation: 'inside' | 'has' | 'precedes' | 'follows';
  readonly of: CompiledRule;
  readonly stopBy: 'neighbor' | 'end' | CompiledRule;
  /** 0: any field. */
  readonly field: number;
}

export interface CompiledRewriter {
  readonly id: string;
  readonly template: string;
  readonly structure: CompiledStructure;
}

export interface CompiledStructure {
  readonly rule: CompiledRule;
  /** Kinds a match can have; undefined: any. */
  readonly kinds: ReadonlySet<number> | undefined;
  readonly constraints: readonly (readonly [name: string, rule: CompiledRule])[];
  readonly transforms: readonly Transform[];
  readonly rewriters: readonly CompiledRewriter[];
  readonly defaults: readonly string[];
  readonly expandStart: CompiledRelation | undefined;
  readonly expandEnd: CompiledRelation | undefined;
}

/** Why a structure cannot be used; `line` is 1-based in the rule's file. */
export class StructureError extends Error {
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

interface Scope {
  readonly grammar: Grammar;
  readonly utils: Readonly<Record<string, NodeRule>>;
  readonly known: Map<string, CompiledRule>;
}

/** Compiles for one grammar. Throws StructureError naming the pattern, kind, field or utility rule that the grammar or rule does not have. */
export function compileStructure(structure: Structure, grammar: Grammar): CompiledStructure {
  const scope: Scope = { grammar, utils: structure.utils, known: new Map() };
  for (const [name, rule] of Object.entries(structure.utils)) scope.known.set(name, compileRule(rule, scope));
  const rewriters = structure.rewriters.map(
    (rewriter): CompiledRewriter => ({
      id: rewriter.id,
      template: rewriter.template,
      structure: compileParts({ ...emptyParts, ...partsOf(rewriter) }, scope),
    }),
  );
  return { ...compileParts(structure, scope), rewriters };
}

const emptyParts = { defaults: [] } as const;

function partsOf({ rule, constraints, transforms }: Rewriter): Pick<Structure, 'rule' | 'constraints' | 'transforms'> {
  return { rule, constraints, transforms };
}

function compileParts(parts: Omit<Structure, 'rewriters' | 'utils'>, scope: Scope): CompiledStructure {
  const rule = compileRule(parts.rule, scope);
  return {
    rule,
    kinds: kindsOf(rule),
    constraints: Object.entries(parts.constraints).map(([name, constraint]) => [name, compileRule(constraint, scope)] as const),
    transforms: parts.transforms,
    rewriters: [],
    defaults: parts.defaults,
    expandStart: parts.expandStart === undefined ? undefined : compileRelation(parts.expandStart, scope),
    expandEnd: parts.expandEnd === undefined ? undefined : compileRelation(parts.expandEnd, scope),
  };
}

function compileRule(rule: NodeRule, scope: Scope): CompiledRule {
  switch (rule.kind) {
    case 'pattern':
      return compilePattern(rule, scope);
    case 'node-kind':
      return { kind: 'node-kind', ids: kindIds(rule.name, scope.grammar, rule.line) };
    case 'text':
      return { kind: 'text', regex: toRegex(rule.regex, rule.line) };
    case 'nth-child':
      return { ...rule, of: rule.of === undefined ? undefined : compileRule(rule.of, scope) };
    case 'range':
      return rule;
    case 'relation':
      return compileRelation(rule, scope);
    case 'all':
    case 'any':
      return { kind: rule.kind, of: rule.of.map((part) => compileRule(part, scope)) };
    case 'not':
      return { kind: 'not', of: compileRule(rule.of, scope) };
    case 'matches':
      return compileMatches(rule, scope);
  }
  return rule satisfies never;
}

function compilePattern(rule: Extract<NodeRule, { kind: 'pattern' }>, { grammar }: Scope): CompiledRule {
  const compiled = compileTreePattern(rule, grammar);
  if (compiled.kind === 'problem') throw new StructureError(`pattern \`${rule.text.trim().slice(0, 80)}\`: ${compiled.message}`, rule.line);
  return { kind: 'pattern', root: compiled.root, strictness: rule.strictness };
}

function compileMatches({ name, line }: Extract<NodeRule, { kind: 'matches' }>, { utils, known }: Scope): CompiledRule {
  if (!Object.hasOwn(utils, name)) throw new StructureError(`There is no utility rule named ${name}`, line);
  return { kind: 'matches', rule: () => known.get(name) };
}

function compileRelation(rule: Extract<NodeRule, { kind: 'relation' }>, scope: Scope): CompiledRelation {
  const field = rule.field === undefined ? 0 : scope.grammar.fieldId(rule.field);
  if (rule.field !== undefined && field === 0) throw new StructureError(`The grammar of ${scope.grammar.name} has no field ${rule.field}`);
  const stopBy = typeof rule.stopBy === 'string' ? rule.stopBy : compileRule(rule.stopBy, scope);
  return { kind: 'relation', relation: rule.relation, of: compileRule(rule.of, scope), stopBy, field };
}

function kindIds(name: string, grammar: Grammar, line: number | undefined): ReadonlySet<number> {
  const ids = new Set([...grammar.kindIds(name), ...grammar.kindIds(name, false)]);
  if (name === 'ERROR') ids.add(errorKind);
  if (ids.size === 0) throw new StructureError(`The grammar of ${grammar.name} has no node kind ${name}`, line);
  return ids;
}

function toRegex(regex: string, line: number | undefined): RegExp {
  try {
    return compileRegex(regex);
  } catch (error) {
    if (error instanceof RegexError) throw new StructureError(`regex \`${regex.slice(0, 80)}\`: ${error.message}`, line);
    throw error;
  }
}

/** The kinds that a match of the rule can have; undefined when it may be any. */
function kindsOf(rule: CompiledRule | undefined, depth = 0): ReadonlySet<number> | undefined {
  if (rule === undefined || depth > 20) return undefined;
  switch (rule.kind) {
    case 'pattern':
      return rule.root.op === 'meta' || rule.root.kind === errorKind || rule.strictness === 'template' ? undefined : new Set([rule.root.kind]);
    case 'node-kind':
      return rule.ids;
    case 'matches':
      return kindsOf(rule.rule(), depth + 1);
    case 'all':
      return narrowest(rule.of.map((part) => kindsOf(part, depth + 1)));
    case 'any':
      return union(rule.of.map((part) => kindsOf(part, depth + 1)));
    case 'text':
    case 'nth-child':
    case 'range':
    case 'relation':
    case 'not':
      return undefined;
  }
  return rule satisfies never;
}

function narrowest(sets: readonly (ReadonlySet<number> | undefined)[]): ReadonlySet<number> | undefined {
  const known = sets.filter((set) => set !== undefined).toSorted((a, b) => a.size - b.size);
  return known[0];
}

function union(sets: readonly (ReadonlySet<number> | undefined)[]): ReadonlySet<number> | undefined {
  const all = new Set<number>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const kind of set) all.add(kind);
  }
  return all;
}
