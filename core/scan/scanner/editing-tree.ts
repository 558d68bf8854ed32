import type { FlatTree } from '../tree/flat-tree.ts';
import type { Grammar, GrammarName, TextChange } from '../tree/grammar.ts';
import { spliceTree } from '../tree/splice-tree.ts';

/** The tree of a text that is being edited. */
export interface EditingTree {
  readonly current: FlatTree;
  /** Whether `current` is the tree that parsing the whole text gives. */
  readonly isExact: boolean;
  /** Follows the changes to `text`. Near: only what is around a change is parsed anew where that can be. False when the budget ran out. */
  update(changes: readonly TextChange[], text: string, reach: 'near' | 'whole'): boolean;
  /** Makes the tree exact. False when the budget ran out. */
  settle(): boolean;
  close(): void;
}

/** Grammars of which a top-level statement parses alone as it does in its file. In Scala what follows may belong to it by its indentation. */
const withLoneStatements: ReadonlySet<GrammarName> = new Set([
  ...(['javascript', 'typescript', 'tsx', 'python', 'java', 'go', 'c', 'cpp', 'c_sharp'] as const),
  ...(['kotlin', 'swift', 'ruby', 'rust', 'bash', 'lua', 'solidity'] as const),
]);

/** Opens a text; `budget`: milliseconds for each parse. Undefined when it ran out. */
export function openEditingTree(grammar: Grammar, text: string, budget: number): EditingTree | undefined {
  const exact = grammar.open(text, budget);
  if (exact === undefined) return undefined;
  /** What near updates build on: a syntax error stays where it is typed, while the exact tree may lose what follows it. */
  let near = exact.current;
  let missed: TextChange[] = [];
  let latest = text;
  const settle = (): boolean => {
    if (missed.length === 0) return true;
    const changes = missed;
    missed = [];
    const tree = exact.update(changes, latest);
    if (tree !== undefined && !tree.hasError) near = tree;
    return tree !== undefined;
  };
  const parsePart = (part: string) => grammar.parse(part, budget);
  return {
    get current() {
      return missed.length === 0 ? exact.current : near;
    },
    get isExact() {
      return missed.length === 0;
    },
    update(changes, next, reach) {
      const [change] = changes;
      const isNear = reach === 'near' && changes.length === 1 && withLoneStatements.has(grammar.name);
      const spliced = isNear && change !== undefined ? spliceTree(near, next, change, parsePart) : undefined;
      missed.push(...changes);
      latest = next;
      if (spliced === undefined) {
        if (!settle()) return false;
        near = exact.current;
      } else near = spliced;
      return true;
    },
    settle,
    close: () => exact.close(),
  };
}
