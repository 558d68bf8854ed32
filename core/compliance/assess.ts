import type { Catalogue, Control } from '../scan/frameworks/catalogue.ts';
import { type Placement, placementsOf, reasonText } from '../scan/frameworks/controls.ts';
import type { Finding, Rule } from '../scan/model.ts';
import type { ScanResult } from '../scan/project.ts';
import type { EnabledPack } from '../scan/workspace/enabled-packs.ts';
import type { Workspace } from '../scan/workspace.ts';
import { type AskedDocument, type Check, type CheckState, type ControlFacts, type Judged, judgeControl } from './control-state.ts';
import type { Declarations } from './declarations.ts';
import { gapsOf, listedWeaknesses, type Seen, seenBy } from './gaps.ts';
import { type ControlScore, scoreStates } from './score.ts';

/** A control with its state and what that is made of. */
export interface AssessedControl extends ControlFacts, Judged {}

/** A framework after a scan. */
export interface Assessment {
  readonly catalogue: Catalogue;
  readonly level?: string;
  readonly controls: readonly AssessedControl[];
  readonly score: ControlScore;
  readonly problems: Declarations['problems'];
}

export interface AssessmentInput {
  readonly catalogue: Catalogue;
  /** Only controls of this level or class. */
  readonly level?: string;
  /** Opened so that the framework's controls are on its rules. */
  readonly workspace: Workspace;
  readonly result: ScanResult;
  readonly declarations: Declarations;
}

/** Judges every control of a framework by what was really looked at. */
export function assessFramework(input: AssessmentInput): Assessment {
  const { catalogue, level, declarations } = input;
  const at = openAssessing(input);
  const controls = catalogue.controls.map((control, index): AssessedControl => {
    const facts = factsOf(control, index, at);
    return { ...facts, ...judgeControl(facts) };
  });
  const score = scoreStates(controls.map(({ state }) => state));
  return { catalogue, ...(level === undefined ? {} : { level }), controls, score, problems: declarations.problems };
}

interface Assessing extends AssessmentInput {
  readonly seen: Seen;
  readonly checks: ReadonlyMap<string, readonly Check[]>;
  readonly documents: ReadonlyMap<string, readonly AskedDocument[]>;
  readonly findings: ReadonlyMap<string, readonly Finding[]>;
  readonly accepted: ReadonlyMap<string, readonly Finding[]>;
  readonly listed: ReadonlyMap<number, readonly number[]>;
  /** Controls that are about weaknesses and nothing else. */
  readonly wholes: ReadonlySet<number>;
}

function openAssessing(input: AssessmentInput): Assessing {
  const { catalogue, workspace, result } = input;
  const isObligation = ({ detector }: Rule) => detector.kind === 'documentation-obligation';
  const isFrameworks = ({ pack }: EnabledPack) => pack.id === catalogue.id;
  // What a pack looks for that is off unless somebody asks for it is no check that anybody misses, but for the framework's own.
  const rules = workspace.packs.flatMap((state) =>
    state.enabled || state.pack.byDefault || isFrameworks(state) ? state.pack.rules : state.pack.rules.filter(isObligation),
  );
  const stateOf = checkStates(workspace, result);
  const controlsOf = (item: Rule | Finding) => item.controls[catalogue.id] ?? [];
  const checks = rules.filter((rule) => !isObligation(rule)).map((rule) => ({ rule, state: stateOf(rule) }));
  const documents = rules.filter(isObligation).map((rule): AskedDocument => {
    const candidate = result.documents[rule.id];
    return { rule, ...(candidate === undefined ? {} : { candidate }) };
  });
  return {
    ...input,
    seen: seenBy(result, catalogue),
    checks: mergeMaps(checks.map(({ rule, state }) => checksOf(rule, state, catalogue))),
    documents: grouped(documents, ({ rule }) => controlsOf(rule)),
    findings: grouped(
      result.findings.filter(({ obligation }) => !obligation),
      controlsOf,
    ),
    accepted: grouped(
      result.suppressed.filter(({ obligation }) => !obligation),
      controlsOf,
    ),
    listed: listedWeaknesses(catalogue),
    wholes: wholeControls(catalogue),
  };
}

/** Whether each rule ran: it must be on, have had a file, and not have failed. */
function checkStates({ scanner }: Workspace, { rulesEvaluated, problems }: ScanResult): (rule: Rule) => CheckState {
  const on = new Set(scanner.rules.map(({ id }) => id));
  const evaluated = new Set(rulesEvaluated);
  const failed = new Set(problems.map(({ ruleId }) => ruleId));
  return ({ id }) => {
    if (failed.has(id)) return 'failed';
    if (evaluated.has(id)) return 'evaluated';
    return on.has(id) ? 'no-files' : 'off';
  };
}

function checksOf(rule: Rule, state: CheckState, catalogue: Catalogue): ReadonlyMap<string, Check> {
  const placements = new Map(placementsOf(rule, catalogue).map((placement) => [placement.control.id, placement]));
  const controls = rule.controls[catalogue.id] ?? [];
  return new Map(controls.map((control) => [control, { rule, state, ...placed(rule, placements.get(control)) }]));
}

function placed(rule: Rule, placement: Placement | undefined): Pick<Check, 'because' | 'weaknesses'> {
  if (placement === undefined) return { because: 'the rule says so', weaknesses: rule.cwe };
  const { via } = placement.reason;
  return { because: reasonText(placement), weaknesses: via === undefined ? rule.cwe : [...rule.cwe, via] };
}

function factsOf(control: Control, index: number, at: Assessing): ControlFacts {
  const checks = at.checks.get(control.id) ?? [];
  const notApplicable = at.declarations.notApplicable.get(control.id) ?? outsideScope(control, at);
  return {
    control,
    checks,
    findings: at.findings.get(control.id) ?? [],
    accepted: at.accepted.get(control.id) ?? [],
    documents: at.documents.get(control.id) ?? [],
    evidence: at.declarations.evidence.get(control.id) ?? [],
    ...(notApplicable === undefined ? {} : { notApplicable }),
    whole: at.wholes.has(index),
    gaps: gapsOf(checks, at.listed.get(index) ?? [], at.seen),
    unchecked: at.catalogue.kind === 'process' ? 'manual' : 'not-evaluated',
  };
}

/** Why a control is outside: another level, or a framework about languages that the project does not have. */
function outsideScope({ levels }: Control, { catalogue, level, seen, result }: Assessing): string | undefined {
  if (level !== undefined && levels?.includes(level) !== true) return `not for ${catalogue.levels?.name ?? 'level'} ${level}`;
  const isForeign = catalogue.languages !== undefined && seen.languages.length === 0 && result.whole;
  return isForeign ? `the project has no file of ${catalogue.languages?.join(', ') ?? ''}` : undefined;
}

function wholeControls({ byCwe, reasons }: Catalogue): ReadonlySet<number> {
  return new Set(Object.values(byCwe).flatMap((places) => places.filter(([, why]) => reasons[why]?.whole === true).map(([at]) => at)));
}

function grouped<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  return mergeMaps(items.map((item) => new Map(keysOf(item).map((key) => [key, item]))));
}

function mergeMaps<T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, readonly T[]> {
  const merged = new Map<string, T[]>();
  for (const map of maps) for (const [key, item] of map) merged.set(key, [...(merged.get(key) ?? []), item]);
  return merged;
}
