import { none } from '../tree/flat-tree.ts';
import { declareName, emit, emitOperation, type Lowering, newRegister, readSlot } from './lowering.ts';
import type { FunctionRole } from './role.ts';
import { childOf, childrenIn, nameAt, namedChildren } from './syntax.ts';

/** Declares the variables that are the result of a function; their slots. */
export function declareResults(flow: Lowering, node: number, role: FunctionRole): readonly number[] {
  const list = role.results === undefined ? none : childOf(flow, node, role.results);
  return namedChildren(flow, list).flatMap((child) => {
    return childrenIn(flow, child, 'name').map((name) => declareName(flow, nameAt(flow, name)));
  });
}

/** What the function returns where nothing is named: what it printed or handed out, or its named results. */
export function resultNow(flow: Lowering): number {
  return flow.draft.output < 0 ? resultOf(flow, flow.draft.results) : readSlot(flow, none, flow.draft.output);
}

/** The value of those variables; `none` where there are none. */
function resultOf(flow: Lowering, slots: readonly number[]): number {
  if (slots.length === 0) return none;
  const values = slots.map((slot) => readSlot(flow, none, slot));
  if (values.length === 1) return emitOperation(flow, none, '', values);
  const to = newRegister(flow, none);
  const entries = values.map((from, index) => ({ key: String(index), from, spread: false }));
  emit(flow, { kind: 'collect', to, node: flow.draft.node, entries, ordered: true });
  return to;
}
