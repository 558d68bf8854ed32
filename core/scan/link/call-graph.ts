import type { FileFacts } from './facts.ts';
import { isConstructor } from '../flow/concern.ts';
import { bare, lastPart } from './calls.ts';
import { type ClassNames, openClassNames } from './class-names.ts';
import type { ProjectIndex } from './project-index.ts';
import { visibleUnits } from './visible-units.ts';
import type { Unit } from './unit.ts';

/** A unit with its facts. */
export interface KnownUnit {
  readonly unit: Unit;
  readonly facts: FileFacts;
}

/** Who may call whom in a project, by name and by who can see whom. Functions of all units are numbered through. */
export interface CallGraph {
  readonly count: number;
  /** Number of a function of a unit. */
  numberOf(unit: number, id: number): number;
  /** Number of the unit a function is in, and its id there. */
  unitOf(number: number): number;
  idOf(number: number): number;
  /** The function a closure is written in, or -1. */
  parentOf(number: number): number;
  nameOf(number: number): string;
  /** Functions that may call or run this one. */
  callersOf(number: number): readonly number[];
}

/** A call of a name somewhere; `type` as in `CallFact`. */
interface CallSite {
  readonly caller: number;
  readonly count: number;
  readonly type: string | undefined;
}

/** A method of so few classes is taken for the one that is meant on objects of unknown classes, if so few files call it. */
const mostOwners = 12;
const mostMentions = 40;
const shortest = 3;

interface Tables {
  readonly project: ProjectIndex;
  /** By unit number. */
  readonly known: ReadonlyMap<number, KnownUnit>;
  readonly unitOf: Int32Array;
  readonly first: ReadonlyMap<number, number>;
  readonly sites: ReadonlyMap<string, readonly CallSite[]>;
  /** How many methods a name has, and how many files call it. */
  readonly owners: ReadonlyMap<string, number>;
  readonly callingUnits: ReadonlyMap<string, number>;
  readonly classes: ClassNames;
  readonly typesOf: (unit: number) => ReadonlySet<string>;
  readonly importers: () => ReadonlyMap<number, readonly number[]>;
}

/** Numbers the functions of all units and indexes what they call. */
export function openCallGraph(project: ProjectIndex, units: readonly KnownUnit[]): CallGraph {
  const tables = openTables(project, units);
  const { unitOf, first, known } = tables;
  const callers = new Map<number, readonly number[]>();
  const idOf = (number: number) => number - (first.get(unitOf[number] ?? 0) ?? 0);
  const factOf = (number: number) => known.get(unitOf[number] ?? 0)?.facts.functions[idOf(number)];
  return {
    count: unitOf.length,
    numberOf: (unit, id) => (first.get(unit) ?? 0) + id,
    unitOf: (number) => unitOf[number] ?? 0,
    idOf,
    parentOf(number) {
      const fact = factOf(number);
      return fact?.[3] === 1 ? (first.get(unitOf[number] ?? 0) ?? 0) + fact[1] : -1;
    },
    nameOf: (number) => known.get(unitOf[number] ?? 0)?.facts.names[factOf(number)?.[0] ?? -1] ?? '',
    callersOf(number) {
      const found = callers.get(number) ?? findCallers(tables, number, idOf(number));
      callers.set(number, found);
      return found;
    },
  };
}

function openTables(project: ProjectIndex, units: readonly KnownUnit[]): Tables {
  const known = new Map(units.map((each) => [each.unit.index, each]));
  const first = new Map<number, number>();
  let count = 0;
  for (const { unit, facts } of units) {
    first.set(unit.index, count);
    count += facts.functions.length;
  }
  const unitOf = new Int32Array(count);
  const sites = new Map<string, CallSite[]>();
  const owners = new Map<string, number>();
  const callingUnits = new Map<string, number>();
  for (const { unit, facts } of units) {
    const start = first.get(unit.index) ?? 0;
    unitOf.fill(unit.index, start, start + facts.functions.length);
    for (const name of addSites(sites, facts, start)) increase(callingUnits, name);
    for (const [name, , owner] of facts.functions) if (owner >= 0) increase(owners, facts.names[name] ?? '');
  }
  let importers: ReadonlyMap<number, readonly number[]> | undefined;
  return {
    ...{ project, known, unitOf, first, sites, owners, callingUnits },
    classes: openClassNames(units.map(({ facts }) => facts)),
    typesOf: remembered((unit: number) => typesOf(known.get(unit))),
    importers() {
      importers ??= indexImporters(project, known);
      return importers;
    },
  };
}

/** Returns the names that are called. */
function addSites(sites: Map<string, CallSite[]>, { names, calls }: FileFacts, start: number): ReadonlySet<string> {
  const called = new Set<string>();
  for (const [id, own] of calls.entries()) {
    for (let at = 0; at < own.length; at += 3) {
      const [name = 0, count = -1, type = -1] = own.slice(at, at + 3);
      const text = names[name] ?? '';
      called.add(text);
      const site: CallSite = { caller: start + id, count, type: type < 0 ? undefined : names[type] };
      const list = sites.get(text);
      if (list === undefined) sites.set(text, [site]);
      else list.push(site);
    }
  }
  return called;
}

/** A function that is called. */
interface Callee {
  readonly home: KnownUnit;
  readonly name: string;
  /** '' where it is no method. */
  readonly className: string;
  readonly isMethod: boolean;
  /** -1: any number. */
  readonly parameters: number;
}

function findCallers(tables: Tables, number: number, id: number): readonly number[] {
  const home = tables.known.get(tables.unitOf[number] ?? 0);
  const fact = home?.facts.functions[id];
  if (home === undefined || fact === undefined) return [];
  const found = new Set<number>();
  if (fact[3] === 1) found.add((tables.first.get(home.unit.index) ?? 0) + fact[1]);
  const callee = calleeOf(home, fact);
  if (callee.name === '') return [...found];
  const called = (tables.sites.get(callee.name) ?? []).filter((site) => canMean(tables, site, callee));
  const made = makesObjects(callee) ? (tables.sites.get(callee.className) ?? []).filter((site) => canMake(tables, site, callee)) : [];
  const aliased = callee.isMethod ? [] : aliasCallers(tables, callee);
  return [...new Set([...found, ...called.map(({ caller }) => caller), ...made.map(({ caller }) => caller), ...aliased])];
}

function calleeOf(home: KnownUnit, [name, , owner, , parameters]: FileFacts['functions'][number]): Callee {
  const { names, classes } = home.facts;
  const className = owner < 0 ? '' : (names[classes[owner]?.[0] ?? -1] ?? '');
  return { home, name: names[name] ?? '', className, isMethod: owner >= 0, parameters };
}

function makesObjects({ name, className }: Callee): boolean {
  return className !== '' && (isConstructor(name) || name === className);
}

/** Whether a call may run this function. */
function canMean(tables: Tables, site: CallSite, callee: Callee): boolean {
  const { home, isMethod } = callee;
  const unit = tables.unitOf[site.caller] ?? 0;
  const other = tables.known.get(unit)?.unit;
  if (other === undefined || other.family !== home.unit.family || !takes(callee, site.count)) return false;
  if (isMethod) return canMeanMethod(tables, site, callee);
  if (unit === home.unit.index || other.family === 'c') return true;
  return visibleUnits(tables.project, tables.known, other).has(home.unit.index);
}

function canMeanMethod(tables: Tables, { caller, type }: CallSite, callee: Callee): boolean {
  const { classes } = tables;
  const unit = tables.unitOf[caller] ?? 0;
  if (type === '') return false;
  if (type === bare) return ownClasses(tables, caller).some((own) => classes.areRelated(own, callee.className)) || importsIt(tables, unit, callee);
  if (type !== undefined && classes.has(type)) return classes.areRelated(type, callee.className);
  if (callee.name.length < shortest) return false;
  if ((tables.owners.get(callee.name) ?? 0) <= mostOwners && (tables.callingUnits.get(callee.name) ?? 0) <= mostMentions) return true;
  if (type !== undefined || isTyped(callee.home.unit)) return unit === callee.home.unit.index && type === undefined;
  const types = tables.typesOf(unit);
  return classes.above(callee.className).some((each) => types.has(each));
}

function canMake(tables: Tables, { caller, count }: CallSite, callee: Callee): boolean {
  const other = tables.known.get(tables.unitOf[caller] ?? 0)?.unit;
  return other !== undefined && other.family === callee.home.unit.family && takes(callee, count);
}

/** Languages in which nearly every object's class is written down. */
function isTyped({ family, language }: Unit): boolean {
  return family === 'go' || family === 'c' || (family === 'named' && language.id !== 'php' && language.id !== 'ruby');
}

/** Parameters may be left out where languages allow that. */
function takes({ home, parameters }: Callee, count: number): boolean {
  if (count < 0 || parameters < 0) return true;
  const { id } = home.unit.language;
  if (id === 'java' || id === 'go' || id === 'c') return count === parameters;
  return count <= parameters || home.unit.family === 'script' || home.unit.family === 'python';
}

/** Names of the classes a function is written in, inner ones first. */
function ownClasses({ known, unitOf, first }: Tables, number: number): readonly string[] {
  const facts = known.get(unitOf[number] ?? 0)?.facts;
  if (facts === undefined) return [];
  let id = number - (first.get(unitOf[number] ?? 0) ?? 0);
  while (id > 0 && (facts.functions[id]?.[2] ?? -1) < 0) id = facts.functions[id]?.[1] ?? -1;
  const found: string[] = [];
  for (let owner = facts.functions[id]?.[2] ?? -1; owner >= 0 && found.length < 8; owner = facts.classes[owner]?.[2] ?? -1) {
    found.push(facts.names[facts.classes[owner]?.[0] ?? -1] ?? '');
  }
  return found;
}

/** A static method that is imported by its own name. */
function importsIt({ known, classes }: Tables, unit: number, { name, className }: Callee): boolean {
  const imported = known.get(unit)?.facts.bindings.imports.find(([local]) => local === name);
  return imported !== undefined && classes.areRelated(lastPart(imported[1]), className);
}

/** Functions that call it by a name that the import was given. */
function aliasCallers(tables: Tables, { home, name }: Callee): readonly number[] {
  if (home.unit.family !== 'script' && home.unit.family !== 'python') return [];
  const mayMean = (member: string) => member === name || member === 'default' || member === '*';
  return (tables.importers().get(home.unit.index) ?? []).flatMap((unit) => {
    const imports = tables.known.get(unit)?.facts.bindings.imports ?? [];
    const locals = imports.flatMap(([local, , member]) => (local !== member && local !== name && mayMean(member) ? [local] : []));
    return locals.flatMap((local) => (tables.sites.get(local) ?? []).flatMap(({ caller }) => (tables.unitOf[caller] === unit ? [caller] : [])));
  });
}

/** By unit those that can see it. */
function indexImporters(project: ProjectIndex, known: ReadonlyMap<number, KnownUnit>): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const { unit } of known.values()) {
    if (unit.family !== 'script' && unit.family !== 'python') continue;
    for (const seen of visibleUnits(project, known, unit)) {
      const list = found.get(seen);
      if (list === undefined) found.set(seen, [unit.index]);
      else list.push(unit.index);
    }
  }
  return found;
}

function typesOf(known: KnownUnit | undefined): ReadonlySet<string> {
  return new Set(known?.facts.types.map((id) => known.facts.names[id] ?? ''));
}

function remembered<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = find(key);
    known.set(key, made);
    return made;
  };
}

function increase(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
