import type { Steps } from '../../kernel/steps.ts';
import { none } from '../tree/flat-tree.ts';
import type { FlowFile, FlowFunction, Instruction } from './form.ts';
import { type Guard, readGuard } from './guard.ts';
import type { FunctionDraft, Lowering } from './lowering.ts';
import { orderBlocks } from './order.ts';
import { readPlaceOf } from './place-reader.ts';
import { fileScope } from './scope.ts';

/** Functions that are finished in one step. */
const atOnce = 64;

/** The finished form of a file whose functions have all been lowered. */
export function* finishFile(flow: Lowering, cutOff: boolean): Steps<FlowFile> {
  const { tree, grammar, bound, registerOf, slotOf } = flow;
  const noted = { syntax: { tree, grammar, bound }, registerOf, slotOf };
  const captures = yield* capturedSlots(flow.functions, writtenGlobals(flow));
  const functions: FlowFunction[] = [];
  for (const [index, draft] of flow.functions.entries()) {
    if (index % atOnce === 0) yield;
    functions.push(finishFunction(draft, captures[draft.id] ?? nothingCaptured));
  }
  yield;
  return {
    functions,
    callers: yield* callersByName(flow, functions),
    classes: flow.classes.map(({ name, outer, methods, supers, fieldTypes, slot }) => ({ name, outer, methods, supers, fieldTypes, slot })),
    classNames: flow.classNames,
    slots: flow.slots,
    globals: fileScope(flow.scope).names,
    registerOf,
    slotOf,
    placeOf: (node) => readPlaceOf(noted, node),
    guardOf: rememberGuards((node) => readGuard(noted.syntax, (at) => readPlaceOf(noted, at) !== undefined, { node, chosen: flow.labels.get(node) ?? none })),
    conditions: flow.conditions,
    functionAt: flow.functionAt,
    cutOff,
  };
}

function rememberGuards(read: (condition: number) => Guard | undefined): (condition: number) => Guard | undefined {
  const known = new Map<number, Guard | undefined>();
  return (condition) => {
    if (condition < 0) return undefined;
    if (!known.has(condition)) known.set(condition, read(condition));
    return known.get(condition);
  };
}

const nothingCaptured: ReadonlySet<number> = new Set();

/** By function. Inner functions come after outer ones, so going backwards an outer one finds what its inner ones need. */
function* capturedSlots(drafts: readonly FunctionDraft[], globals: ReadonlySet<number>): Steps<readonly (ReadonlySet<number> | undefined)[]> {
  const captures: (Set<number> | undefined)[] = [];
  for (const draft of drafts.toReversed()) {
    if (draft.id % atOnce === 0) yield;
    for (const slot of usedSlots(draft)) noteCapture(draft, slot, { captures, globals });
    const outer = drafts[draft.parent];
    if (outer !== undefined) for (const slot of captures[draft.id] ?? []) noteCapture(outer, slot, { captures, globals });
  }
  return captures;
}

function usedSlots(draft: FunctionDraft): number[] {
  const slots = [draft.self];
  for (const { instructions } of draft.blocks) for (const instruction of instructions) slots.push(slotUsedBy(instruction));
  return slots;
}

/** Variables of the file, of which some get their number where a function first names them. */
function writtenGlobals(flow: Lowering): ReadonlySet<number> {
  return new Set([...fileScope(flow.scope).names.values()].filter((slot) => (flow.slots[slot]?.writes ?? 0) > 0));
}

interface Noting {
  readonly captures: (Set<number> | undefined)[];
  readonly globals: ReadonlySet<number>;
}

function noteCapture(draft: FunctionDraft, slot: number, { captures, globals }: Noting): void {
  const isOwn = slot >= draft.firstSlot && slot < draft.endSlot && (draft.id === 0 || !globals.has(slot));
  if (slot < 0 || isOwn) return;
  const known = captures[draft.id];
  if (known === undefined) captures[draft.id] = new Set([slot]);
  else known.add(slot);
}

function slotUsedBy(instruction: Instruction): number {
  if (instruction.kind === 'read' || instruction.kind === 'write') return instruction.slot;
  return instruction.kind === 'store' ? instruction.place.slot : -1;
}

function finishFunction(draft: FunctionDraft, captures: ReadonlySet<number>): FlowFunction {
  const { id, node, name, parent, kind, owner, parameters, self, firstSlot, endSlot, registers, hasBody } = draft;
  const blocks = orderBlocks(draft.blocks);
  return { id, node, name, parent, kind, owner, parameters, self, firstSlot, endSlot, registers, hasBody, captures, blocks };
}

function* callersByName(flow: Lowering, functions: readonly FlowFunction[]): Steps<ReadonlyMap<string, readonly number[]>> {
  const callers = new Map<string, number[]>();
  const note = (name: string, id: number) => {
    const known = callers.get(name);
    if (known === undefined) callers.set(name, [id]);
    else if (known.at(-1) !== id) known.push(id);
  };
  for (const { id, blocks } of functions) {
    if (id % atOnce === 0) yield;
    for (const { instructions } of blocks) for (const instruction of instructions) noteCall(flow, instruction, (name) => note(name, id));
  }
  return callers;
}

function noteCall(flow: Lowering, instruction: Instruction, note: (name: string) => void): void {
  if (instruction.kind === 'call') note(instruction.name);
  else if (instruction.kind === 'read') {
    const slot = flow.slots[instruction.slot];
    if (slot !== undefined && slot.callee >= 0) note(slot.name);
  }
}
