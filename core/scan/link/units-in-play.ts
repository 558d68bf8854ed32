import { classReference } from '../flow/reference.ts';
import type { FlowClass, FlowFile } from '../flow/form.ts';
import type { OpenUnit } from './unit.ts';

/** A class of a unit. */
export interface OwnedClass {
  readonly unit: OpenUnit['unit'];
  readonly flow: FlowFile;
  readonly made: FlowClass;
}

/** Units whose classes count as subclasses and whose methods are tried for objects of unknown classes; units only come in. */
export interface UnitsInPlay {
  /** Says that a unit has come in. */
  add(index: number): void;
  /** References of the classes whose heads name this type, in the order in which their units came in. */
  below(family: string, name: string): readonly number[];
  /** Classes that have a method under this name or key. */
  withMethod(family: string, name: string): readonly OwnedClass[];
}

/** Starts without units; `open` gives a unit by its number. */
export function openPlay(open: (index: number) => OpenUnit | undefined): UnitsInPlay {
  const waiting: number[] = [];
  const below = new Map<string, number[]>();
  const methods = new Map<string, OwnedClass[]>();
  const enter = (index: number, { unit, prepared }: OpenUnit) => {
    for (const [id, made] of prepared.flow.classes.entries()) {
      for (const name of typeNames(made)) append(below, `${unit.family} ${name}`, classReference(index, id));
      for (const name of methodNames(made)) append(methods, `${unit.family} ${name}`, { unit, flow: prepared.flow, made });
    }
  };
  // What a unit has is only read when somebody asks: many come in of which nobody does.
  const settle = () => {
    for (const index of waiting.splice(0)) {
      const opened = open(index);
      if (opened !== undefined) enter(index, opened);
    }
  };
  return {
    add: (index) => void waiting.push(index),
    below(family, name) {
      settle();
      return below.get(`${family} ${name}`) ?? [];
    },
    withMethod(family, name) {
      settle();
      return methods.get(`${family} ${name}`) ?? [];
    },
  };
}

/** A super type goes by its full name and by what is left when outer names are taken away. */
function typeNames({ supers }: FlowClass): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of supers) {
    names.add(type);
    for (let dot = type.indexOf('.'); dot >= 0; dot = type.indexOf('.', dot + 1)) names.add(type.slice(dot + 1));
  }
  return names;
}

/** Keys of methods, also without the number of parameters. */
function methodNames({ methods }: FlowClass): ReadonlySet<string> {
  const names = new Set<string>();
  for (const key of methods.keys()) {
    names.add(key);
    const cut = key.lastIndexOf('/');
    if (cut > 0) names.add(key.slice(0, cut));
  }
  return names;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
