import { accessTo, cleanPlace } from './access.ts';
import type { Activation } from './machine.ts';
import { type Effect, markBits } from './marks.ts';
import { propagate } from './propagate.ts';
import { controlSlot } from './scheme.ts';
import { reportGuards, reportSinks } from './sink-effect.ts';
import { sourceTaint, taintOf } from './source-effect.ts';
import { addTaint, deepTaint, setSlot, slotValue, type State } from './state.ts';
import { joinTaint, type Taint, unknownValue, type Value } from './value.ts';

/** What the rule's matches make of the value of a node; reports the sinks it reaches. */
export function applyMarks(activation: Activation, state: State, at: { node: number; value: Value; bits: number }): Value {
  const { node, bits } = at;
  let { value } = at;
  if ((bits & markBits.sanitizer) !== 0) value = unknownTaint(value);
  else if ((bits & markBits.source) !== 0) value = withTaint(value, sourceTaint(activation, node, deepTaint(state, value)));
  if ((bits & markBits.propagator) !== 0) value = propagate(activation, state, node, value);
  // What a match does to variables is done after it: a sink that is one of its own sources does not reach itself.
  if ((bits & markBits.sink) !== 0) reportSinks(activation, node, deepTaint(state, value));
  if ((bits & markBits.guard) !== 0) reportGuarding(activation, state, node, value);
  if ((bits & markBits.effect) !== 0) value = applyEffects(activation, state, node, value);
  return value;
}

/** A source or sanitizer that matches the left side of an assignment is about what is assigned. */
export function markWritten(activation: Activation, state: State, node: number, value: Value): Value {
  const bits = node < 0 ? 0 : (activation.run.marks?.bits[node] ?? 0);
  if (bits === 0) return value;
  if ((bits & markBits.sanitizer) !== 0) return unknownTaint(value);
  let written = value;
  if ((bits & markBits.source) !== 0) written = withTaint(value, sourceTaint(activation, node, deepTaint(state, value)));
  if ((bits & markBits.effect) === 0) return written;
  for (const effect of activation.run.marks?.effectAt.get(node) ?? []) {
    if (effect.kind === 'clean') written = unknownTaint(written);
    else if (effect.kind === 'taint') written = withTaint(written, taintOf(activation, [effect.source], deepTaint(state, written)));
  }
  return written;
}

/** The guards of a node see the value that is just being made. */
function reportGuarding(activation: Activation, state: State, node: number, value: Value): void {
  const register = (activation.run.flow.registerOf[node] ?? 0) - 1;
  if (register >= 0) activation.registers[register] = value;
  reportGuards(activation, state, node);
}

function withTaint(value: Value, taint: Taint): Value {
  return taint.length === 0 ? value : { ...value, taint: joinTaint(value.taint, taint), constant: undefined };
}

function unknownTaint(value: Value): Value {
  return value.taint.length === 0 && value.sites.length === 0 ? value : { ...unknownValue, callee: value.callee };
}

function applyEffects(activation: Activation, state: State, node: number, before: Value): Value {
  let value = before;
  for (const effect of activation.run.marks?.effectAt.get(node) ?? []) value = applyEffect(activation, state, { node, value, effect });
  return value;
}

function applyEffect(activation: Activation, state: State, { node, value, effect }: { node: number; value: Value; effect: Effect }): Value {
  if (effect.kind === 'clean') {
    cleanPlace(activation, state, node);
    return unknownTaint(value);
  }
  const taint = taintOf(activation, [effect.source], deepTaint(state, value));
  if (taint.length === 0) return value;
  if (effect.kind === 'control') {
    setSlot(state, controlSlot, withTaint(slotValue(state, controlSlot), taint));
    return value;
  }
  const place = activation.run.flow.placeOf(node);
  if (place !== undefined) addTaint(accessTo(activation, state, node), place, taint);
  return effect.source.sideEffectOnly === true ? value : withTaint(value, taint);
}
