import { none } from '../tree/flat-tree.ts';
import { declareName, emitOperation, type Lowering, readSlot } from './lowering.ts';
import type { FunctionRole } from './role.ts';
import { childOf, nameAt, namedChildren } from './syntax.ts';

/** Declares the variables that are the result of a function; their slots. */
export function declareResults(flow: Lowering, node: number, role: FunctionRole): readonly number[] {
  const list = role.results === undefined ? none : childOf(flow, node, role.results);
  return namedChildren(flow, list).flatMap((child) => {
    const name = nameAt(flow, childOf(flow, child, 'name'));
    return name === '' ? [] : [declareName(flow, name)];
  });
}

/** The value of those variables; `none` where there are none. */
export function resultOf(flow: Lowering, slots: readonly number[]): number {
  if (slots.length === 0) return none;
  const values = slots.map((slot) => readSlot(flow, none, slot));
  return emitOperation(flow, none, values.length === 1 ? '' : 'mix', values);
}
