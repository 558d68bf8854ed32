import { analyzeTaint } from '../flow/analysis.ts';
import type { FlowSource } from '../flow/run.ts';
import type { MatchedRange, TaintMatch, TaintMatches } from '../flow/marks.ts';
import type { LabelTest } from '../flow/value.ts';
import { flowTables } from '../languages/flow/index.ts';
import type { FileTree } from '../pattern/file-tree.ts';
import { role, rolesOf } from '../pattern/syntax.ts';
import { type CompiledTaint, matchesIn } from './taint.ts';

/** Why no data flow ends at a place, as starts (UTF-16 offsets) of what plays a part in it. */
export interface TaintExplanation {
  readonly outcome: 'found' | 'no-flow-support' | 'no-sink' | 'no-source' | 'sanitizer' | 'budget' | 'not-reached';
  readonly sources: readonly number[];
  readonly sinks: readonly number[];
  /** Sanitizers without which the flow would arrive. */
  readonly sanitizers: readonly number[];
  /** Names that untrusted data reaches: where it went instead. */
  readonly reached: readonly number[];
}

const mostTried = 50;
const mostNames = 2000;
const none: TaintExplanation = { outcome: 'no-flow-support', sources: [], sinks: [], sanitizers: [], reached: [] };

/** Runs the rule's own analysis again with parts of the rule left out, to see which of them decides. */
export function explainTaint(compiled: CompiledTaint, file: FileTree, place: { readonly start: number; readonly end: number }): TaintExplanation {
  const table = flowTables[file.grammar.name];
  if (table === undefined) return none;
  const source: FlowSource = { tree: file.tree, grammar: file.grammar, table };
  const matches = matchesIn(compiled, file);
  const isHere = (range: { readonly start: number; readonly end: number }) => range.start < place.end && range.end > place.start;
  const arrives = (changes: Partial<TaintMatches>) => analyzeTaint(source, { ...matches, ...changes }).results.some(isHere);
  const facts = { sources: starts(matches.sources), sinks: starts(matches.sinks), sanitizers: [], reached: [] };
  if (!matches.sinks.some(isHere)) return { ...facts, outcome: 'no-sink' };
  if (matches.sources.length === 0) return { ...facts, outcome: 'no-source' };
  if (arrives({})) return { ...facts, outcome: 'found' };
  if (matches.sanitizers.length > 0 && arrives({ sanitizers: [] }))
    return { ...facts, outcome: 'sanitizer', sanitizers: deciding(matches.sanitizers, arrives) };
  if (analyzeTaint(source, matches).cutOff) return { ...facts, outcome: 'budget' };
  const reached = analyzeTaint(source, { ...matches, sinks: namesIn(file) }).results.map(({ start }) => start);
  return { ...facts, outcome: 'not-reached', reached: [...new Set(reached)] };
}

/** The sanitizers that alone keep the data away; all of them when it takes several. */
function deciding(sanitizers: readonly TaintMatch[], arrives: (changes: Partial<TaintMatches>) => boolean): readonly number[] {
  const alone = sanitizers.slice(0, mostTried).filter((one) => arrives({ sanitizers: sanitizers.filter((other) => other !== one) }));
  return starts(alone.length > 0 ? alone : sanitizers);
}

function starts(ranges: readonly MatchedRange[]): readonly number[] {
  return [...new Set(ranges.map(({ start }) => start))];
}

/** Where a rule has labels, it is of interest that data arrives, whatever its labels. */
const anyLabel: LabelTest = { kind: 'all', of: [] };

function namesIn({ tree, syntax }: FileTree): readonly TaintMatch[] {
  const names: TaintMatch[] = [];
  for (let node = 0; node < tree.count && names.length < mostNames; node += 1) {
    if ((rolesOf(syntax, tree, node) & role.name) === 0) continue;
    names.push({ node, start: tree.start[node] ?? 0, end: tree.end[node] ?? 0, bindings: new Map(), bySideEffect: false, exact: false, test: anyLabel });
  }
  return names;
}
