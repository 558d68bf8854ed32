import { lineIndex } from '../../kernel/text.ts';
import { matchesIn } from '../detectors/taint.ts';
import type { RawStep } from '../detectors/raw-match.ts';
import type { TaintMatches } from '../flow/marks.ts';
import type { TraceEntry } from '../flow/trace.ts';
import type { LinkPlan } from '../link/link-plan.ts';
import { type LinkedHit, linkRule } from '../link/link-rule.ts';
import { indexProject, type ProjectIndex } from '../link/project-index.ts';
import type { Unit } from '../link/unit.ts';
import type { Rule, Source } from '../model.ts';
import { type Binding, plainBinding } from '../pattern/match.ts';
import { checkLinked, type RawResult } from './check.ts';
import type { Engine } from './engine.ts';
import { enclosingNames } from './enclosing-names.ts';
import { type RuleMatch, spanOf } from './findings.ts';
import { type LinkFile, openUnits, type UnitPool } from './link-units.ts';

/** A sink that a source in another file reaches, as plain data. */
export interface FlowHit {
  readonly ruleId: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly bindings: readonly (readonly [string, Binding])[];
  readonly scope: string;
  readonly trace: readonly RawStep[];
}

/** What following a plan gave, as plain data. */
export interface PlanOutcome {
  readonly hits: readonly FlowHit[];
  /** Paths of the files that were looked into: with the same ones, the same comes out. */
  readonly opened: readonly string[];
  /** Functions that were not followed to their end. */
  readonly cuts: readonly string[];
  /** Time ran out. */
  readonly isLate: boolean;
  readonly functions: number;
  /** Milliseconds. */
  readonly ms: number;
}

/** Follows flows through the files of one project. */
export interface Linker {
  /** `budget`: milliseconds. */
  follow(plan: LinkPlan, budget: number): PlanOutcome;
  /** The text of a path is another one now. */
  forget(path: string): void;
}

/** What a linker asks of the project: texts by path, and those of settings files such as `tsconfig.json`. */
export interface LinkTexts {
  readonly textOf: (path: string) => string | undefined;
  readonly settingsText: (path: string) => string | undefined;
  /** Nodes of trees to hold at a time. */
  readonly mostNodes?: number;
}

/** Nodes of trees that are held at a time, unless the caller says how many: each takes about 150 bytes with what flows need of it. */
const defaultNodes = 4_000_000;

/** Prepares to follow plans, whose units are numbered by their position in `files`, from 1. */
export function openLinker(engine: Engine, files: readonly LinkFile[], { textOf, settingsText, mostNodes = defaultNodes }: LinkTexts): Linker {
  const pool = openUnits(engine, files, textOf);
  const project = indexProject(pool.units, settingsText);
  return {
    follow(plan, budget) {
      if (pool.nodes() > mostNodes) pool.close();
      const rule = engine.rulesById.get(plan.ruleId);
      if (rule === undefined) return { hits: [], opened: [], cuts: [], isLate: false, functions: 0, ms: 0 };
      return follow({ engine, pool, project, rule }, plan, budget);
    },
    forget: (path) => pool.forget(path),
  };
}

interface Following {
  readonly engine: Engine;
  readonly pool: UnitPool;
  readonly project: ProjectIndex;
  readonly rule: Rule;
}

function follow(following: Following, plan: LinkPlan, budget: number): PlanOutcome {
  const { engine, project, rule } = following;
  const known = new Map<number, TaintMatches>();
  const matchesOf = (unit: Unit): TaintMatches => {
    const found = known.get(unit.index) ?? matchUnit(engine, rule, unit);
    known.set(unit.index, found);
    return found;
  };
  const started = performance.now();
  const linked = linkRule({ project, plan, matchesOf, isLate: () => performance.now() - started > budget });
  return {
    hits: linked.hits.flatMap((hit) => toHit(following, hit, matchesOf(hit.unit)) ?? []),
    opened: linked.opened.flatMap((index) => project.byIndex.get(index)?.path ?? []),
    cuts: linked.cuts.map(({ name }) => name),
    isLate: linked.isLate,
    functions: linked.functions,
    ms: performance.now() - started,
  };
}

const noMatches: TaintMatches = { sources: [], sinks: [], sanitizers: [], propagators: [] };

/** Sources and sinks count where the rule looks; what cleans or passes on, everywhere. */
function matchUnit({ treeRules, index }: Engine, rule: Rule, unit: Unit): TaintMatches {
  const file = unit.open()?.file;
  const [usable] = file === undefined ? [] : treeRules.usable([rule], { file, path: unit.path });
  if (file === undefined || usable === undefined) return noMatches;
  const matches = matchesIn(usable.taint, file);
  return index.groupFor(unit.language).looksAt(rule, unit.path) ? matches : { ...matches, sources: [], sinks: [] };
}

function toHit({ project, rule }: Following, { unit, sink, trace }: LinkedHit, { sinks }: TaintMatches): FlowHit | undefined {
  const file = unit.open()?.file;
  const match = sinks[sink];
  if (file === undefined || match === undefined) return undefined;
  const { start, end, bindings } = match;
  const steps = trace.map((entry) => toStep(project, unit, entry));
  const plain = [...bindings].map(([name, binding]) => [name, plainBinding(binding)] as const);
  const scope = enclosingNames(file.tree, file.grammar, match);
  return { ruleId: rule.id, path: unit.path, start, end, bindings: plain, scope, trace: steps };
}

function toStep({ byIndex }: ProjectIndex, sink: Unit, { kind, message, file, start, end }: TraceEntry): RawStep {
  const step = { kind, message, start, end };
  const other = file === sink.index ? undefined : byIndex.get(file);
  const text = other?.open()?.file.tree.text;
  return other === undefined || text === undefined ? step : { ...step, elsewhere: { path: other.path, span: spanOf(start, end, lineIndex(text)) } };
}

/** The results of a text in which flows from other files end, in place of those of the text alone. */
export function finishLinked(engine: Engine, source: Source, hits: readonly FlowHit[]): RawResult {
  const matches = hits.flatMap(({ ruleId, start, end, bindings, scope, trace }): readonly RuleMatch[] => {
    const rule = engine.rulesById.get(ruleId);
    return rule === undefined ? [] : [{ rule, match: { start, end, bindings: new Map(bindings), trace }, scope }];
  });
  return checkLinked(engine, source, matches);
}
