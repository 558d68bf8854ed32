import type { Call, FlowFile, FlowFunction, Instruction } from '../flow/form.ts';

/** A call or mention of a function as other files see it. */
export interface CallFact {
  readonly name: string;
  /** Arguments; -1 where that is not known. */
  readonly count: number;
  /**
   * Class of the object it is called on as far as the text says: '' for what has no methods of the project, `bare` for a call without an
   * object, undefined where it is not known.
   */
  readonly type: string | undefined;
}

/** Type of a call without an object: a function, or a method of the classes around it. */
export const bare = '()';

/** What a function calls or mentions, each way once. */
export function callsOf(flow: FlowFile, made: FlowFunction): readonly CallFact[] {
  const caller: Caller = { flow, made, definedBy: definitions(made) };
  const found = new Map<string, CallFact>();
  for (const { instructions } of made.blocks) {
    for (const instruction of instructions) {
      const fact = factOf(caller, instruction);
      if (fact !== undefined && fact.name !== '') found.set(`${fact.name} ${fact.count} ${fact.type ?? '?'}`, fact);
    }
  }
  return [...found.values()];
}

function factOf(caller: Caller, instruction: Instruction): CallFact | undefined {
  if (instruction.kind === 'call') {
    const count = instruction.arguments.some(({ spread }) => spread) ? -1 : instruction.arguments.length;
    return { name: instruction.name, count, type: typeOfReceiver(caller, instruction) };
  }
  const slot = instruction.kind === 'read' ? caller.flow.slots[instruction.slot] : undefined;
  return slot !== undefined && slot.callee >= 0 ? { name: slot.name, count: -1, type: bare } : undefined;
}

/** The last name of a dotted one. */
export function lastPart(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}

interface Definitions {
  readonly byRegister: ReadonlyMap<number, Instruction>;
  /** Class of what is written to a variable that is written once. */
  readonly madeIn: ReadonlyMap<number, string>;
}

function definitions({ blocks }: FlowFunction): Definitions {
  const byRegister = new Map<number, Instruction>();
  const madeIn = new Map<number, string>();
  for (const { instructions } of blocks) {
    for (const instruction of instructions) {
      if ('to' in instruction) byRegister.set(instruction.to, instruction);
      if (instruction.kind !== 'write') continue;
      const from = byRegister.get(instruction.from);
      if (from?.kind === 'call' && from.constructs) madeIn.set(instruction.slot, from.name);
    }
  }
  return { byRegister, madeIn };
}

interface Caller {
  readonly flow: FlowFile;
  readonly made: FlowFunction;
  readonly definedBy: Definitions;
}

const className = /^[A-Z]\w*$/;

function typeOfReceiver(caller: Caller, call: Call): string | undefined {
  if (call.receiver < 0) return bare;
  const from = caller.definedBy.byRegister.get(call.receiver);
  if (from?.kind === 'call' && from.constructs) return lastPart(from.name);
  if (from?.kind === 'constant' || from?.kind === 'collect') return '';
  const prefix = call.path.slice(0, Math.max(0, call.path.length - call.name.length - 1));
  const place = caller.flow.placeOf(call.object);
  if (place === undefined || place.slot < 0) return prefix === 'super' ? bare : undefined;
  const [field, deeper] = place.path;
  if (field === undefined) return typeOfVariable(caller, place.slot, prefix);
  return typeof field === 'string' && deeper === undefined ? typeOfField(caller, place.slot, field) : undefined;
}

const selfNames: ReadonlySet<string> = new Set(['this', 'self', 'super']);

function typeOfVariable({ flow, made, definedBy }: Caller, slot: number, name: string): string | undefined {
  if (slot === made.self || selfNames.has(name)) return bare;
  const known = flow.slots[slot];
  if (known !== undefined && known.type !== '') return lastPart(known.type);
  if (known?.writes === 1) return definedBy.madeIn.get(slot);
  return known?.writes === 0 && className.test(name) ? name : undefined;
}

function typeOfField({ flow, made }: Caller, slot: number, field: string): string | undefined {
  const type = slot === made.self ? flow.classes[made.owner]?.fieldTypes.get(field) : undefined;
  return type === undefined || type === '' ? undefined : lastPart(type);
}
