import { namesOf } from '../flow/concern.ts';
import type { FlowFunction } from '../flow/form.ts';
import { hashWord } from '../pattern/word-set.ts';
import type { ImportTarget } from './bindings.ts';
import { modulesNamed } from './modules.ts';
import { baseOf, folderOf, type ProjectIndex } from './project-index.ts';
import type { Unit } from './unit.ts';

/** Functions by unit number. */
export type FunctionSets = ReadonlyMap<number, ReadonlySet<number>>;

/** Functions that reach marks through calls, and whether one of the marks is in another unit than the function. */
export interface Reach {
  readonly functions: FunctionSets;
  /** Per function the units in which the marks are that it reaches (the first few). */
  readonly origins: ReadonlyMap<string, ReadonlySet<number>>;
  /** Too much was reached to look at all of it. */
  readonly cutOff: boolean;
}

const mostFunctions = 20_000;
const mostUnits = 800;
const mostMentions = 40;
const mostOrigins = 6;

/** From functions with marks to all that may call them, by name and by who can see whom. */
export function reachFrom(project: ProjectIndex, marked: FunctionSets): Reach {
  const walk: Walk = { project, functions: new Map(), origins: new Map(), open: [], count: 0 };
  for (const [index, ids] of marked) for (const id of ids) visit(walk, index, id, new Set([index]));
  let cutOff = false;
  for (let next = walk.open.pop(); next !== undefined; next = walk.open.pop()) {
    if (walk.count > mostFunctions || walk.functions.size > mostUnits) {
      cutOff = true;
      break;
    }
    expand(walk, next.unit, next.id);
  }
  return { functions: walk.functions, origins: walk.origins, cutOff };
}

/** Key of a function of a unit. */
export function functionKey(unit: number, id: number): string {
  return `${unit}:${id}`;
}

interface Walk {
  readonly project: ProjectIndex;
  readonly functions: Map<number, Set<number>>;
  readonly origins: Map<string, Set<number>>;
  readonly open: { readonly unit: number; readonly id: number }[];
  count: number;
}

/** Notes a function; it is looked at again when it turns out to reach marks in more units. */
function visit(walk: Walk, unit: number, id: number, origins: ReadonlySet<number>): void {
  const key = functionKey(unit, id);
  const known = walk.origins.get(key) ?? new Set<number>();
  const before = known.size;
  for (const origin of origins) if (known.size < mostOrigins) known.add(origin);
  if (walk.origins.has(key) && known.size === before) return;
  walk.origins.set(key, known);
  const ids = walk.functions.get(unit) ?? new Set<number>();
  ids.add(id);
  walk.functions.set(unit, ids);
  walk.count += 1;
  walk.open.push({ unit, id });
}

function expand(walk: Walk, index: number, id: number): void {
  const unit = walk.project.byIndex.get(index);
  const flow = unit?.open()?.prepared.flow;
  const made = flow?.functions[id];
  const origins = walk.origins.get(functionKey(index, id));
  if (unit === undefined || flow === undefined || made === undefined || origins === undefined) return;
  if (made.kind === 'closure') visit(walk, index, made.parent, origins);
  const names = namesOf(flow, made);
  for (const name of names) for (const caller of flow.callers.get(name) ?? []) visit(walk, index, caller, origins);
  const called: Called = { unit, made, names, owners: ownerNames(unit, made) };
  for (const other of likelyCallers(walk.project, called)) {
    const callers = other.open()?.prepared.flow.callers;
    for (const name of namesIn(walk.project, other, called)) for (const caller of callers?.get(name) ?? []) visit(walk, other.index, caller, origins);
  }
}

interface Called {
  readonly unit: Unit;
  readonly made: FlowFunction;
  readonly names: readonly string[];
  /** Names of the class it is a method of, and of what that is made from. */
  readonly owners: readonly string[];
}

function ownerNames(unit: Unit, made: FlowFunction): readonly string[] {
  const owner = unit.open()?.prepared.flow.classes[made.owner];
  return owner === undefined ? [] : [owner.name, ...owner.supers.map((type) => type.slice(type.lastIndexOf('.') + 1))].filter((name) => name !== '');
}

/** Other units that mention the function, or the module it is in, and can see it. */
function likelyCallers(project: ProjectIndex, { unit, made, names, owners }: Called): readonly Unit[] {
  if (names.length === 0 && made.owner < 0) return [];
  const own = names.map(hashWord);
  const owning = owners.map(hashWord);
  const module = hashWord(moduleWord(unit.path));
  const family = project.units.filter((other) => other !== unit && other.family === unit.family);
  const mentions = family.filter((other) => own.some((hash) => other.words.has(hash)) || (made.owner < 0 && other.words.has(module)));
  const distinctive = mentions.length <= mostMentions;
  return mentions.filter((other) => {
    if (made.owner >= 0) return distinctive || owning.some((hash) => other.words.has(hash));
    if (unit.family === 'c') return own.some((hash) => other.words.has(hash));
    return seenFrom(project, other).has(unit.index) || isNeighbour(unit, other);
  });
}

function isNeighbour(unit: Unit, other: Unit): boolean {
  return (unit.family === 'go' || unit.family === 'named') && folderOf(unit.path) === folderOf(other.path);
}

/** How a module is written in imports: its file's name, or its folder's. */
function moduleWord(path: string): string {
  const base = baseOf(path);
  const folder = folderOf(path);
  return base === 'index' || base === '__init__' || path.endsWith('.go') ? folder.slice(folder.lastIndexOf('/') + 1) : base;
}

/** What a unit may call the function: by its name, or by one it gave to the import. */
function namesIn(project: ProjectIndex, other: Unit, { unit, made, names }: Called): readonly string[] {
  if (made.owner >= 0 || unit.family !== 'script') return names;
  const locals = [...(other.open()?.bindings.imports ?? [])].flatMap(([local, { module, member }]) => {
    const renamed = member === 'default' || member === '*' || names.includes(member);
    return renamed && !names.includes(local) && modulesNamed(project, other, module).length > 0 ? [local] : [];
  });
  return [...names, ...locals];
}

const seen = new WeakMap<Unit, ReadonlySet<number>>();
const deepestChain = 3;

/** Numbers of the units a unit imports, those that its imports hand on included. */
function seenFrom(project: ProjectIndex, unit: Unit): ReadonlySet<number> {
  const known = seen.get(unit);
  if (known !== undefined) return known;
  const found = new Set<number>();
  seen.set(unit, found);
  collect(project, unit, found, 0);
  return found;
}

function collect(project: ProjectIndex, unit: Unit, into: Set<number>, depth: number): void {
  const bindings = depth > deepestChain ? undefined : unit.open()?.bindings;
  if (bindings === undefined) return;
  const handed = [...bindings.exports.values()].flatMap((target) => (typeof target === 'string' ? [] : [target.module]));
  const own = depth === 0 || unit.family === 'python' ? [...bindings.imports.values()].flatMap(modulesOf) : [];
  for (const module of new Set([...own, ...bindings.wildcards, ...bindings.reexports, ...handed])) {
    for (const other of modulesNamed(project, unit, module)) {
      if (into.has(other.index)) continue;
      into.add(other.index);
      collect(project, other, into, depth + 1);
    }
  }
}

/** What is imported may be a module itself (Python). */
function modulesOf({ module, member }: ImportTarget): readonly string[] {
  return member === '*' ? [module] : [module, module.endsWith('.') ? module + member : `${module}.${member}`];
}
