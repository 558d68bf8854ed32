import { concernedFunctions } from '../flow/concern.ts';
import type { FlowFunction } from '../flow/form.ts';
import type { Link, Progress, Run } from '../flow/machine.ts';
import { clearMarks, type Marks, placeMarks, type TaintMatches } from '../flow/marks.ts';
import { classReference, dereference, functionReference } from '../flow/reference.ts';
import { newProgress, newRun, type Prepared, stepsPerFile } from '../flow/run.ts';
import { isSpecial } from '../flow/scheme.ts';
import { type ExportAccess, type Exported, exportedValue, importedValue, requiredValue } from './exported.ts';
import { folderOf, type ProjectIndex, unitsIn } from './project-index.ts';
import type { OpenUnit, Unit } from './unit.ts';
import { openPlay, type UnitsInPlay } from './units-in-play.ts';

/** One rule at work on the files of a project. */
export interface Program {
  readonly progress: Progress;
  readonly runs: ReadonlyMap<number, Run>;
  /** Numbers of the units that were looked into: what it found depends on these. */
  readonly opened: ReadonlySet<number>;
  /** Takes the rule's marks away again: they are in arrays that rules share. */
  close(): void;
}

/** Functions by unit number. */
export type FunctionSets = ReadonlyMap<number, ReadonlySet<number>>;

/** What a rule found in a unit, for the functions that concern it. */
export interface ProgramInput {
  readonly project: ProjectIndex;
  readonly matchesOf: (unit: Unit) => TaintMatches;
  readonly concerned: FunctionSets;
  /** Whether its time is over. */
  readonly isLate: () => boolean;
}

const stepsPerPlan = 4_000_000;
const mostMethods = 3;
const mostLazyUnits = 300;

/** Opens the runs without a rule. They look into units that the rule has opened, and open none. */
function openBases({ project, isLate }: ProgramInput, opened: ReadonlySet<number>): (file: number) => Run | undefined {
  const runs = new Map<number, Run>();
  const { recursion } = newProgress(0);
  const openedUnit = (unit: Unit) => (opened.has(unit.index) ? unit.open() : undefined);
  const runOf = (file: number): Run | undefined => {
    const known = runs.get(file);
    const unit = known === undefined ? project.byIndex.get(file) : undefined;
    const prepared = unit === undefined ? undefined : openedUnit(unit)?.prepared;
    if (prepared === undefined) return known;
    const run = newRun(prepared, { progress: { ...newProgress(stepsPerFile), recursion, isLate }, file, link });
    runs.set(file, run);
    play.add(file);
    return run;
  };
  const access: ExportAccess = { project, open: openedUnit, runOf };
  const play = openPlay((file) => openedAt(access, file));
  const link = openLink(access, play);
  return runOf;
}

/** Puts a rule's marks into the units it concerns and makes it ready to run. */
export function openProgram(input: ProgramInput): Program {
  const { project, matchesOf, concerned, isLate } = input;
  const progress: Progress = { ...newProgress(stepsPerPlan), isLate };
  const opened = new Set<number>();
  const open = (unit: Unit): OpenUnit | undefined => {
    opened.add(unit.index);
    return unit.open();
  };
  const baseOf = openBases(input, opened);
  const runs = new Map<number, Run>();
  const marks = new Map<number, Placed>();
  const lazy = new Set<number>();
  const runOf = (file: number): Run | undefined => {
    const known = runs.get(file);
    if (known !== undefined) return known;
    if (lazy.size >= mostLazyUnits && !lazy.has(file)) return undefined;
    lazy.add(file);
    const unit = project.byIndex.get(file);
    return unit === undefined ? undefined : enter(unit);
  };
  const access: ExportAccess = { project, open, runOf };
  const play = openPlay((file) => openedAt(access, file));
  const link = openLink(access, play);
  /** A unit takes the rule in when it has something to do with it. */
  const enter = (unit: Unit): Run | undefined => {
    const made = open(unit);
    const base = baseOf(unit.index);
    if (made === undefined) return undefined;
    const matches = matchesOf(unit);
    if (!concerned.has(unit.index) && isIdle(matches)) return base;
    const placed = place(made.prepared, matches);
    marks.set(unit.index, { marks: placed, matches });
    const ids = new Set([...concernedFunctions(made.prepared.flow, placed.functions), ...(concerned.get(unit.index) ?? [])]);
    const run = newRun(made.prepared, { progress, marks: placed, ...(base === undefined ? {} : { base }), concerned: ids, file: unit.index, link });
    runs.set(unit.index, run);
    play.add(unit.index);
    return run;
  };
  for (const index of concerned.keys()) {
    const unit = project.byIndex.get(index);
    if (unit !== undefined) enter(unit);
  }
  return {
    progress,
    runs,
    opened,
    close: () => clearRuns(runs, marks),
  };
}

interface Placed {
  readonly marks: Marks;
  readonly matches: TaintMatches;
}

function clearRuns(runs: ReadonlyMap<number, Run>, marks: ReadonlyMap<number, Placed>): void {
  for (const [index, run] of runs) {
    const placed = marks.get(index);
    if (placed !== undefined) clearMarks(run.tree, placed.matches, placed.marks);
  }
}

/** Whether a rule has nothing to do in a unit: it matches nothing there, and does not change what carries taint. */
function isIdle({ sources, sinks, sanitizers, propagators, scheme }: TaintMatches): boolean {
  return sources.length + sinks.length + sanitizers.length + propagators.length === 0 && (scheme === undefined || !isSpecial(scheme));
}

function place({ source, flow, syntax, bits }: Prepared, matches: TaintMatches): Marks {
  return placeMarks({ tree: source.tree, flow, roles: syntax.bound.roles }, matches, bits);
}

function openLink(access: ExportAccess, play: UnitsInPlay): Link {
  const { project } = access;
  const values = new Map<string, Exported | undefined>();
  const remember = (key: string, find: () => Exported | undefined): Exported | undefined => {
    if (values.has(key)) return values.get(key);
    // A cycle of imports ends here.
    values.set(key, undefined);
    const found = find();
    values.set(key, found);
    return found;
  };
  const meaningOf = (file: number, name: string) => {
    const unit = project.byIndex.get(file);
    return unit === undefined ? undefined : remember(`${file} ${name}`, () => importedValue(access, unit, name));
  };
  const memberOf = (module: number, name: string) => {
    const unit = project.byIndex.get(dereference(module)?.file ?? 0);
    if (unit === undefined) return undefined;
    const units = unit.family === 'go' ? unitsIn(project, folderOf(unit.path), 'go') : [unit];
    return remember(`${module}.${name}`, () => firstExport(access, units, name));
  };
  return {
    runOf: access.runOf,
    valueOf: meaningOf,
    memberOf,
    moduleNamed(file, module) {
      const unit = project.byIndex.get(file);
      return unit?.family === 'script' ? remember(`${file} '${module}'`, () => requiredValue(access, unit, module)) : undefined;
    },
    classOf(file, name) {
      const unit = project.byIndex.get(file);
      const parts = name.split('.');
      const found = classAt(parts, (first) => meaningOf(file, first), memberOf);
      return found < 0 && unit !== undefined ? packageClass(access, unit, parts) : found;
    },
    subclassesOf: (owner) => subclassesIn(access, owner, play),
    partsOf: (owner) => partsOf(access, owner),
    methodsNamed: (file, name, count) => methodsNamed(access, { file, name, count }, play),
  };
}

/** The class at the end of a dotted name, or -1. */
function classAt(
  [first = '', ...rest]: readonly string[],
  meaningOf: (name: string) => Exported | undefined,
  memberOf: (module: number, name: string) => Exported | undefined,
): number {
  let callee = meaningOf(first)?.value.callee ?? -1;
  for (const part of rest) callee = dereference(callee)?.kind === 'module' ? (memberOf(callee, part)?.value.callee ?? -1) : -1;
  return dereference(callee)?.kind === 'class' ? callee : -1;
}

function firstExport(access: ExportAccess, units: readonly Unit[], name: string): Exported | undefined {
  for (const unit of units) {
    const found = units.length > 1 && !unit.defines(name) ? undefined : exportedValue(access, unit, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Go's types are no values: they are looked up among the classes of a package. */
function packageClass(access: ExportAccess, unit: Unit, parts: readonly string[]): number {
  if (unit.family !== 'go') return -1;
  const name = parts.at(-1) ?? '';
  const module = parts.length > 1 ? importedValue(access, unit, parts[0] ?? '')?.value.callee : undefined;
  const home = module === undefined ? unit : access.project.byIndex.get(dereference(module)?.file ?? 0);
  if (home === undefined || (parts.length > 1 && module === undefined)) return -1;
  return classesIn(access, unitsIn(access.project, folderOf(home.path), 'go'), name)[0] ?? -1;
}

function classesIn(access: ExportAccess, units: readonly Unit[], name: string): readonly number[] {
  return units.flatMap((unit) => {
    const id = unit.defines(name) ? access.open(unit)?.prepared.flow.classNames.get(name) : undefined;
    return id === undefined ? [] : [classReference(unit.index, id)];
  });
}

/** Methods of one type may stand in any file of the package (Go). */
function partsOf(access: ExportAccess, owner: number): readonly number[] {
  const target = dereference(owner);
  const unit = access.project.byIndex.get(target?.file ?? 0);
  if (unit?.family !== 'go') return [];
  const name = access.open(unit)?.prepared.flow.classes[target?.id ?? -1]?.name ?? '';
  return name === '' ? [] : classesIn(access, unitsIn(access.project, folderOf(unit.path), 'go'), name).filter((part) => part !== owner);
}

function subclassesIn(access: ExportAccess, owner: number, play: UnitsInPlay): readonly number[] {
  const target = dereference(owner);
  const home = access.project.byIndex.get(target?.file ?? 0);
  const name = home === undefined ? '' : (access.open(home)?.prepared.flow.classes[target?.id ?? -1]?.name ?? '');
  return home === undefined || name === '' ? [] : play.below(home.family, name);
}

function openedAt(access: ExportAccess, index: number): OpenUnit | undefined {
  const unit = access.project.byIndex.get(index);
  return unit === undefined ? undefined : access.open(unit);
}

/** The methods of this name and arity in the units at work, when there are few and the name is not one that collections have. */
function methodsNamed(access: ExportAccess, call: { file: number; name: string; count: number }, play: UnitsInPlay): readonly number[] {
  const caller = openedAt(access, call.file);
  if (caller === undefined || isCommon(caller, call.name)) return [];
  const found: number[] = [];
  for (const { unit, flow, made } of play.withMethod(caller.unit.family, call.name)) {
    const method = made.methods.get(`${call.name}/${call.count}`) ?? made.methods.get(call.name);
    if (method === undefined || !takes(flow.functions[method], call.count, unit)) continue;
    found.push(functionReference(unit.index, method));
    if (found.length > mostMethods) return [];
  }
  return found;
}

/** Whether a method has code and takes so many arguments; where parameters may be left out, also fewer. */
function takes(made: FlowFunction | undefined, count: number, { family }: Unit): boolean {
  if (made?.hasBody !== true) return false;
  const most = made.parameters.length;
  if (made.parameters.at(-1)?.rest === true) return true;
  return family === 'script' || family === 'python' ? count <= most : count === most;
}

const shortest = 3;

function isCommon({ prepared }: OpenUnit, name: string): boolean {
  const { table } = prepared.source;
  const sets = [table.scalarMethods, table.chaining, table.callbackResults, table.invokers];
  return name.length < shortest || table.methods.has(name) || sets.some((set) => set?.has(name) === true);
}
