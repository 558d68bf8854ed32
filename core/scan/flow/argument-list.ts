import { none } from '../tree/flat-tree.ts';
import type { Entry } from './form.ts';
import { emitConstant } from './literal.ts';
import { declareName, emit, type Lowering, newRegister, readableSlot, readSlot, writeSlot } from './lowering.ts';
import { nameAt, type Syntax } from './syntax.ts';

/** Names of the variables that stand for what a command gets as its input, and for what it prints; no program can have them. */
export const inputName = '<';
export const outputName = '>';

const mostListed = 9;

/** Parameters of a function that has no list of them: arguments by number, further ones, its input. Returns the slot of what it prints. */
export function declareArgumentList(flow: Lowering, list: string): number {
  const entries: Entry[] = [];
  for (let index = 0; index <= mostListed; index += 1) {
    const spread = index === mostListed;
    entries.push({ key: spread ? undefined : String(index), from: addParameter(flow, { name: '', rest: spread }), spread });
  }
  const collected = newRegister(flow, none);
  emit(flow, { kind: 'collect', to: collected, node: flow.draft.node, entries, ordered: true });
  writeSlot(flow, none, declareName(flow, list), collected);
  writeSlot(flow, none, declareName(flow, inputName), addParameter(flow, { name: inputName, rest: false }));
  const output = declareName(flow, outputName);
  writeSlot(flow, none, output, emitConstant(flow, none, ''));
  return output;
}

function addParameter(flow: Lowering, parameter: { readonly name: string; readonly rest: boolean }): number {
  const to = newRegister(flow, none);
  emit(flow, { kind: 'parameter', to, node: flow.draft.node, index: flow.draft.parameters.length });
  flow.draft.parameters.push(parameter);
  return to;
}

/** `shift`: the list without its first arguments. */
export function shiftArguments(flow: Lowering, node: number, count: number): void {
  const list = listSlot(flow);
  const to = newRegister(flow, none);
  const skip = Number.isInteger(count) ? count : 1;
  emit(flow, { kind: 'rest', to, node, from: readSlot(flow, none, list), skip, without: [] });
  writeSlot(flow, none, list, to);
}

/** `set -- a b`: the list is these words now. */
export function setArguments(flow: Lowering, node: number, words: readonly number[]): number {
  const entries: Entry[] = [];
  let known = true;
  for (const [index, word] of words.entries()) {
    const spread = isSeveral(flow, word);
    known &&= !spread;
    const from = flow.lower(word);
    if (from !== none) entries.push({ key: known ? String(index) : undefined, from, spread });
  }
  const to = newRegister(flow, node);
  emit(flow, { kind: 'collect', to, node, entries, ordered: true });
  writeSlot(flow, none, listSlot(flow), to);
  return to;
}

const severalWords = /^"?\$(?:[@*]|\{\w+\[[@*]\]\})"?$/;

/** Whether a word stands for any number of words: `"$@"`. */
export function isSeveral(flow: Lowering, word: number): boolean {
  return severalWords.test(nameAt(flow, word).slice(0, 200));
}

/** The words that a loop goes over; without any it goes over the arguments. */
export function lowerWords(flow: Lowering, words: readonly number[]): number {
  if (words.length === 0) return readSlot(flow, none, listSlot(flow));
  const entries: Entry[] = [];
  for (const word of words) {
    const from = flow.lower(word);
    if (from !== none) entries.push({ key: isSeveral(flow, word) ? undefined : String(entries.length), from, spread: false });
  }
  const to = newRegister(flow, none);
  emit(flow, { kind: 'collect', to, node: words[0] ?? none, entries, ordered: true });
  return to;
}

/** The index in the list of arguments that a name stands for: '0' for `$1`; undefined for any other name. */
export function argumentIndex(syntax: Syntax, name: string): string | undefined {
  return syntax.bound.table.argumentList !== undefined && argumentNumber.test(name) ? String(Number(name) - 1) : undefined;
}

const argumentNumber = /^[1-9]\d*$/;

function listSlot(flow: Lowering): number {
  return readableSlot(flow, flow.bound.table.argumentList?.name ?? '');
}
