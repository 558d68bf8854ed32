import { z } from 'zod';
import type { FlowFile } from '../flow/form.ts';
import { callsOf, lastPart } from './calls.ts';
import type { Bindings, ImportTarget } from './bindings.ts';

/** Where a rule's sources and sinks are in a file: ids of the functions they stand in. Rules that match the same share an entry. */
export interface RuleMarks {
  readonly rules: readonly string[];
  readonly sources: readonly number[];
  readonly sinks: readonly number[];
}

/** What other files need to know of a file before it is opened, as plain data. Names are indexes into `names`. */
export interface FileFacts {
  readonly names: readonly string[];
  /** Per function: name, parent function, class it is a method of (-1 for none), 1 for a closure, how many parameters it takes (-1: any). */
  readonly functions: readonly (readonly [name: number, parent: number, owner: number, closure: number, parameters: number])[];
  /** Per function what it calls or mentions: see `calledIn`. */
  readonly calls: readonly (readonly number[])[];
  /** Per class its name, the names of what it is made from, and the class it is written in (-1 for none). */
  readonly classes: readonly (readonly [name: number, supers: readonly number[], outer: number])[];
  /** Words that may name a class. */
  readonly types: readonly number[];
  /** Names that stand directly in the file. */
  readonly globals: readonly number[];
  readonly marks: readonly RuleMarks[];
  readonly bindings: PackedBindings;
}

/** `Bindings` as JSON can hold them. */
export interface PackedBindings {
  readonly imports: readonly (readonly [local: string, module: string, member: string])[];
  readonly exports: readonly (readonly [name: string, target: string | ImportTarget])[];
  readonly wildcards: readonly string[];
  readonly reexports: readonly string[];
  readonly home: string;
}

/** Written by `packFacts` of this version: nothing but the envelope is checked. */
const packed = z.custom<FileFacts>((value) => typeof value === 'object' && value !== null && 'names' in value && 'marks' in value);

/** The opposite of `unpackFacts`. */
export function packFacts(facts: FileFacts): string {
  return JSON.stringify(facts);
}

/** Undefined for '', which stands for a file that has no facts. */
export function unpackFacts(text: string): FileFacts | undefined {
  return text === '' ? undefined : packed.parse(JSON.parse(text));
}

export interface FactSource {
  readonly text: string;
  readonly flow: FlowFile;
  readonly bindings: Bindings;
  readonly marks: readonly RuleMarks[];
}

const typeWord = /(?<![\w$])[A-Z]\w*/g;

/** Gathers the facts of a file from its flow form. */
export function readFacts({ text, flow, bindings, marks }: FactSource): FileFacts {
  const names: string[] = [];
  const known = new Map<string, number>();
  const nameId = (name: string): number => {
    const id = known.get(name) ?? names.length;
    if (id === names.length) {
      known.set(name, id);
      names.push(name);
    }
    return id;
  };
  const calls = flow.functions.map((made) =>
    callsOf(flow, made).flatMap(({ name, count, type }) => [nameId(name), count, type === undefined ? -1 : nameId(type)]),
  );
  const types = new Set(text.match(typeWord));
  for (const { member } of bindings.imports.values()) types.add(member);
  return {
    functions: flow.functions.map(({ name, parent, owner, kind, parameters }) => [
      nameId(name),
      parent,
      owner,
      kind === 'closure' ? 1 : 0,
      parameters.some(({ rest }) => rest) ? -1 : parameters.length,
    ]),
    calls,
    classes: flow.classes.map(({ name, supers, outer }) => [nameId(name), supers.map((type) => nameId(lastPart(type))), outer]),
    types: [...types].map(nameId),
    globals: [...flow.globals.keys()].map(nameId),
    marks,
    bindings: packBindings(bindings),
    names,
  };
}

function packBindings({ imports, exports, wildcards, reexports, home }: Bindings): PackedBindings {
  return {
    imports: [...imports].map(([local, { module, member }]) => [local, module, member]),
    exports: [...exports],
    wildcards,
    reexports,
    home,
  };
}
