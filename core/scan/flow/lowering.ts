import { none } from '../tree/flat-tree.ts';
import type { FlowFunction, Instruction, Parameter, Terminator } from './form.ts';
import type { FunctionRole } from './role.ts';
import { fileScope, resolveName, type Scope, wholeScope } from './scope.ts';
import type { Syntax } from './syntax.ts';

export interface BlockDraft {
  readonly id: number;
  readonly instructions: Instruction[];
  end: Terminator | undefined;
  readonly handler: number;
}

/** Where `break` and `continue` lead; -1 where there is nothing to continue. */
export interface ExitFrame {
  readonly label: string;
  readonly breakTo: number;
  readonly continueTo: number;
}

export interface FunctionDraft {
  readonly id: number;
  readonly node: number;
  readonly name: string;
  readonly parent: number;
  readonly kind: FlowFunction['kind'];
  readonly owner: number;
  readonly method: boolean;
  readonly scope: Scope;
  readonly role: FunctionRole | undefined;
  readonly parameters: Parameter[];
  readonly blocks: BlockDraft[];
  readonly exits: ExitFrame[];
  readonly labels: Map<string, number>;
  current: BlockDraft;
  self: number;
  firstSlot: number;
  endSlot: number;
  registers: number;
  hasBody: boolean;
  handler: number;
  /** Slots for the value of a thrown error and of a switch expression; -1 before they are needed. */
  thrown: number;
  yielded: number;
  /** Slots of the variables that are its result where a return names none. */
  results: readonly number[];
  /** Slot of what the function prints or hands out, -1 where that is not its result. */
  output: number;
  /** Label of the statement that comes next. */
  nextLabel: string;
}

export interface SlotDraft {
  readonly name: string;
  callee: number;
  writes: number;
  type: string;
}

export interface ClassDraft {
  readonly name: string;
  readonly outer: number;
  readonly methods: Map<string, number>;
  readonly supers: string[];
  readonly fieldTypes: Map<string, string>;
  slot: number;
  scope: Scope;
}

/** The state of turning one tree into its flow form. */
export interface Lowering extends Syntax {
  readonly functions: FunctionDraft[];
  readonly classes: ClassDraft[];
  readonly classNames: Map<string, number>;
  readonly slots: SlotDraft[];
  readonly registerOf: Int32Array;
  readonly slotOf: Int32Array;
  readonly conditions: Set<number>;
  /** What the labels of cases are compared with, by the label's node. */
  readonly labels: Map<number, number>;
  readonly functionAt: Map<number, number>;
  draft: FunctionDraft;
  scope: Scope;
  /** The class whose body is being lowered, or -1. */
  owner: number;
  depth: number;
  cutOff: boolean;
  /** Lowers an expression or statement; the register of its value, or `none`. */
  lower(node: number): number;
}

export function newRegister(flow: Lowering, node: number): number {
  const register = flow.draft.registers;
  flow.draft.registers += 1;
  if (node !== none) flow.registerOf[node] = register + 1;
  return register;
}

export function emit(flow: Lowering, instruction: Instruction): void {
  flow.draft.current.instructions.push(instruction);
}

/** A value made of others by an operator, see `Operation`. */
export function emitOperation(flow: Lowering, node: number, operator: string, operands: readonly number[]): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'operate', to, node, operator, operands });
  return to;
}

export function newBlock(flow: Lowering): BlockDraft {
  const block: BlockDraft = { id: flow.draft.blocks.length, instructions: [], end: undefined, handler: flow.draft.handler };
  flow.draft.blocks.push(block);
  return block;
}

/** Ends the current block unless it has ended. */
export function finish(flow: Lowering, end: Terminator): void {
  flow.draft.current.end ??= end;
}

/** Ends the current block with a jump to `block` and goes on there. */
export function enter(flow: Lowering, block: BlockDraft): void {
  finish(flow, { kind: 'jump', to: block.id });
  flow.draft.current = block;
}

/** Ends the current block with `end`; what follows in the text is reached from elsewhere or not at all. */
export function leave(flow: Lowering, end: Terminator): void {
  finish(flow, end);
  flow.draft.current = newBlock(flow);
}

export function newSlot(flow: Lowering, name: string): number {
  flow.slots.push({ name, callee: -1, writes: 0, type: '' });
  return flow.slots.length - 1;
}

/** A new variable in the current scope, or in the function's where blocks have none or the declaration is hoisted. */
export function declareName(flow: Lowering, name: string, hoists = false): number {
  const scope = hoists || flow.bound.table.scoping === 'function' ? wholeScope(flow.scope) : flow.scope;
  const known = scope.names.get(name);
  if (known !== undefined) return known;
  const slot = newSlot(flow, name);
  scope.names.set(name, slot);
  return slot;
}

/** The slot of a name that is read; an unknown one is a global of the file. */
export function readableSlot(flow: Lowering, name: string): number {
  const known = resolveName(flow.scope, name);
  if (known !== undefined) return known;
  const slot = newSlot(flow, name);
  fileScope(flow.scope).names.set(name, slot);
  return slot;
}

export function writeSlot(flow: Lowering, node: number, slot: number, from: number): void {
  const target = flow.slots[slot];
  if (target !== undefined) target.writes += 1;
  emit(flow, { kind: 'write', node, slot, from });
}

export function readSlot(flow: Lowering, node: number, slot: number): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'read', to, node, slot });
  return to;
}

/** Lowers in a scope of its own where the language has block scopes. */
export function inScope(flow: Lowering, run: () => void): void {
  const before = flow.scope;
  if (flow.bound.table.scoping === 'block') flow.scope = { outer: before, names: new Map(), whole: false };
  run();
  flow.scope = before;
}
