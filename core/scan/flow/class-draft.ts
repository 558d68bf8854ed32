import { none } from '../tree/flat-tree.ts';
import type { Lowering } from './lowering.ts';
import { childOf, nameAt, namedChildren } from './syntax.ts';

/** Index of the class of a name, made at its first mention; one without a name is always a new one. */
export function classNamed(flow: Lowering, name: string): number {
  const known = name === '' ? undefined : flow.classNames.get(name);
  if (known !== undefined) return known;
  const id = flow.classes.length;
  flow.classes.push({ name, outer: flow.owner, methods: new Map(), scope: flow.scope, supers: [], fieldTypes: new Map(), slot: -1 });
  if (name !== '') flow.classNames.set(name, id);
  return id;
}

const notName = /[*&\s]|\[.*\]|\(|\)/g;

/** The class that a method outside of it belongs to (Go). */
export function classOfReceiver(flow: Lowering, receiver: number): number {
  const [parameter] = namedChildren(flow, receiver);
  const type = parameter === undefined ? none : childOf(flow, parameter, 'type');
  return classNamed(flow, nameAt(flow, type).replace(notName, ''));
}
