import { holds, isOpen, plainLabel, sourceOf, support } from './label.ts';
import type { Activation, GuardedSink, Run } from './machine.ts';
import type { Guard } from './marks.ts';
import { controlSlot } from './scheme.ts';
import { deepTaint, slotValue, type State } from './state.ts';
import { extendStep } from './step.ts';
import { joinTaint, type Mark, type Step, type Taint, unknownValue, untainted } from './value.ts';

/** Where a sink is: number of the file and index among the rule's sinks there. */
export interface SinkPlace {
  readonly file: number;
  readonly sink: number;
}

/** Notes that a value with this taint is used by the sinks at a node. */
export function reportSinks(activation: Activation, node: number, taint: Taint): void {
  if (taint.length === 0) return;
  const { file } = activation.run;
  for (const sink of activation.run.marks?.sinkAt.get(node) ?? []) for (const mark of taint) reportMark(activation, { file, sink }, mark, node);
}

/** Notes that something with a mark reaches a sink; `node`: its last step, or -1 when that is in the mark. Marks with a label are of no interest here. */
export function reportMark(activation: Activation, place: SinkPlace, mark: Mark, node: number): void {
  const step = node < 0 ? mark.step : extendStep(mark.step, { file: activation.run.file, node }, '');
  if (step === undefined) return;
  if (mark.label <= 0) {
    if (mark.label === plainLabel || sourceOf(mark.label) >= 0) noteHit(activation, place, mark.label, step);
    return;
  }
  const { file, sink } = place;
  const { sinks } = activation.frame;
  const known = sinks.findIndex((other) => other.file === file && other.sink === sink && other.label === mark.label && other.path === mark.path);
  const entry = { file, sink, label: mark.label, path: mark.path, step };
  if (known < 0) sinks.push(entry);
  else if ((sinks[known]?.step.length ?? 0) > step.length) sinks[known] = entry;
}

/** Decides sinks that look at several values, at the node where all of them are known. */
export function reportGuards(activation: Activation, state: State, node: number): void {
  const { file, marks } = activation.run;
  const control = marks?.scheme.control === true ? slotValue(state, controlSlot).taint : untainted;
  for (const { sink, parts } of marks?.guardAt.get(node) ?? []) {
    const seen = parts.map(({ test, nodes }) => ({ test, taint: joinTaint(taintAt(activation, state, nodes), control) }));
    reportGuarded(activation, { file, sink, parts: seen.map(({ test, taint }) => ({ test, taint: ended(activation, taint, node) })) });
  }
}

function taintAt({ run, registers }: Activation, state: State, nodes: Guard['parts'][number]['nodes']): Taint {
  let taint: Taint = untainted;
  for (const node of nodes) taint = joinTaint(taint, deepTaint(state, registers[(run.flow.registerOf[node] ?? 0) - 1] ?? unknownValue));
  return taint;
}

/** Taint that has arrived: its last step is the sink. */
function ended({ run }: Activation, taint: Taint, node: number): Taint {
  return taint.map((mark) => ({ ...mark, step: extendStep(mark.step, { file: run.file, node }, '') }));
}

const mostGuarded = 24;

/** A sink with the taint that its values have: reported when their labels fulfil it, kept for the callers where parameters may change that. */
export function reportGuarded(activation: Activation, reached: GuardedSink): void {
  const { parts } = reached;
  const sources = parts.map(({ test, taint }) => support(test, taint)).filter((step) => step !== undefined);
  const [first] = sources.toSorted((left, right) => left.length - right.length);
  if (first !== undefined && parts.every(({ test, taint }) => holds(test, taint))) noteHit(activation, reached, plainLabel, first);
  if (!parts.some(({ taint }) => isOpen(taint))) return;
  const { guarded } = activation.frame;
  const same = guarded.findIndex((other) => other.file === reached.file && other.sink === reached.sink && isCovered(reached, other));
  if (same < 0 && guarded.length < mostGuarded) guarded.push(reached);
}

function isCovered(by: GuardedSink, known: GuardedSink): boolean {
  return by.parts.every(({ taint }, index) => {
    const other = known.parts[index]?.taint ?? untainted;
    return taint.length === other.length && joinTaint(other, taint).length === other.length;
  });
}

/** The sinks that count where a function ends, after an instruction or statement: something the function holds is still tainted there. */
export function reportExit(activation: Activation, state: State, node: number): void {
  const { file, marks, tree } = activation.run;
  for (const sink of marks?.exitSinks ?? []) {
    const match = marks?.matches.sinks[sink];
    if (match === undefined || (tree.start[node] ?? 0) < match.start || (tree.end[node] ?? 0) > match.end) continue;
    const taint = ended(activation, heldTaint(activation, state), node);
    if (match.test !== undefined) reportGuarded(activation, { file, sink, parts: [{ test: match.test, taint }] });
    else for (const mark of taint) reportMark(activation, { file, sink }, mark, -1);
  }
}

/** Taint from sources in the function itself that its variables, or the way it took, have. */
function heldTaint({ run, body }: Activation, state: State): Taint {
  let taint = run.scheme.control ? slotValue(state, controlSlot).taint : untainted;
  for (const [slot, value] of state.slots) if (slot >= body.firstSlot && slot < body.endSlot) taint = joinTaint(taint, deepTaint(state, value));
  return taint.filter(({ label }) => label <= 0);
}

function noteHit(activation: Activation, { file, sink }: SinkPlace, label: number, step: Step): void {
  const run = file === activation.run.file ? activation.run : activation.run.link?.runOf(file);
  if (run === undefined) return;
  const source = sourceOf(label);
  if (source >= 0 && !agrees(run, source, sink)) return;
  if (source >= 0 && run.marks?.scheme.atSource === true) {
    const known = run.sourceHits.get(source);
    if (known === undefined || known.step.length > step.length) run.sourceHits.set(source, { sink, step });
    return;
  }
  const known = run.hits.get(sink);
  if (known === undefined || known.length > step.length) run.hits.set(sink, step);
}

/** Whether metavariables of the same name stand for the same text in a source and a sink, where the rule asks for it. */
function agrees({ marks, tree }: Run, source: number, sink: number): boolean {
  if (marks?.scheme.unify !== true) return true;
  const there = marks.matches.sources[source]?.bindings;
  for (const [name, { start, end }] of marks.matches.sinks[sink]?.bindings ?? []) {
    const other = there?.get(name);
    if (other !== undefined && !isSame(tree.text.slice(start, end), tree.text.slice(other.start, other.end))) return false;
  }
  return true;
}

const plainName = /^\$?\w+$/;
/** A part of something: a member or an element. */
const part = /->|\.|\[\w/;

/** The same code up to white space; a parameter may be written with its type. */
function isSame(text: string, source: string): boolean {
  const words = source.split(/[^\w$]+/);
  if (plainName.test(text) && words.length === 2 && !part.test(source)) return words.includes(text);
  return text.replaceAll(/\s+/g, '') === source.replaceAll(/\s+/g, '');
}
