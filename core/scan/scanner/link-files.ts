import { lineIndex } from '../../kernel/text.ts';
import { matchesIn } from '../detectors/taint.ts';
import type { RawStep } from '../detectors/raw-match.ts';
import type { TaintMatches } from '../flow/marks.ts';
import type { TraceEntry } from '../flow/trace.ts';
import { type LinkedHit, type LinkedRule, linkRule } from '../link/link-rule.ts';
import { indexProject, type ProjectIndex } from '../link/project-index.ts';
import { type Bases, openBases } from '../link/program.ts';
import type { Unit } from '../link/unit.ts';
import type { Rule, Skip } from '../model.ts';
import { checkLinked, type RawResult } from './check.ts';
import type { Engine } from './engine.ts';
import { enclosingNames } from './enclosing-names.ts';
import { type RuleMatch, spanOf } from './findings.ts';
import { type LinkSource, openUnits, type UnitPool } from './link-units.ts';
import { candidateUnits } from './link-candidates.ts';

/** What following flows across files gave. */
export interface LinkOutcome {
  /** Results of the files in which such a flow ends, in place of what a look at the file alone found. */
  readonly results: ReadonlyMap<string, RawResult>;
  readonly skips: readonly Skip[];
  readonly counts: LinkCounts;
}

/** What it cost. */
export interface LinkCounts {
  readonly units: number;
  readonly opened: number;
  readonly rules: number;
  /** Functions summarised, those cut off by a budget, and flows found. */
  readonly functions: number;
  readonly cut: number;
  readonly flows: number;
}

/** Nodes of trees that are held at a time. */
const mostNodes = 6_000_000;

/** Follows the flows of all taint rules from file to file. `read` gives the text of settings files such as `tsconfig.json`. */
export function linkFiles(engine: Engine, sources: readonly LinkSource[], read: (path: string) => string | undefined): LinkOutcome {
  const work = startWork(engine, sources, read);
  for (const { rule, units } of candidateUnits(engine, work.pool.units)) linkOne(work, rule, units);
  const results = new Map<string, RawResult>();
  for (const [path, matches] of work.matches) {
    const text = work.pool.textOf(path);
    if (text !== undefined) results.set(path, checkLinked(engine, { path, text }, matches));
  }
  return { results, skips: work.skips, counts: { ...work.counts, units: work.pool.units.length, opened: work.pool.opened() } };
}

interface Work {
  readonly engine: Engine;
  readonly pool: UnitPool;
  readonly project: ProjectIndex;
  bases: Bases;
  readonly matches: Map<string, RuleMatch[]>;
  readonly skips: Skip[];
  readonly counts: { rules: number; functions: number; cut: number; flows: number };
}

function startWork(engine: Engine, sources: readonly LinkSource[], read: (path: string) => string | undefined): Work {
  const pool = openUnits(engine, sources);
  const project = indexProject(pool.units, read);
  const counts = { rules: 0, functions: 0, cut: 0, flows: 0 };
  return { engine, pool, project, bases: openBases(project, pool.isOpen), matches: new Map(), skips: [], counts };
}

function linkOne(work: Work, rule: Rule, units: readonly Unit[]): void {
  const { engine, pool, project, counts, skips } = work;
  if (pool.nodes() > mostNodes) {
    pool.close();
    work.bases = openBases(project, pool.isOpen);
  }
  counts.rules += 1;
  const known = new Map<number, TaintMatches>();
  const matchesOf = (unit: Unit): TaintMatches => {
    const found = known.get(unit.index) ?? matchUnit(engine, rule, unit);
    known.set(unit.index, found);
    return found;
  };
  const linked = engine.meter.rule(rule.id, () => linkRule({ project, bases: work.bases, units, matchesOf }));
  counts.functions += linked.functions;
  counts.cut += linked.cuts.length;
  counts.flows += linked.hits.length;
  skips.push(...skipsOf(rule, linked));
  for (const hit of linked.hits) {
    const match = toMatch(work, rule, hit, matchesOf(hit.unit));
    if (match !== undefined) work.matches.set(hit.unit.path, [...(work.matches.get(hit.unit.path) ?? []), match]);
  }
}

const noMatches: TaintMatches = { sources: [], sinks: [], sanitizers: [], propagators: [] };

function matchUnit({ treeRules }: Engine, rule: Rule, unit: Unit): TaintMatches {
  const file = unit.open()?.file;
  const compiled = file === undefined ? undefined : treeRules.compiled(rule, { language: file.language, grammar: file.grammar });
  return file === undefined || compiled?.kind !== 'taint' ? noMatches : matchesIn(compiled.taint, file);
}

function skipsOf(rule: Rule, { cuts, cutOff }: LinkedRule): readonly Skip[] {
  const own = cuts.map(
    ({ name, steps }): Skip => ({ path: '', reason: 'budget', message: `The rule ${rule.id} did not follow ${name} to its end across files (${steps} steps)` }),
  );
  if (!cutOff) return own;
  return [
    ...own,
    { path: '', reason: 'budget', message: `The rule ${rule.id} reaches more functions across files than are followed; some flows may be missing` },
  ];
}

function toMatch({ pool }: Work, rule: Rule, { unit, sink, trace }: LinkedHit, { sinks }: TaintMatches): RuleMatch | undefined {
  const file = unit.open()?.file;
  const match = sinks[sink];
  if (file === undefined || match === undefined) return undefined;
  const { start, end, bindings } = match;
  const steps = trace.map((entry) => toStep(pool, unit, entry));
  return { rule, match: { start, end, bindings, trace: steps }, scope: enclosingNames(file.tree, file.grammar, match) };
}

function toStep(pool: UnitPool, sink: Unit, { kind, message, file, start, end }: TraceEntry): RawStep {
  const step = { kind, message, start, end };
  const other = file === sink.index ? undefined : pool.units.find((unit) => unit.index === file);
  const text = other === undefined ? undefined : other.open()?.file.tree.text;
  return other === undefined || text === undefined ? step : { ...step, elsewhere: { path: other.path, span: spanOf(start, end, lineIndex(text)) } };
}
