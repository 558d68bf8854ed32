import type { FlowClass } from './form.ts';
import type { Run } from './machine.ts';
import { classReference, dereference, functionReference } from './reference.ts';

const mostClasses = 16;

/** Reference of the class a name means in a file, or -1. */
export function classNamed(run: Run, name: string): number {
  if (name === '') return -1;
  const id = run.flow.classNames.get(name.slice(name.lastIndexOf('.') + 1));
  return id === undefined ? (run.link?.classOf(run.file, name) ?? -1) : classReference(run.file, id);
}

/** What a class declares; undefined when its file is not taken in. */
export function classMembers(run: Run, owner: number): FlowClass | undefined {
  const home = homeOf(run, owner);
  return home?.run.flow.classes[home.id];
}

/** References of the methods a call on an object of the class may run: its own, an inherited one, or those of the classes below it. */
export function methodsOf(run: Run, owner: number, name: string, count: number): readonly number[] {
  const own = directMethod(run, owner, name, count);
  if (own >= 0) return [own];
  const up = walk(
    owner,
    (at) => supersOf(run, at),
    (at) => directMethod(run, at, name, count),
  );
  return up.length > 0
    ? up.slice(0, 1)
    : walk(
        owner,
        (at) => subclassesOf(run, at),
        (at) => directMethod(run, at, name, count),
      );
}

/** The methods of classes below that replace one of a class: an object of which only the class is known may be one of theirs. */
export function overridesOf(run: Run, owner: number, name: string, count: number): readonly number[] {
  return walk(
    owner,
    (at) => subclassesOf(run, at),
    (at) => directMethod(run, at, name, count),
  );
}

/** The methods found at the classes that are reached first; what lies beyond a class with the method is not looked at. */
function walk(owner: number, next: (at: number) => readonly number[], methodAt: (at: number) => number): readonly number[] {
  const open = [...next(owner)];
  const seen = new Set<number>([owner]);
  const found: number[] = [];
  for (let at = open.shift(); at !== undefined && seen.size < mostClasses; at = open.shift()) {
    if (at < 0 || seen.has(at)) continue;
    seen.add(at);
    const method = methodAt(at);
    if (method >= 0) found.push(method);
    else open.push(...next(at));
  }
  return found;
}

/** A method that is only declared has no code. */
function directMethod(run: Run, owner: number, name: string, count: number): number {
  const home = homeOf(run, owner);
  const methods = home?.run.flow.classes[home.id]?.methods;
  const method = methods?.get(`${name}/${count}`) ?? methods?.get(name);
  return home !== undefined && method !== undefined && home.run.flow.functions[method]?.hasBody === true ? functionReference(home.run.file, method) : -1;
}

function supersOf(run: Run, owner: number): readonly number[] {
  const home = homeOf(run, owner);
  if (home === undefined) return [];
  const supers = (home.run.flow.classes[home.id]?.supers ?? []).map((type) => classNamed(home.run, type));
  return [...supers, ...(run.link?.partsOf(owner) ?? [])];
}

function subclassesOf(run: Run, owner: number): readonly number[] {
  if (owner < 0) return [];
  if (run.link !== undefined) return run.link.subclassesOf(owner);
  const id = dereference(owner)?.id ?? -1;
  const name = run.flow.classes[id]?.name ?? '';
  if (name === '') return [];
  return run.flow.classes.flatMap((made, index) =>
    made.supers.some((type) => type === name || type.endsWith(`.${name}`)) ? [classReference(run.file, index)] : [],
  );
}

function homeOf(run: Run, owner: number): { readonly run: Run; readonly id: number } | undefined {
  const target = dereference(owner);
  if (target?.kind !== 'class') return undefined;
  const home = target.file === run.file ? run : run.link?.runOf(target.file);
  return home === undefined ? undefined : { run: home, id: target.id };
}
