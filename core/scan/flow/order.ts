import type { Block, Terminator } from './form.ts';
import type { BlockDraft } from './lowering.ts';

/** Numbers the blocks that can be reached so that each comes after those that lead to it, loops aside; the others are dropped. */
export function orderBlocks(drafts: readonly BlockDraft[]): readonly Block[] {
  const order = reversePostorder(drafts);
  const numbers = new Map(order.map((id, index) => [id, index]));
  const renumber = (id: number) => numbers.get(id) ?? -1;
  const blocks = order.flatMap((id) => {
    const draft = drafts[id];
    return draft === undefined
      ? []
      : [
          {
            instructions: draft.instructions,
            end: renumbered(draft.end ?? { kind: 'stop' }, renumber),
            handler: draft.handler < 0 ? -1 : renumber(draft.handler),
          },
        ];
  });
  const repeats = loopBlocks(blocks);
  return blocks.map((block, id) => ({ ...block, repeats: repeats[id] === 1 }));
}

function successors(end: Terminator | undefined): readonly number[] {
  switch (end?.kind) {
    case 'jump':
      return [end.to];
    case 'fork':
      return end.to;
    case 'branch':
      return [end.then, end.otherwise];
    default:
      return [];
  }
}

/** The walk keeps its own stack: long functions have many blocks in a row. The first successor comes first in the order. */
function reversePostorder(drafts: readonly BlockDraft[]): number[] {
  const seen = new Uint8Array(drafts.length);
  const done: number[] = [];
  const stack: { readonly id: number; readonly next: number[] }[] = [];
  const open = (id: number) => {
    const draft = drafts[id];
    if (draft === undefined || seen[id] === 1) return;
    seen[id] = 1;
    const handlers = draft.handler < 0 ? [] : [draft.handler];
    stack.push({ id, next: [...successors(draft.end), ...handlers] });
  };
  open(0);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.next.pop();
    if (next !== undefined) open(next);
    else {
      done.push(top.id);
      stack.pop();
    }
  }
  return done.reverse();
}

function renumbered(end: Terminator, renumber: (id: number) => number): Terminator {
  switch (end.kind) {
    case 'jump':
      return { kind: 'jump', to: renumber(end.to) };
    case 'fork':
      return { kind: 'fork', to: end.to.map(renumber) };
    case 'branch':
      return { ...end, then: renumber(end.then), otherwise: renumber(end.otherwise) };
    case 'return':
    case 'stop':
      return end;
    default:
      return end satisfies never;
  }
}

/** Blocks between the target of a jump backwards and the jump. */
function loopBlocks(blocks: readonly Omit<Block, 'repeats'>[]): Uint8Array {
  const repeats = new Uint8Array(blocks.length);
  for (const [id, { end, handler }] of blocks.entries()) {
    for (const to of handler < 0 ? successors(end) : [...successors(end), handler]) if (to <= id) repeats.fill(1, to, id + 1);
  }
  return repeats;
}
