import type { Key } from './form.ts';
import type { Activation } from './machine.ts';
import { markBits, type PropagatorMatch, sourceRoot } from './marks.ts';
import { type Access, addTaint, deepTaint, type State, storePlace } from './state.ts';
import { extendStep } from './step.ts';
import { joinTaint, type Mark, type Step, type Taint, unknownValue, type Value } from './value.ts';

/** The text of a key when it is known. */
export function keyText(activation: Activation, key: Key): string | undefined {
  if (typeof key === 'string') return key;
  const constant = activation.registers[key]?.constant;
  return constant === undefined || constant === null ? undefined : String(constant);
}

export function accessTo(activation: Activation, state: State, site: number): Access {
  return { state, site, keyText: (key) => keyText(activation, key), registerValue: (register) => activation.registers[register] ?? unknownValue };
}

/** What the rule's matches make of the value of a node; reports the sinks it reaches. */
export function applyMarks(activation: Activation, state: State, at: { node: number; value: Value; bits: number }): Value {
  const { node, bits } = at;
  let { value } = at;
  if ((bits & markBits.sanitizer) !== 0) value = unknownTaint(value);
  else if ((bits & markBits.source) !== 0) value = { ...value, taint: joinTaint(value.taint, sourceTaint(activation, node)), constant: undefined };
  if ((bits & markBits.effect) !== 0) value = applyEffect(activation, state, node, value);
  if ((bits & markBits.propagator) !== 0) value = propagate(activation, state, node, value);
  if ((bits & markBits.sink) !== 0) reportSinks(activation, node, deepTaint(state, value));
  return value;
}

/** A source or sanitizer that matches the left side of an assignment is about what is assigned. */
export function markWritten(activation: Activation, node: number, value: Value): Value {
  const bits = node < 0 ? 0 : (activation.run.marks?.bits[node] ?? 0);
  if ((bits & markBits.sanitizer) !== 0) return unknownTaint(value);
  if ((bits & markBits.source) !== 0) return { ...value, taint: joinTaint(value.taint, sourceTaint(activation, node)), constant: undefined };
  return value;
}

/** Forgets the taint of the variable or field that a node names. */
export function cleanPlace(activation: Activation, state: State, node: number): void {
  const place = activation.run.flow.placeOf(node);
  if (place !== undefined) storePlace(accessTo(activation, state, node), place, unknownValue);
}

/** Notes that a value with this taint is used by the sinks at a node. */
export function reportSinks(activation: Activation, node: number, taint: Taint): void {
  if (taint.length === 0) return;
  const { file } = activation.run;
  for (const sink of activation.run.marks?.sinkAt.get(node) ?? []) for (const mark of taint) reportMark(activation, { file, sink }, mark, node);
}

export function reportMark(activation: Activation, { file, sink }: { readonly file: number; readonly sink: number }, mark: Mark, node: number): void {
  const step = node < 0 ? mark.step : extendStep(mark.step, { file: activation.run.file, node }, '');
  if (step === undefined) return;
  if (mark.label <= 0) {
    const hits = hitsOf(activation, file);
    const known = hits?.get(sink);
    if (known === undefined || known.length > step.length) hits?.set(sink, step);
    return;
  }
  const { sinks } = activation.frame;
  const known = sinks.findIndex((other) => other.file === file && other.sink === sink && other.label === mark.label && other.path === mark.path);
  const entry = { file, sink, label: mark.label, path: mark.path, step };
  if (known < 0) sinks.push(entry);
  else if ((sinks[known]?.step.length ?? 0) > step.length) sinks[known] = entry;
}

function hitsOf({ run }: Activation, file: number): Map<number, Step> | undefined {
  return file === run.file ? run.hits : run.link?.runOf(file)?.hits;
}

function unknownTaint(value: Value): Value {
  return value.taint.length === 0 && value.sites.length === 0 ? value : { ...unknownValue, callee: value.callee };
}

function sourceTaint(activation: Activation, node: number): Taint {
  const { run } = activation;
  const root = run.marks === undefined ? node : sourceRoot(run.tree, run.marks, node);
  const step: Step = { file: run.file, node: root, message: '', previous: undefined, length: 1 };
  return [{ label: 0, path: '', exact: false, step }];
}

function applyEffect(activation: Activation, state: State, node: number, value: Value): Value {
  const place = activation.run.flow.placeOf(node);
  if (activation.run.marks?.effectAt.get(node) === 'clean') {
    cleanPlace(activation, state, node);
    return unknownTaint(value);
  }
  const taint = sourceTaint(activation, node);
  if (place !== undefined) addTaint(accessTo(activation, state, node), place, taint);
  return { ...value, taint: joinTaint(value.taint, taint), constant: undefined };
}

function propagate(activation: Activation, state: State, node: number, before: Value): Value {
  const value = { ...before };
  for (const match of activation.run.marks?.propagatorAt.get(node) ?? []) {
    const taint = carriedTaint(activation, state, match, { node, value });
    if (taint.length === 0) continue;
    for (const to of match.bindings.get(match.to)?.nodes ?? []) {
      const place = activation.run.flow.placeOf(to);
      if (place !== undefined) addTaint(accessTo(activation, state, node), place, taint);
      if (to === node) value.taint = joinTaint(value.taint, taint);
    }
  }
  return value;
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
