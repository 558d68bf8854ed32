import { callValue } from './call-effect.ts';
import { classNamed, methodsOf } from './class-lookup.ts';
import { foldOperation } from './constant.ts';
import type { Instruction, Operation } from './form.ts';
import { adoptForeign } from './foreign.ts';
import type { Activation, Run } from './machine.ts';
import { accessTo, keyText } from './access.ts';
import { applyMarks, markWritten } from './mark-effect.ts';
import { classReference, dereference, functionReference } from './reference.ts';
import { deepTaint, elementOf, loadField, setSlot, type State, storePlace, setShape } from './state.ts';
import { restValue } from './rest.ts';
import { isSafeType } from './safe-type.ts';
import { extendTaint } from './step.ts';
import {
  constantValue,
  emptyShape,
  isPlain,
  joinTaint,
  joinValue,
  type Mark,
  narrowed,
  referenceValue,
  sameTaintValue,
  type Shape,
  type Taint,
  taintedValue,
  unknownValue,
  untainted,
  type Value,
} from './value.ts';

/** The value of a register, unknown where none was computed. */
export function registerValue(activation: Activation, register: number): Value {
  return activation.registers[register] ?? unknownValue;
}

/** Runs one instruction. */
export function execute(activation: Activation, state: State, instruction: Instruction): void {
  const marks = activation.run.marks;
  switch (instruction.kind) {
    case 'write': {
      const slot = activation.run.flow.slots[instruction.slot];
      const value = written(activation, state, { node: instruction.node, name: slot?.name ?? '', value: registerValue(activation, instruction.from) });
      const isSafe = value.taint.length > 0 && isSafeType(activation.run.scheme, slot?.type ?? '');
      setSlot(state, instruction.slot, isSafe ? { ...value, taint: untainted } : value);
      return;
    }
    case 'store': {
      const last = instruction.place.path.at(-1);
      const value = written(activation, state, {
        node: instruction.node,
        name: typeof last === 'string' ? last : '',
        value: registerValue(activation, instruction.from),
      });
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
function written(activation: Activation, state: State, { node, name, value }: { node: number; name: string; value: Value }): Value {
  const marked = markWritten(activation, state, node, value);
  if (marked.taint.length === 0 || node < 0 || name === '') return marked;
  return { ...marked, taint: extendTaint(marked.taint, { file: activation.run.file, node }, `assigned to \`${name}\``) };
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
    case 'rest': {
      const without = instruction.without.map((key) => keyText(activation, key));
      return restValue(state, registerValue(activation, instruction.from), { skip: instruction.skip, without }, instruction.node);
    }
    case 'parameter':
      return activation.given[instruction.index] ?? unknownValue;
    case 'closure':
      activation.run.created.add(instruction.callee);
      return referenceValue(functionReference(activation.run.file, instruction.callee));
    case 'class':
      setShape(state, instruction.node, { ...emptyShape, length: undefined });
      return { ...referenceValue(classReference(activation.run.file, instruction.owner)), sites: [instruction.node] };
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
  const { run } = activation;
  const known = run.flow.slots[slot];
  if (known === undefined) return unknownValue;
  if (known.callee >= 0) return referenceValue(functionReference(run.file, known.callee));
  if (run.link === undefined || known.writes > 0 || run.flow.globals.get(known.name) !== slot) return unknownValue;
  return adoptForeign(state, run.link.valueOf(run.file, known.name)) ?? unknownValue;
}

function loadValue(activation: Activation, state: State, instruction: Extract<Instruction, { kind: 'load' }>): Value {
  const object = registerValue(activation, instruction.object);
  const key = keyText(activation, instruction.key);
  if (typeof object.constant === 'string' && key !== undefined) return characterOf(object.constant, key);
  if (isPlain(object)) return unknownValue;
  const { run } = activation;
  if (typeof instruction.key === 'string' && !instruction.pattern && run.table.scalarMembers.has(instruction.key)) return unknownValue;
  const member = key === undefined ? undefined : memberOf(run, state, object.callee, key);
  if (member !== undefined) return member;
  if (run.scheme.safe.operators && object.sites.length === 0) return sameTaintValue(narrowed(object.taint.filter(isParameter), key));
  const value = loadField(state, object, key);
  if (value.callee >= 0 || key === undefined) return value;
  const method = methodOf(activation, state, object, key);
  return method < 0 ? value : { ...value, callee: method };
}

function isParameter({ label, exact }: Mark): boolean {
  return label > 0 && exact;
}

/** What a module exports, or a method of a class. */
function memberOf(run: Run, state: State, callee: number, key: string): Value | undefined {
  const target = dereference(callee);
  if (target?.kind === 'module') return adoptForeign(state, run.link?.memberOf(callee, key));
  if (target?.kind !== 'class') return undefined;
  const [method] = methodsOf(run, callee, key, -1);
  return method === undefined ? undefined : referenceValue(method);
}

function methodOf(activation: Activation, state: State, object: Value, name: string): number {
  for (const site of object.sites) {
    const [method, second] = methodsOf(activation.run, state.heap.get(site)?.owner ?? -1, name, -1);
    if (method !== undefined && second === undefined) return method;
  }
  return -1;
}

function characterOf(text: string, key: string): Value {
  if (key === 'length' || key === 'Length') return constantValue(text.length);
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
  const shape: Shape = {
    ...emptyShape,
    fields,
    rest,
    length: known && instruction.ordered ? fields.size : undefined,
    owner: classNamed(activation.run, instruction.type ?? ''),
  };
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
  const chosen = chosenValue(operator, first, second ?? unknownValue);
  if (chosen !== undefined) return chosen;
  const folded = foldValues(operator, values);
  if (folded !== undefined) return folded;
  if (operator !== 'mix' && operatorIsScalar(activation, operator, operands.length)) return unknownValue;
  const { safe } = activation.run.scheme;
  if (safe.operators || (safe.numbers && isSum(operator, values))) return unknownValue;
  if (values.length === 1 && (operator === '&' || operator === '*')) return first;
  let taint: Taint = untainted;
  for (const value of values) taint = joinTaint(taint, deepTaint(state, value));
  return taintedValue(taint);
}

/** Arithmetic with a known number. */
function isSum(operator: string, values: readonly Value[]): boolean {
  return operator !== 'mix' && values.length === 2 && values.some(({ constant }) => typeof constant === 'number');
}

/** For operators that hand one of their operands on. */
function chosenValue(operator: string, first: Value, second: Value): Value | undefined {
  if (operator === '') return first;
  if (operator === 'either') return joinValue(first, second);
  if (operator !== 'field') return undefined;
  return first.constant === undefined ? joinValue(first, second) : first;
}

function foldValues(operator: string, values: readonly Value[]): Value | undefined {
  const constants = values.map((value) => value.constant);
  const folded = constants.every((constant) => constant !== undefined) ? foldOperation(operator, constants) : undefined;
  return folded === undefined ? undefined : constantValue(folded);
}

/** `*p` and `&x` look like arithmetic but hand the value on. */
function operatorIsScalar(activation: Activation, operator: string, operands: number): boolean {
  if (operands === 1 && (operator === '*' || operator === '&' || operator === '<-')) return false;
  return activation.run.table.scalarOperators.has(operator);
}
