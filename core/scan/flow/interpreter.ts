import { type Steps, toEnd } from '../../kernel/steps.ts';
import { textOf } from '../tree/flat-tree.ts';
import { isTruthy } from './constant.ts';
import { execute, registerValue } from './evaluate.ts';
import type { Block, FlowFunction, Terminator } from './form.ts';
import type { Activation, Entry, Outcome, Run } from './machine.ts';
import { cleanPlace } from './access.ts';
import { reportExit } from './sink-effect.ts';
import { cloneState, deepTaint, joinState, type State } from './state.ts';
import { joinValue, unknownValue, type Value } from './value.ts';

const mostVisits = 24;
const instructionsAtOnce = 16;
const constantName = /(?:^|\.|::)[A-Z][A-Z0-9_]+$/;

/** Runs a function body to a fixpoint from the entry state, which it consumes. */
export function executeBody(run: Run, entry: Entry): Outcome {
  return toEnd(executeBodyInSteps(run, entry));
}

/** The same with rests. */
export function* executeBodyInSteps(run: Run, entry: Entry): Steps<Outcome> {
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
    yield* visitBlock(work, id);
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

function* visitBlock(work: Work, id: number): Steps<void> {
  const { run, body } = work.activation;
  const block = body.blocks[id];
  const before = work.before[id];
  if (block === undefined || before === undefined) return;
  work.visits[id] = (work.visits[id] ?? 0) + 1;
  const { progress } = run;
  progress.fuel -= block.instructions.length + 1 + (before.slots.size >> 5);
  if (progress.fuel < 0 || (work.visits[id] ?? 0) > mostVisits) {
    noteCut(work.activation);
    return;
  }
  const state = block.repeats ? cloneState(before) : before;
  if (!block.repeats) work.before[id] = undefined;
  yield* runInstructions(work, block, state);
  if (hasExitSinks(run)) reportExits(work.activation, state, block);
  if (block.handler >= 0) flowTo(work, block.handler, cloneState(state));
  follow(work, block, state);
}

/** What throws is a call: its handler sees the variables as they are then, before what comes next is written. */
function* runInstructions(work: Work, { instructions, handler }: Block, state: State): Steps<void> {
  let mayThrow = false;
  for (const [index, instruction] of instructions.entries()) {
    if (index % instructionsAtOnce === instructionsAtOnce - 1) yield;
    const writes = instruction.kind === 'write' || instruction.kind === 'store';
    if (handler >= 0 && writes && mayThrow) flowTo(work, handler, cloneState(state));
    mayThrow = writes ? false : mayThrow || instruction.kind === 'call';
    execute(work.activation, state, instruction);
  }
}

function hasExitSinks({ marks }: Run): boolean {
  return marks !== undefined && marks.exitSinks.length > 0;
}

/** A block after which the function ends: its last statement is where sinks at the exit count. */
function reportExits(activation: Activation, state: State, block: Block): void {
  const { end } = block;
  if (end.kind === 'return' && end.node > 0) reportExit(activation, state, end.node);
  if (isExit(activation.body, block)) reportExit(activation, state, block.instructions.findLast(({ node }) => node >= 0)?.node ?? -1);
}

/** Nothing is evaluated after the block, up to the end of the function. */
function isExit({ blocks, node: whole }: FlowFunction, block: Block): boolean {
  let { end } = block;
  for (let hops = 0; hops < blocks.length && end.kind === 'jump'; hops += 1) {
    const next = blocks[end.to];
    if (next === undefined || next.instructions.some(({ node }) => node >= 0)) return false;
    end = next.end;
  }
  return end.kind === 'return' && (end.node <= 0 || end.node === whole);
}

function noteCut({ run, frame }: Activation): void {
  const name = nameOf(frame.root);
  if (!run.progress.cuts.some((cut) => cut.name === name)) run.progress.cuts.push({ name, steps: run.progress.limit - run.progress.fuel });
}

function nameOf(made: FlowFunction): string {
  if (made.id === 0) return 'the top level';
  return made.name === '' ? 'a function without a name' : made.name;
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
function branch(work: Work, end: Branch, state: State): void {
  const { activation } = work;
  const ways = waysOf(activation, end);
  for (const [index, to] of ways.entries()) {
    const next = index === ways.length - 1 ? state : cloneState(state);
    const taken = to === end.then;
    if (taken) for (const node of activation.run.marks?.cleanWhen.get(end.node) ?? []) cleanPlace(activation, next, node);
    if (ways.length === 2) applyGuard(activation, next, end, taken);
    flowTo(work, to, next);
  }
}

type Branch = Extract<Terminator, { kind: 'branch' }>;

/** The ways a condition leaves open. What a loop tests may change as it runs, unless it is written out. */
function waysOf(activation: Activation, end: Branch): readonly number[] {
  const { constant } = registerValue(activation, end.condition);
  if (constant === undefined || (end.loop === true && !isLiteral(activation, end.condition))) return [end.otherwise, end.then];
  return [isTruthy(constant) ? end.then : end.otherwise];
}

/** A value that was compared with constants or found in a list of them is harmless on that way. */
function applyGuard(activation: Activation, state: State, end: Branch, taken: boolean): void {
  const guard = activation.run.flow.guardOf(end.node);
  if (guard === undefined || guard.holds !== taken) return;
  if (guard.within >= 0 && !isClean(activation, state, guard.within)) return;
  cleanPlace(activation, state, guard.node);
}

/** A collection whose contents are known, or that is named like a constant, and free of taint. */
function isClean(activation: Activation, state: State, node: number): boolean {
  const register = (activation.run.flow.registerOf[node] ?? 0) - 1;
  const value = register < 0 ? unknownValue : registerValue(activation, register);
  if (deepTaint(state, value).length > 0) return false;
  return value.sites.length > 0 || constantName.test(textOf(activation.run.tree, node));
}

function isLiteral({ body, run }: Activation, register: number): boolean {
  const known =
    run.literals.get(body.id) ?? new Set(body.blocks.flatMap((block) => block.instructions.flatMap((each) => (each.kind === 'constant' ? [each.to] : []))));
  run.literals.set(body.id, known);
  return known.has(register);
}

/** Hands a state on to a block; the caller gives it up. */
function flowTo(work: Work, to: number, state: State): void {
  const known = work.before[to];
  if (known === undefined) work.before[to] = state;
  else if (!joinState(known, state)) return;
  work.pending[to] = 1;
  if (to < work.next) work.next = to;
}
