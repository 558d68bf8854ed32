import { callValue } from './call-effect.ts';
import { foldOperation, isTruthy } from './constant.ts';
import type { Block, Instruction, Operation, Terminator } from './form.ts';
import type { Activation, Entry, Outcome, Run } from './machine.ts';
import { accessTo, applyMarks, cleanPlace, keyText, markWritten } from './mark-effect.ts';
import { cloneState, deepTaint, elementOf, joinState, loadField, setSlot, slotValue, type State, storePlace, setShape } from './state.ts';
import { extendTaint } from './step.ts';
import {
  constantValue,
  emptyShape,
  isPlain,
  joinTaint,
  joinValue,
  type Shape,
  type Taint,
  taintedValue,
  unknownValue,
  untainted,
  type Value,
} from './value.ts';

const mostVisits = 24;

/** Runs a function body to a fixpoint from the entry state, which it consumes. */
export function executeBody(run: Run, entry: Entry): Outcome {
  const { body } = entry;
  const activation: Activation = { run, frame: entry.frame, body, registers: new Array<Value>(body.registers), given: entry.given, depth: entry.depth };
  const work: Work = {
    activation,
    before: [entry.state],
    pending: new Uint8Array(body.blocks.length),
    visits: new Uint8Array(body.blocks.length),
    next: 0,
    exit: undefined,
    returned: undefined,
  };
  work.pending[0] = 1;
  while (work.next < body.blocks.length) {
    const id = work.next;
    work.next += 1;
    if (work.pending[id] === 0) continue;
    work.pending[id] = 0;
    visitBlock(work, id);
  }
  return { exit: work.exit, returned: work.returned ?? unknownValue };
}

interface Work {
  readonly activation: Activation;
  /** State before each block, where it was reached. */
  readonly before: (State | undefined)[];
  readonly pending: Uint8Array;
  readonly visits: Uint8Array;
  next: number;
  exit: State | undefined;
  returned: Value | undefined;
}

function visitBlock(work: Work, id: number): void {
  const { run, body } = work.activation;
  const block = body.blocks[id];
  const before = work.before[id];
  if (block === undefined || before === undefined) return;
  work.visits[id] = (work.visits[id] ?? 0) + 1;
  run.fuel -= block.instructions.length + 1 + (before.slots.size >> 5);
  if (run.fuel < 0 || (work.visits[id] ?? 0) > mostVisits) {
    run.cutOff = true;
    return;
  }
  const state = block.repeats ? cloneState(before) : before;
  if (!block.repeats) work.before[id] = undefined;
  for (const instruction of block.instructions) execute(work.activation, state, instruction);
  if (block.handler >= 0) flowTo(work, block.handler, cloneState(state));
  follow(work, block, state);
}

function follow(work: Work, block: Block, state: State): void {
  const { end } = block;
  switch (end.kind) {
    case 'jump':
      return flowTo(work, end.to, state);
    case 'fork': {
      for (const to of end.to.slice(1)) flowTo(work, to, cloneState(state));
      const [first] = end.to;
      return first === undefined ? undefined : flowTo(work, first, state);
    }
    case 'branch':
      return branch(work, end, state);
    case 'return': {
      const value = end.from < 0 ? unknownValue : registerValue(work.activation, end.from);
      work.returned = work.returned === undefined ? value : joinValue(work.returned, value);
      if (work.exit === undefined) work.exit = state;
      else joinState(work.exit, state);
      return;
    }
    case 'stop':
      return;
    default:
      return end satisfies never;
  }
}

/** Known conditions take one way only; a check that cleans does so on the way where it holds. */
function branch(work: Work, end: Extract<Terminator, { kind: 'branch' }>, state: State): void {
  const { constant } = registerValue(work.activation, end.condition);
  const ways = constant === undefined ? [end.otherwise, end.then] : [isTruthy(constant) ? end.then : end.otherwise];
  const cleaned = work.activation.run.marks?.cleanWhen.get(end.node);
  for (const [index, to] of ways.entries()) {
    const next = index === ways.length - 1 ? state : cloneState(state);
    if (cleaned !== undefined && to === end.then) for (const node of cleaned) cleanPlace(work.activation, next, node);
    flowTo(work, to, next);
  }
}

/** Hands a state on to a block; the caller gives it up. */
function flowTo(work: Work, to: number, state: State): void {
  const known = work.before[to];
  if (known === undefined) work.before[to] = state;
  else if (!joinState(known, state)) return;
  work.pending[to] = 1;
  if (to < work.next) work.next = to;
}

function registerValue(activation: Activation, register: number): Value {
  return activation.registers[register] ?? unknownValue;
}

function execute(activation: Activation, state: State, instruction: Instruction): void {
  const marks = activation.run.marks;
  switch (instruction.kind) {
    case 'write': {
      const value = registerValue(activation, instruction.from);
      setSlot(state, instruction.slot, written(activation, instruction.node, activation.run.flow.slots[instruction.slot]?.name ?? '', value));
      return;
    }
    case 'store': {
      const last = instruction.place.path.at(-1);
      const value = written(activation, instruction.node, typeof last === 'string' ? last : '', registerValue(activation, instruction.from));
      storePlace(accessTo(activation, state, instruction.node), instruction.place, value);
      return;
    }
    default: {
      const value = evaluate(activation, state, instruction);
      const bits = marks?.bits[instruction.node] ?? 0;
      activation.registers[instruction.to] = bits === 0 ? value : applyMarks(activation, state, { node: instruction.node, value, bits });
    }
  }
}

/** A value that is assigned: its taint notes where. */
function written(activation: Activation, node: number, name: string, value: Value): Value {
  const marked = markWritten(activation, node, value);
  if (marked.taint.length === 0 || node < 0 || name === '') return marked;
  return { ...marked, taint: extendTaint(marked.taint, node, `assigned to \`${name}\``) };
}

function evaluate(activation: Activation, state: State, instruction: Exclude<Instruction, { kind: 'write' | 'store' }>): Value {
  switch (instruction.kind) {
    case 'constant':
      return constantValue(instruction.value);
    case 'read':
      return readSlotValue(activation, state, instruction.slot);
    case 'load':
      return loadValue(activation, state, instruction);
    case 'element':
      return elementOf(state, registerValue(activation, instruction.from));
    case 'parameter':
      return parameterValue(activation, state, instruction.index);
    case 'closure':
      activation.run.created.add(instruction.callee);
      return { taint: untainted, constant: undefined, sites: [], callee: instruction.callee };
    case 'collect':
      return collectValue(activation, state, instruction);
    case 'operate':
      return operationValue(activation, state, instruction);
    case 'call':
      return callValue(activation, state, instruction);
    default:
      return instruction satisfies never;
  }
}

function readSlotValue(activation: Activation, state: State, slot: number): Value {
  const value = state.slots.get(slot);
  if (value !== undefined) return value;
  const callee = activation.run.flow.slots[slot]?.callee ?? -1;
  return callee < 0 ? slotValue(state, slot) : { taint: untainted, constant: undefined, sites: [], callee };
}

function parameterValue(activation: Activation, state: State, index: number): Value {
  const given = activation.given[index] ?? unknownValue;
  if (activation.body.parameters[index]?.rest !== true) return given;
  let taint = deepTaint(state, given);
  for (const more of activation.given.slice(index + 1)) taint = joinTaint(taint, deepTaint(state, more));
  return taintedValue(taint);
}

function loadValue(activation: Activation, state: State, instruction: Extract<Instruction, { kind: 'load' }>): Value {
  const object = registerValue(activation, instruction.object);
  const key = keyText(activation, instruction.key);
  if (typeof object.constant === 'string' && key !== undefined) return characterOf(object.constant, key);
  if (isPlain(object)) return unknownValue;
  const { run } = activation;
  if (typeof instruction.key === 'string' && !instruction.pattern && run.table.scalarMembers.has(instruction.key)) return unknownValue;
  const value = loadField(state, object, key);
  if (value.callee >= 0 || key === undefined) return value;
  const method = methodOf(activation, state, object, key);
  return method < 0 ? value : { ...value, callee: method };
}

function methodOf(activation: Activation, state: State, object: Value, name: string): number {
  for (const site of object.sites) {
    const owner = state.heap.get(site)?.owner ?? -1;
    const method = activation.run.flow.classes[owner]?.methods.get(name);
    if (method !== undefined) return method;
  }
  return -1;
}

function characterOf(text: string, key: string): Value {
  const index = Number(key);
  const character = Number.isInteger(index) ? text[index] : undefined;
  return character === undefined ? unknownValue : constantValue(character);
}

function collectValue(activation: Activation, state: State, instruction: Extract<Instruction, { kind: 'collect' }>): Value {
  const fields = new Map<string, Value>();
  let rest: Taint = untainted;
  let known = true;
  for (const entry of instruction.entries) {
    const value = registerValue(activation, entry.from);
    const key = entry.spread || entry.key === undefined ? undefined : keyText(activation, entry.key);
    if (key !== undefined) fields.set(key, value);
    else if (entry.spread && !instruction.ordered) rest = spreadInto(state, fields, value, rest);
    else {
      known = false;
      rest = joinTaint(rest, deepTaint(state, value));
    }
  }
  const shape: Shape = { ...emptyShape, fields, rest, length: known && instruction.ordered ? fields.size : undefined };
  setShape(state, instruction.node, shape);
  return { taint: untainted, constant: undefined, sites: [instruction.node], callee: -1 };
}

/** `{...other}`: the known fields of the other object, and what is unknown about it. */
function spreadInto(state: State, fields: Map<string, Value>, value: Value, rest: Taint): Taint {
  let taint = joinTaint(rest, value.taint);
  for (const site of value.sites) {
    const shape = state.heap.get(site);
    for (const [key, field] of shape?.fields ?? []) fields.set(key, value.sites.length === 1 ? field : joinValue(fields.get(key) ?? unknownValue, field));
    taint = joinTaint(taint, shape?.rest ?? untainted);
  }
  return taint;
}

function operationValue(activation: Activation, state: State, instruction: Operation): Value {
  const { operator, operands } = instruction;
  if (operator === 'scalar') return unknownValue;
  const values = operands.map((register) => registerValue(activation, register));
  const [first, second] = values;
  if (first === undefined) return unknownValue;
  if (operator === '') return first;
  if (operator === 'either') return joinValue(first, second ?? unknownValue);
  const constants = values.map((value) => value.constant);
  if (constants.every((constant) => constant !== undefined)) {
    const folded = foldOperation(operator, constants);
    if (folded !== undefined) return constantValue(folded);
  }
  if (operator !== 'mix' && operatorIsScalar(activation, operator, operands.length)) return unknownValue;
  if (values.length === 1 && (operator === '&' || operator === '*')) return first;
  let taint: Taint = untainted;
  for (const value of values) taint = joinTaint(taint, deepTaint(state, value));
  return taintedValue(taint);
}

/** `*p` and `&x` look like arithmetic but hand the value on. */
function operatorIsScalar(activation: Activation, operator: string, operands: number): boolean {
  if (operands === 1 && (operator === '*' || operator === '&' || operator === '<-')) return false;
  return activation.run.table.scalarOperators.has(operator);
}
