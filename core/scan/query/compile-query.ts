import { errorKind } from '../tree/flat-tree.ts';
import type { Grammar } from '../tree/grammar.ts';
import { compileRegex, RegexError } from '../pattern/regex.ts';
import { parseQuery, QueryError } from './parse-query.ts';
import type { Operand, Predicate, QueryPart, QueryPattern } from './query-tree.ts';

/** A query for one grammar. Kinds and fields were looked up, so that a wrong name is told and not merely never found. */
export interface CompiledQuery {
  readonly patterns: readonly CompiledPattern[];
  /** The capture that a finding stands at, '' for the whole match. */
  readonly place: string;
}

export interface CompiledPattern {
  readonly root: CompiledPart;
  readonly tests: readonly CaptureTest[];
}

export interface CompiledPart {
  readonly part: QueryPart;
  /** Kind ids of a node; undefined for a wildcard or a part that is no node. */
  readonly kinds: ReadonlySet<number> | undefined;
  readonly field: number;
  readonly without: readonly number[];
  readonly children: readonly CompiledPart[];
}

/** Whether the texts that captures stand for are as a predicate wants them. */
export interface CaptureTest {
  readonly capture: string;
  readonly negated: boolean;
  /** One of several nodes is enough. */
  readonly any: boolean;
  readonly accepts: (text: string, textsOf: (capture: string) => readonly string[]) => boolean;
}

const places = ['finding', 'match'] as const;
/** They tell editors how to show a match and never decide about it. */
const directives: ReadonlySet<string> = new Set(['set!', 'strip!', 'select-adjacent!', 'offset!', 'gsub!']);

/** Compiles for one grammar. Throws QueryError naming what the grammar does not have or what is not supported. */
export function compileQuery(query: string, grammar: Grammar): CompiledQuery {
  const patterns = parseQuery(query);
  const captures = patterns.flatMap(({ root }) => capturesOf(root));
  const visible = captures.find((name) => !name.startsWith('_'));
  return { patterns: patterns.map((pattern) => compilePattern(pattern, grammar)), place: places.find((name) => captures.includes(name)) ?? visible ?? '' };
}

function compilePattern({ root, predicates }: QueryPattern, grammar: Grammar): CompiledPattern {
  const captures = new Set(capturesOf(root));
  return { root: compilePart(root, grammar), tests: predicates.flatMap((predicate) => testOf(predicate, captures) ?? []) };
}

function capturesOf(part: QueryPart): readonly string[] {
  const inner = part.kind === 'node' ? part.children : part.of;
  return [...part.captures, ...inner.flatMap(capturesOf)];
}

function compilePart(part: QueryPart, grammar: Grammar): CompiledPart {
  const field = part.field === undefined ? 0 : fieldId(part.field, grammar);
  const children = (part.kind === 'node' ? part.children : part.of).map((child) => compilePart(child, grammar));
  if (part.kind !== 'node') return { part, kinds: undefined, field, without: [], children };
  return { part, kinds: kindsOf(part, grammar), field, without: part.without.map((name) => fieldId(name, grammar)), children };
}

function kindsOf({ name, named, wildcard }: Extract<QueryPart, { kind: 'node' }>, grammar: Grammar): ReadonlySet<number> | undefined {
  if (wildcard) return undefined;
  if (name === 'ERROR') return new Set([errorKind]);
  const ids = grammar.kindIds(name, named);
  if (ids.length === 0) throw new QueryError(`the grammar of ${grammar.name} has no ${named ? 'node' : 'token'} ${JSON.stringify(name)}`, 1);
  return new Set(ids);
}

function fieldId(name: string, grammar: Grammar): number {
  const id = grammar.fieldId(name);
  if (id === 0) throw new QueryError(`the grammar of ${grammar.name} has no field ${name}`, 1);
  return id;
}

function testOf({ name, operands }: Predicate, captures: ReadonlySet<string>): CaptureTest | undefined {
  if (directives.has(name)) return undefined;
  const read = /^(?<not>not-)?(?<any>any-)?(?<test>eq|match|of)\?$/.exec(name);
  const test = name === 'any-of?' || name === 'not-any-of?' ? 'any-of' : read?.groups?.test;
  const [first, ...rest] = operands;
  if (test === undefined || test === 'of') throw new QueryError(`the predicate #${name} is not supported`, 1);
  if (first?.kind !== 'capture' || !captures.has(first.name)) throw new QueryError(`the predicate #${name} needs a capture of its pattern`, 1);
  const any = test !== 'any-of' && read?.groups?.any !== undefined;
  return { capture: first.name, negated: name.startsWith('not-'), any, accepts: acceptor(test, rest, name) };
}

function acceptor(test: string, operands: readonly Operand[], name: string): CaptureTest['accepts'] {
  const [second] = operands;
  if (second === undefined) throw new QueryError(`the predicate #${name} needs a second operand`, 1);
  if (test === 'match') {
    const regex = toRegex(second, name);
    return (text) => regex.test(text);
  }
  if (test === 'any-of') {
    const texts = new Set(operands.map((operand) => (operand.kind === 'text' ? operand.text : '')));
    return (text) => texts.has(text);
  }
  return second.kind === 'text' ? (text) => text === second.text : (text, textsOf) => textsOf(second.name).includes(text);
}

function toRegex(operand: Operand, name: string): RegExp {
  if (operand.kind !== 'text') throw new QueryError(`the predicate #${name} needs a regex`, 1);
  try {
    return compileRegex(operand.text);
  } catch (error) {
    if (error instanceof RegexError) throw new QueryError(`regex \`${operand.text.slice(0, 80)}\`: ${error.message}`, 1);
    throw error;
  }
}
