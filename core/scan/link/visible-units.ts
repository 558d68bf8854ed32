import type { FileFacts, PackedBindings } from './facts.ts';
import { modulesNamed } from './modules.ts';
import { folderOf, type ProjectIndex, unitsIn } from './project-index.ts';
import type { Unit } from './unit.ts';

type Known = ReadonlyMap<number, { readonly unit: Unit; readonly facts: FileFacts }>;

const seen = new WeakMap<Known, Map<number, ReadonlySet<number>>>();
const deepestChain = 4;

/** Numbers of the units whose functions a unit can call by name: those it imports, those that these hand on, and its neighbours where no import is needed. */
export function visibleUnits(project: ProjectIndex, known: Known, unit: Unit): ReadonlySet<number> {
  const all = seen.get(known) ?? new Map<number, ReadonlySet<number>>();
  seen.set(known, all);
  const ready = all.get(unit.index);
  if (ready !== undefined) return ready;
  const found = new Set<number>();
  if (unit.family === 'go' || unit.family === 'named') for (const other of unitsIn(project, folderOf(unit.path), unit.family)) found.add(other.index);
  const bindings = known.get(unit.index)?.facts.bindings;
  const collecting: Collecting = { project, known, found, asked: new Set() };
  for (const [, module, member] of bindings?.imports ?? []) collect(collecting, { from: unit, module, member }, 0);
  for (const module of [...(bindings?.wildcards ?? []), ...(bindings?.reexports ?? [])]) collect(collecting, { from: unit, module, member: '*' }, 0);
  for (const [, target] of bindings?.exports ?? []) if (typeof target !== 'string') collect(collecting, { from: unit, ...target }, 0);
  all.set(unit.index, found);
  return found;
}

interface Collecting {
  readonly project: ProjectIndex;
  readonly known: Known;
  readonly found: Set<number>;
  readonly asked: Set<string>;
}

interface Wanted {
  readonly from: Unit;
  readonly module: string;
  readonly member: string;
}

function collect(collecting: Collecting, wanted: Wanted, depth: number): void {
  const { from, module, member } = wanted;
  const { project, known, found, asked } = collecting;
  for (const unit of modulesNamed(project, from, module)) {
    found.add(unit.index);
    const key = `${unit.index} ${member}`;
    const bindings = depth > deepestChain || asked.has(key) ? undefined : known.get(unit.index)?.facts.bindings;
    asked.add(key);
    if (bindings !== undefined) for (const next of handedOn(unit, bindings, member)) collect(collecting, next, depth + 1);
  }
  if (from.family !== 'python' || member === '*') return;
  // What is imported may be a module itself.
  for (const unit of modulesNamed(project, from, module.endsWith('.') ? module + member : `${module}.${member}`)) found.add(unit.index);
}

/** Where a unit has a member from that it does not define. */
function handedOn(unit: Unit, { imports, exports, wildcards, reexports }: PackedBindings, member: string): readonly Wanted[] {
  const whole = member === '*';
  const renamed = exports.find(([name, target]) => name === member && typeof target === 'string')?.[1] ?? member;
  const passes = unit.family === 'python' ? !whole || unit.path.endsWith('__init__.py') : unit.family === 'script' && renamed !== member;
  const targets = exports.flatMap(([name, target]) => (typeof target === 'string' || !(whole || name === member) ? [] : target));
  const imported = imports.flatMap(([local, module, name]) => (passes && (whole || local === renamed || local === member) ? { module, member: name } : []));
  const all = [...new Set([...wildcards, ...reexports])].map((module) => ({ module, member }));
  return [...targets, ...imported, ...all].map((target) => ({ from: unit, ...target }));
}
