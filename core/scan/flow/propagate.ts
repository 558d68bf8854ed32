import { conditional, holds, isOpen } from './label.ts';
import type { Activation } from './machine.ts';
import { accessTo } from './access.ts';
import type { PropagatorMatch, Relabel } from './marks.ts';
import { addTaint, deepTaint, type State } from './state.ts';
import { derived, joinTaint, type Mark, type Taint, untainted, type Value } from './value.ts';

/** The value that is just being made at a node, with what the propagators there add to it; variables are changed. */
export function propagate(activation: Activation, state: State, node: number, before: Value): Value {
  let { taint } = before;
  for (const { match, to: targets } of activation.run.marks?.propagatorAt.get(node) ?? []) {
    const carried = carriedTaint(activation, state, match, { node, value: { ...before, taint } });
    const passed = match.relabel === undefined ? carried : relabelled(carried, match.relabel);
    if (passed.length === 0) continue;
    for (const to of targets) {
      if (to === node) taint = joinTaint(taint, passed);
      taintTarget(activation, state, { node, to, isLasting: match.bySideEffect !== false, taint: passed });
    }
  }
  return taint === before.taint ? before : { ...before, taint };
}

interface Target {
  readonly node: number;
  readonly to: number;
  /** The variable is tainted from now on, where it is one. */
  readonly isLasting: boolean;
  readonly taint: Taint;
}

function taintTarget(activation: Activation, state: State, { node, to, isLasting, taint }: Target): void {
  const place = isLasting ? activation.run.flow.placeOf(to) : undefined;
  if (place !== undefined) addTaint(accessTo(activation, state, node), place, taint);
  else if (to !== node) taintRegister(activation, to, taint);
}

/** Adds taint to a value that was made already and is about to be used. */
function taintRegister({ run, registers }: Activation, node: number, taint: Taint): void {
  const register = (run.flow.registerOf[node] ?? 0) - 1;
  const value = registers[register];
  if (value !== undefined) registers[register] = { ...value, taint: joinTaint(value.taint, derived(taint)) };
}

/** Taint of what a propagator takes it from; `at` is the value that is just being made. */
function carriedTaint(activation: Activation, state: State, match: PropagatorMatch, at: { node: number; value: Value }): Taint {
  let taint: Taint = [];
  for (const from of match.bindings.get(match.from)?.nodes ?? []) {
    const register = (activation.run.flow.registerOf[from] ?? 0) - 1;
    const given = from === at.node ? at.value : activation.registers[register];
    if (given !== undefined) taint = joinTaint(taint, deepTaint(state, given));
  }
  return taint;
}

/** What passes, with the labels it has afterwards; of parameters it is not known yet which labels they bring. */
function relabelled(carried: Taint, { test, ways }: Relabel): Taint {
  let taint: Taint = untainted;
  if (!isOpen(carried)) {
    if (!holds(test, carried)) return untainted;
    for (const mark of carried) taint = joinTaint(taint, [{ ...mark, label: ways.find(({ from }) => from === mark.label)?.to ?? mark.label }]);
    return taint;
  }
  const over = derived(carried);
  for (const way of ways) {
    const made: Mark = { label: way.to, path: '', exact: false, step: undefined, when: undefined };
    const mark = conditional(made, way.test, over);
    if (mark !== undefined) taint = joinTaint(taint, [mark]);
  }
  return taint;
}
