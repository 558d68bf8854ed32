import type { Constant } from './constant.ts';

/** A step of a tainted value, linked back to its source; `length` counts the steps up to here. */
export interface Step {
  /** Number of the file, 0 when a file is looked at alone. */
  readonly file: number;
  readonly node: number;
  readonly message: string;
  readonly previous: Step | undefined;
  readonly length: number;
}

/**
 * Taint of one origin: label 0 is any source of the rule (the nearest is kept), label n + 1 is the nth parameter of the function
 * that is summarised, the one after the last parameter its `this`. Sources with a label of their own have negative numbers.
 */
export interface Mark {
  readonly label: number;
  /** For a parameter: the fields that lead from it to what is meant, '' for all of it. */
  readonly path: string;
  /** For a parameter: it is just that value, not something made from it. */
  readonly exact: boolean;
  readonly step: Step | undefined;
  /** Only there where other taint, which is not known yet, has certain labels; never on a mark of a parameter. */
  readonly when: Pending | undefined;
}

/** A condition on labels with their numbers. */
export type LabelTest =
  | { readonly kind: 'label'; readonly label: number }
  | { readonly kind: 'not'; readonly of: LabelTest }
  | { readonly kind: 'all' | 'any'; readonly of: readonly LabelTest[] };

/** A test of taint that depends on parameters. Equal tests are the same object. */
export interface Pending {
  readonly test: LabelTest;
  readonly over: Taint;
}

export type Taint = readonly Mark[];

/** What is known about a value. An object's contents are in the state, under its sites. */
export interface Value {
  readonly taint: Taint;
  readonly constant: Constant | undefined;
  /** The places of the program that may have made it; empty when unknown. */
  readonly sites: readonly number[];
  /** Reference of the function (or the class or module) it is, or -1. */
  readonly callee: number;
}

/** What is known about the contents of an object or collection. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Value>;
  /** Taint of what lies under unknown keys. */
  readonly rest: Taint;
  /** Number of elements of a list, while it is known. */
  readonly length: number | undefined;
  /** Reference of the class it is an object of, or -1. */
  readonly owner: number;
}

export const untainted: Taint = [];
export const unknownValue: Value = { taint: untainted, constant: undefined, sites: [], callee: -1 };
export const emptyShape: Shape = { fields: new Map(), rest: untainted, length: 0, owner: -1 };

const mostSites = 8;
const longestPath = 3;
const mostNarrowed = 12;
const mostParts = 16;
const pathSeparator = '\n';

/** A value made from what has this taint. */
export function taintedValue(taint: Taint): Value {
  return taint.length === 0 ? unknownValue : sameTaintValue(derived(taint));
}

/** A value that just has this taint. */
export function sameTaintValue(taint: Taint): Value {
  return taint.length === 0 ? unknownValue : { taint, constant: undefined, sites: [], callee: -1 };
}

export function referenceValue(callee: number): Value {
  return { taint: untainted, constant: undefined, sites: [], callee };
}

/** The taint of something made from a value. */
export function derived(taint: Taint): Taint {
  if (!taint.some((mark) => mark.exact)) return taint;
  const made: Mark[] = [];
  for (const mark of taint) addMark(made, mark.exact ? { ...mark, exact: false } : mark);
  return made;
}

/** The taint of a field of a value: of a parameter only that field. */
export function narrowed(taint: Taint, key: string | undefined): Taint {
  if (!taint.some((mark) => mark.exact)) return taint;
  if (key === undefined || taint.length > mostNarrowed) return derived(taint);
  return taint.map((mark) => {
    if (!mark.exact) return mark;
    if (hasLongestPath(mark.path)) return { ...mark, exact: false };
    return { ...mark, path: mark.path === '' ? key : mark.path + pathSeparator + key };
  });
}

/** Where taint consists of many parts of the same parameters, these are taken for something made from the whole of them. */
export function coarse(taint: Taint): Taint {
  if (taint.length <= mostParts) return taint;
  const made: Mark[] = [];
  for (const mark of taint) addMark(made, mark.label > 0 && mark.path !== '' ? { ...mark, path: '', exact: false } : mark);
  return made;
}

function hasLongestPath(path: string): boolean {
  let keys = path === '' ? 0 : 1;
  for (let at = path.indexOf(pathSeparator); at >= 0; at = path.indexOf(pathSeparator, at + 1)) keys += 1;
  return keys >= longestPath;
}

/** The keys of a mark's path. */
export function pathKeys(path: string): readonly string[] {
  return path === '' ? [] : path.split(pathSeparator);
}

function sameOrigin(left: Mark, right: Mark): boolean {
  return left.label === right.label && left.path === right.path && left.exact === right.exact && left.when?.test === right.when?.test;
}

export function constantValue(constant: Constant): Value {
  return { taint: untainted, constant, sites: [], callee: -1 };
}

/** The marks of both; of the same label the one with fewer steps. */
export function joinTaint(left: Taint, right: Taint): Taint {
  if (left === right || right.length === 0) return left;
  if (left.length === 0) return right;
  let joined: Mark[] | undefined;
  for (const mark of right) {
    const index = (joined ?? left).findIndex((other) => sameOrigin(other, mark));
    const other = (joined ?? left)[index];
    const better = other === undefined ? mark : betterMark(other, mark);
    if (better === other) continue;
    joined ??= [...left];
    if (other === undefined) joined.push(better);
    else joined[index] = better;
  }
  return joined ?? left;
}

/** Adds a mark to those of a value under construction, as `joinTaint` does. */
export function addMark(marks: Mark[], mark: Mark): void {
  const index = marks.findIndex((other) => sameOrigin(other, mark));
  const other = marks[index];
  if (other === undefined) marks.push(mark);
  else marks[index] = betterMark(other, mark);
}

/** Of two marks of one origin the nearer; where they depend on other taint, one that looks at all of it. */
function betterMark(known: Mark, mark: Mark): Mark {
  if (known.when !== undefined) return mergePending(known, known.when, mark);
  return lengthOf(known) <= lengthOf(mark) ? known : mark;
}

/** The same mark under the same test: one that looks at the values of both. */
function mergePending(mark: Mark, when: Pending, other: Mark): Mark {
  const over = joinTaint(when.over, other.when?.over ?? untainted);
  return over === when.over ? mark : { ...mark, when: { test: when.test, over } };
}

export function lengthOf(mark: Mark): number {
  return mark.step?.length ?? 0;
}

export function joinValue(left: Value, right: Value): Value {
  if (left === right) return left;
  const taint = joinTaint(left.taint, right.taint);
  const constant = left.constant === right.constant ? left.constant : undefined;
  const sites = joinSites(left.sites, right.sites);
  const callee = left.callee >= 0 ? left.callee : right.callee;
  if (taint === left.taint && constant === left.constant && sites === left.sites && callee === left.callee) return left;
  return { taint, constant, sites, callee };
}

/** The left shape itself when the right one adds nothing to it. */
export function joinShape(left: Shape, right: Shape): Shape {
  if (left === right) return left;
  const fields = joinFields(left, right);
  const rest = joinTaint(left.rest, right.rest);
  const length = left.length === right.length ? left.length : undefined;
  if (fields === left.fields && rest === left.rest && length === left.length) return left;
  return { fields, rest, length, owner: left.owner };
}

function joinFields(left: Shape, right: Shape): ReadonlyMap<string, Value> {
  if (left.fields === right.fields) return left.fields;
  let joined: Map<string, Value> | undefined;
  for (const [key, value] of right.fields) {
    const other = left.fields.get(key);
    const both = other === undefined ? withRest(value, left.rest) : joinValue(other, value);
    if (both === other) continue;
    joined ??= new Map(left.fields);
    joined.set(key, both);
  }
  for (const [key, value] of left.fields) {
    const both = right.fields.has(key) ? value : withRest(value, right.rest);
    if (both === value) continue;
    joined ??= new Map(left.fields);
    joined.set(key, both);
  }
  return joined ?? left.fields;
}

/** Same as far as results go: which step a mark came by does not matter. */
export function sameValue(left: Value, right: Value): boolean {
  if (left === right) return true;
  return left.constant === right.constant && left.callee === right.callee && left.sites.length === right.sites.length && sameTaint(left.taint, right.taint);
}

export function sameShape(left: Shape, right: Shape): boolean {
  if (left === right) return true;
  if (left.fields.size !== right.fields.size || left.length !== right.length || !sameTaint(left.rest, right.rest)) return false;
  for (const [key, value] of left.fields) {
    const other = right.fields.get(key);
    if (other === undefined || !sameValue(value, other)) return false;
  }
  return true;
}

export function isPlain(value: Value): boolean {
  return value.taint.length === 0 && value.constant === undefined && value.sites.length === 0 && value.callee < 0;
}

/** A field that the other side does not have: there it is whatever lies under unknown keys. */
function withRest(value: Value, rest: Taint): Value {
  const taint = joinTaint(value.taint, rest);
  return taint === value.taint && value.constant === undefined ? value : { ...value, taint, constant: undefined };
}

/** Labels only grow on the way up, so as many marks on both sides means the same marks. */
function sameTaint(left: Taint, right: Taint): boolean {
  return (
    left.length === right.length && left.every((mark) => right.some((other) => sameOrigin(other, mark) && other.when?.over.length === mark.when?.over.length))
  );
}

function joinSites(left: readonly number[], right: readonly number[]): readonly number[] {
  if (left === right || right.length === 0) return left;
  if (left.length === 0) return right;
  const added = right.filter((site) => !left.includes(site));
  return added.length === 0 ? left : [...left, ...added].slice(0, mostSites);
}
