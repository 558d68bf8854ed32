import { none } from '../tree/flat-tree.ts';
import { argumentOf, failure } from './call.ts';
import { inputName, isSeveral, outputName, setArguments, shiftArguments } from './argument-list.ts';
import type { Argument } from './form.ts';
import { emitConstant } from './literal.ts';
import { emit, emitOperation, leave, type Lowering, newRegister, newSlot, readableSlot, readSlot, writeSlot } from './lowering.ts';
import type { CallRole, CommandTable, Reading } from './role.ts';
import { resolveName } from './scope.ts';
import { lowerExit } from './statement.ts';
import { childOf, childrenIn, nameAt, namedChildren, roleOf } from './syntax.ts';

const noCommands: CommandTable = { reads: new Map(), silent: new Set(), formats: '', filters: new Set() };

/** A command of a shell: its value is what it prints. */
export function lowerCommand(flow: Lowering, node: number, role: CallRole): number {
  const table = flow.bound.table.commands ?? noCommands;
  const nameNode = role.name === undefined ? none : childOf(flow, node, role.name);
  const name = nameAt(flow, nameNode);
  for (const child of namedChildren(flow, node)) if (roleOf(flow, child)?.kind === 'keyword') flow.lower(child);
  const words = typeof role.arguments === 'string' ? childrenIn(flow, node, role.arguments) : [];
  const known = lowerBuiltIn(flow, node, { name, words });
  if (known !== undefined) return known;
  const slot = resolveName(flow.scope, name);
  const callee = slot === undefined ? none : readSlot(flow, nameNode, slot);
  if (callee === none) flow.lower(nameNode);
  const given = [...words.flatMap((word) => wordArgument(flow, word)), ...inputOf(flow, node, { name, table })];
  const to = newRegister(flow, node);
  emit(flow, { kind: 'call', to, node, path: name, name, callee, receiver: none, object: none, arguments: given, constructs: false, body: -1 });
  keepPrinted(flow, words, { name, table, value: to });
  if (flow.bound.table.stops?.has(name) === true) leave(flow, failure(flow));
  return to;
}

/** Where what a command prints goes: into variables, or to what the code around it prints. */
function keepPrinted(flow: Lowering, words: readonly number[], { name, table, value }: { name: string; table: CommandTable; value: number }): void {
  const reading = table.reads.get(name);
  const [option, target = none] = words;
  if (name === table.formats && nameAt(flow, option ?? none) === '-v') storeWord(flow, target, { name: nameAt(flow, target), from: value });
  else if (reading !== undefined) storeRead(flow, words, { reading, value });
  else if (!table.silent.has(name)) print(flow, value);
}

/** Adds a value to what the code around prints. */
export function print(flow: Lowering, value: number): void {
  const slot = resolveName(flow.scope, outputName);
  if (slot === undefined || value === none) return;
  const before = readSlot(flow, none, slot);
  writeSlot(flow, none, slot, emitOperation(flow, none, 'mix', [before, value]));
}

/** Runs `lower` with variables of its own for what it prints or gets as input; their slots. */
export function withStreams(flow: Lowering, streams: { readonly input?: number; readonly output?: number }, lower: () => void): void {
  const before = flow.scope;
  const names = new Map<string, number>();
  if (streams.input !== undefined) names.set(inputName, streams.input);
  if (streams.output !== undefined) names.set(outputName, streams.output);
  flow.scope = { outer: before, names, whole: false };
  lower();
  flow.scope = before;
}

/** A variable for what is printed, empty at first. */
export function newOutput(flow: Lowering): number {
  const slot = newSlot(flow, '');
  writeSlot(flow, none, slot, emitConstant(flow, none, ''));
  return slot;
}

function lowerBuiltIn(flow: Lowering, node: number, { name, words }: { name: string; words: readonly number[] }): number | undefined {
  switch (name) {
    case 'true':
    case ':':
    case 'false':
      return emitConstant(flow, node, name !== 'false');
    case 'break':
    case 'continue':
      return lowerExit(flow, none, name);
    case 'return':
      leave(flow, { kind: 'return', from: printed(flow), node });
      return none;
    case 'shift':
      shiftArguments(flow, node, Number(nameAt(flow, words[0] ?? none) || '1'));
      return none;
    case 'set':
      return nameAt(flow, words[0] ?? none) === '--' ? setArguments(flow, node, words.slice(1)) : undefined;
    default:
      return undefined;
  }
}

/** What was printed so far in the function, `none` outside of one. */
export function printed(flow: Lowering): number {
  return flow.draft.output < 0 ? none : readSlot(flow, none, flow.draft.output);
}

function wordArgument(flow: Lowering, word: number): Argument[] {
  const spread = isSeveral(flow, word);
  return argumentOf(flow, word).map((argument) => ({ ...argument, spread }));
}

/** What goes into the command by a redirection, a pipe, or as the input of the code around it where the command asks for it. */
function inputOf(flow: Lowering, node: number, { name, table }: { name: string; table: CommandTable }): Argument[] {
  const own = namedChildren(flow, node).find((child) => roleOf(flow, child)?.kind === 'redirect');
  if (own !== undefined) return argumentOf(flow, own).map((argument) => ({ ...argument, name: inputName }));
  const around = roleOf(flow, flow.tree.parent[node] ?? none)?.kind;
  const takes = around === 'pipeline' || around === 'redirected' || table.filters.has(name) || table.reads.has(name);
  const slot = takes ? resolveName(flow.scope, inputName) : undefined;
  return slot === undefined ? [] : [{ from: readSlot(flow, none, slot), node, name: inputName, spread: false }];
}

/** `read a b`: the words that are no options are variables that get the value. */
function storeRead(flow: Lowering, words: readonly number[], { reading, value }: { reading: Reading; value: number }): void {
  const from = reading.list === undefined ? value : readSlot(flow, none, readableSlot(flow, reading.list));
  const names = namesRead(flow, words, reading).filter((word) => storeWord(flow, word, { name: nameAt(flow, word), from }));
  const others = names.length > 0 ? (reading.also ?? []) : [reading.otherwise ?? ''];
  for (const name of others) if (name !== '') writeSlot(flow, none, readableSlot(flow, name), from);
}

function namesRead(flow: Lowering, words: readonly number[], { options, skip = 0 }: Reading): readonly number[] {
  const names: number[] = [];
  let left = skip;
  for (const word of words) {
    const text = nameAt(flow, word);
    if (left > 0) left -= 1;
    else if (!text.startsWith('-')) names.push(word);
    else if (options.includes(text.at(-1) ?? '')) left = 1;
  }
  return names;
}

const variable = /^[A-Za-z_]\w*$/;

function storeWord(flow: Lowering, word: number, { name, from }: { name: string; from: number }): boolean {
  if (!variable.test(name)) return false;
  const slot = readableSlot(flow, name);
  flow.slotOf[word] = slot + 1;
  writeSlot(flow, word, slot, from);
  return true;
}
