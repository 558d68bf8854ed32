import { exitOf } from '../flow/entry.ts';
import type { Run } from '../flow/machine.ts';
import { reachable } from '../flow/reach.ts';
import { classReference, functionReference, moduleReference } from '../flow/reference.ts';
import { emptyState, loadField, type State } from '../flow/state.ts';
import { isPlain, referenceValue, type Shape, type Value } from '../flow/value.ts';
import type { ImportTarget } from './bindings.ts';
import { modulesNamed, unitsOfClass } from './modules.ts';
import { folderOf, type ProjectIndex, unitsIn } from './project-index.ts';
import type { OpenUnit, Unit } from './unit.ts';

/** A value of another file with the objects it leads to, numbered so that they cannot be taken for the reader's. */
export interface Exported {
  readonly value: Value;
  readonly heap: ReadonlyMap<number, Shape>;
}

/** What looking up exports needs: the project, and the rule at work on a unit. */
export interface ExportAccess {
  readonly project: ProjectIndex;
  readonly open: (unit: Unit) => OpenUnit | undefined;
  readonly runOf: (file: number) => Run | undefined;
}

const deepest = 6;
const mostUnits = 12;
const capital = /^[A-Z]/;

/** What a name means in a file that does not define it; undefined when it comes from outside the project. */
export function importedValue(access: ExportAccess, from: Unit, name: string): Exported | undefined {
  const opened = access.open(from);
  if (opened === undefined) return undefined;
  const target = opened.bindings.imports.get(name);
  if (target !== undefined) return targetValue(access, from, target, 0);
  for (const module of from.family === 'named' ? [] : opened.bindings.wildcards) {
    for (const unit of modulesNamed(access.project, from, module)) {
      const found = exportedValue(access, unit, name, 1);
      if (found !== undefined) return found;
    }
  }
  return neighbourValue(access, opened, name);
}

/** What `require` of a module gives. */
export function requiredValue(access: ExportAccess, from: Unit, module: string): Exported | undefined {
  return targetValue(access, from, { module, member: '*' }, 0);
}

/** Names that are visible without an import: of the same package, or of all files (C). */
function neighbourValue(access: ExportAccess, { unit, bindings }: OpenUnit, name: string): Exported | undefined {
  switch (unit.family) {
    case 'go':
      return definedIn(access, unitsIn(access.project, folderOf(unit.path), 'go'), { name, except: unit });
    case 'c':
      return definedIn(
        access,
        access.project.units.filter((other) => other.family === 'c'),
        { name, except: unit },
      );
    case 'named':
      return capital.test(name) ? classValue(access, unit, { module: bindings.home, member: name }) : undefined;
    case 'script':
    case 'python':
      return undefined;
  }
  return unit.family satisfies never;
}

function definedIn(access: ExportAccess, units: readonly Unit[], { name, except }: { name: string; except: Unit }): Exported | undefined {
  const likely = units.filter((unit) => unit !== except && unit.defines(name)).slice(0, mostUnits);
  for (const unit of likely) {
    const found = ownValue(access, unit, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function targetValue(access: ExportAccess, from: Unit, { module, member }: ImportTarget, depth: number): Exported | undefined {
  if (depth > deepest) return undefined;
  if (from.family === 'named') return classValue(access, from, { module, member }) ?? staticMember(access, from, { module, member });
  for (const unit of modulesNamed(access.project, from, module)) {
    const found = member === '*' ? moduleValue(access, unit) : exportedValue(access, unit, member, depth + 1);
    if (found !== undefined) return found;
  }
  if (from.family !== 'python' || member === '*') return undefined;
  const [submodule] = modulesNamed(access.project, from, module.endsWith('.') ? module + member : `${module}.${member}`);
  return submodule === undefined ? undefined : reference(moduleReference(submodule.index));
}

function classValue(access: ExportAccess, from: Unit, name: ImportTarget): Exported | undefined {
  for (const unit of unitsOfClass(access.project, from, name)) {
    const id = access.open(unit)?.prepared.flow.classNames.get(name.member);
    if (id !== undefined) return reference(classReference(unit.index, id));
  }
  return undefined;
}

/** `import static a.b.Type.method`. */
function staticMember(access: ExportAccess, from: Unit, { module, member }: ImportTarget): Exported | undefined {
  const cut = module.lastIndexOf('.');
  const owner = { module: cut < 0 ? '' : module.slice(0, cut), member: module.slice(cut + 1) };
  for (const unit of unitsOfClass(access.project, from, owner)) {
    const flow = access.open(unit)?.prepared.flow;
    const method = flow?.classes[flow.classNames.get(owner.member) ?? -1]?.methods.get(member);
    if (method !== undefined) return reference(functionReference(unit.index, method));
  }
  return undefined;
}

/** A module as a value: what CommonJS exports as a whole, or the module itself. */
function moduleValue(access: ExportAccess, unit: Unit): Exported {
  const whole = commonExports(access, unit);
  if (whole === undefined) return reference(moduleReference(unit.index));
  return whole.value.callee >= 0 ? whole : { ...whole, value: { ...whole.value, callee: moduleReference(unit.index) } };
}

/** What a unit exports under a name, also when it only hands it on. */
export function exportedValue(access: ExportAccess, unit: Unit, member: string, depth = 0): Exported | undefined {
  const opened = depth > deepest ? undefined : access.open(unit);
  if (opened === undefined) return undefined;
  const { exports, imports, reexports } = opened.bindings;
  const target = exports.get(member);
  if (target !== undefined && typeof target !== 'string') return targetValue(access, unit, target, depth + 1);
  const local = target ?? member;
  const own = ownValue(access, unit, local);
  if (own !== undefined) return own;
  const handed = imports.get(local);
  if (handed !== undefined && (target !== undefined || unit.family === 'python')) return targetValue(access, unit, handed, depth + 1);
  for (const module of reexports) {
    for (const other of modulesNamed(access.project, unit, module)) {
      const found = exportedValue(access, other, member, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return specialMember(access, unit, member);
}

function specialMember(access: ExportAccess, unit: Unit, member: string): Exported | undefined {
  if (unit.family === 'python' && unit.path.endsWith('__init__.py')) {
    const [submodule] = modulesNamed(access.project, unit, `.${member}`);
    return submodule === undefined ? undefined : reference(moduleReference(submodule.index));
  }
  const whole = unit.family === 'script' ? commonExports(access, unit) : undefined;
  if (whole === undefined || member === 'default') return whole;
  const state = stateOf(whole);
  const value = loadField(state, whole.value, member);
  return isPlain(value) ? undefined : { value, heap: whole.heap };
}

/** A function, class or variable that stands directly in a file; of a package, in any of its files (Go). */
function ownValue(access: ExportAccess, unit: Unit, name: string): Exported | undefined {
  const flow = access.open(unit)?.prepared.flow;
  const slot = flow?.globals.get(name);
  const known = slot === undefined ? undefined : flow?.slots[slot];
  if (flow === undefined || slot === undefined || known === undefined) return undefined;
  if (known.callee >= 0) return reference(functionReference(unit.index, known.callee));
  if (known.writes === 0) return undefined;
  const run = access.runOf(unit.index);
  const exit = run === undefined ? undefined : exitOf(run, 0);
  const value = exit?.slots.get(slot);
  const shared = run?.globals.get(slot);
  if (exit === undefined || value === undefined) return shared === undefined ? undefined : { value: { ...referenceValue(-1), taint: shared }, heap: new Map() };
  return moved(unit, exit, value);
}

/** What `module.exports` and `exports` hold when the file has run. */
function commonExports(access: ExportAccess, unit: Unit): Exported | undefined {
  const flow = access.open(unit)?.prepared.flow;
  const module = flow?.globals.get('module');
  const exported = flow?.globals.get('exports');
  if (module === undefined && exported === undefined) return undefined;
  const run = access.runOf(unit.index);
  const exit = run === undefined ? undefined : exitOf(run, 0);
  if (exit === undefined) return undefined;
  const holder = module === undefined ? undefined : exit.slots.get(module);
  const whole = holder === undefined ? undefined : loadField(exit, holder, 'exports');
  const value = isNothing(whole) ? exit.slots.get(exported ?? -1) : whole;
  return value === undefined || isPlain(value) ? undefined : moved(unit, exit, value);
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || isPlain(value);
}

const numbersPerFile = 2 ** 26;

/** Objects of another file get negative numbers. */
function moved(unit: Unit, state: State, value: Value): Exported {
  const number = (site: number) => (site < -numbersPerFile ? site : -(unit.index * numbersPerFile) - site - numbersPerFile / 2);
  const translate = (each: Value): Value => ({ ...each, taint: each.taint.filter((mark) => mark.label <= 0), sites: each.sites.map(number) });
  const heap = new Map<number, Shape>();
  for (const [site, shape] of reachable(state, value)) {
    const fields = new Map<string, Value>();
    for (const [key, field] of shape.fields) fields.set(key, translate(field));
    heap.set(number(site), { ...shape, fields, rest: shape.rest.filter((mark) => mark.label <= 0) });
  }
  return { value: translate(value), heap };
}

function reference(callee: number): Exported {
  return { value: referenceValue(callee), heap: new Map() };
}

function stateOf({ heap }: Exported): State {
  return { ...emptyState(), heap };
}
