import { none } from '../tree/flat-tree.ts';
import { finish, type Lowering, newBlock } from './lowering.ts';
import type { Role } from './role.ts';
import { childOf, namedChildren, operatorOf, roleOf } from './syntax.ts';

/** Ids of the blocks a condition leads to. */
export interface Ways {
  readonly then: number;
  readonly otherwise: number;
  /** It decides whether a loop goes on. */
  readonly loop?: boolean;
}

const negations: ReadonlySet<string> = new Set(['!', 'not']);
const conjunctions: ReadonlySet<string> = new Set(['&&', 'and']);
const disjunctions: ReadonlySet<string> = new Set(['||', 'or']);

/** Ends the current block with a branch on an expression; `&&`, `||` and `!` become branches of their own. */
export function lowerCondition(flow: Lowering, node: number, ways: Ways): void {
  const role = node === none ? undefined : roleOf(flow, node);
  if (role?.kind === 'pass') return lowerCondition(flow, childOf(flow, node, role.of), ways);
  if (role?.kind === 'unary') {
    const operator = operatorOf(flow, node, role.operator);
    if (negations.has(operator)) return lowerCondition(flow, childOf(flow, node, role.operand), { ...ways, then: ways.otherwise, otherwise: ways.then });
  }
  if (role?.kind === 'binary' || role?.kind === 'chained') {
    const operator = operatorOf(flow, node, role.kind === 'binary' ? role.operator : undefined);
    if (conjunctions.has(operator) || disjunctions.has(operator)) return lowerBoth(flow, node, { role, isAnd: conjunctions.has(operator), ways });
  }
  if (role?.kind === 'conjunction') return lowerConjunction(flow, namedChildren(flow, node), ways);
  const condition = node === none ? none : flow.lower(node);
  if (condition === none) return finish(flow, { kind: 'fork', to: [ways.then, ways.otherwise] });
  flow.conditions.add(node);
  finish(flow, { kind: 'branch', condition, node, ...ways });
}

interface Both {
  readonly role: Extract<Role, { kind: 'binary' | 'chained' }>;
  readonly isAnd: boolean;
  readonly ways: Ways;
}

function lowerBoth(flow: Lowering, node: number, { role, isAnd, ways }: Both): void {
  const next = newBlock(flow);
  lowerCondition(flow, childOf(flow, node, role.left), isAnd ? { ...ways, then: next.id } : { ...ways, otherwise: next.id });
  flow.draft.current = next;
  lowerCondition(flow, childOf(flow, node, role.right), ways);
}

function lowerConjunction(flow: Lowering, parts: readonly number[], ways: Ways): void {
  for (const part of parts.slice(0, -1)) {
    const next = newBlock(flow);
    lowerCondition(flow, part, { ...ways, then: next.id });
    flow.draft.current = next;
  }
  lowerCondition(flow, parts.at(-1) ?? none, ways);
}
