import { childrenOf, none } from '../tree/flat-tree.ts';
import { newOutput, print, withStreams } from './command.ts';
import { lowerCondition } from './condition.ts';
import { emitConstant, lowerText } from './literal.ts';
import { type BlockDraft, declareName, emitOperation, enter, finish, type Lowering, newBlock, newSlot, readSlot, writeSlot } from './lowering.ts';
import type { Role } from './role.ts';
import { childOf, nameAt, namedChildren, operatorOf, roleOf } from './syntax.ts';
import { assignTo } from './target.ts';

type RoleOf<K extends Role['kind']> = Extract<Role, { kind: K }>;

/** Lowers what only shells have; undefined for any other role. */
export function lowerShell(flow: Lowering, node: number, role: Role): number | undefined {
  switch (role.kind) {
    case 'pipeline':
      return lowerPipeline(flow, node);
    case 'output':
      return lowerOutput(flow, node);
    case 'redirected':
      return lowerRedirected(flow, node, role);
    case 'redirect':
      return lowerRedirect(flow, node, role);
    case 'branches':
      return lowerBranches(flow, node, role);
    case 'chained':
      return lowerChained(flow, node, role);
    case 'declarations':
      return lowerDeclarations(flow, node, role);
    case 'unset':
      return lowerUnset(flow, node);
    case 'expansion':
      return lowerExpansion(flow, node, role);
    default:
      return undefined;
  }
}

/** `a | b | c`: what one prints is the input of the next. */
function lowerPipeline(flow: Lowering, node: number): number {
  const parts = namedChildren(flow, node);
  let input: number | undefined;
  let value = none;
  for (const [index, part] of parts.entries()) {
    const output = index === parts.length - 1 ? undefined : newOutput(flow);
    withStreams(flow, { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) }, () => {
      value = flow.lower(part);
    });
    input = output;
  }
  return value === none ? none : emitOperation(flow, node, '', [value]);
}

/** `$(…)`: what the commands in it print. */
function lowerOutput(flow: Lowering, node: number): number {
  const output = newOutput(flow);
  withStreams(flow, { output }, () => {
    for (const child of namedChildren(flow, node)) {
      const value = flow.lower(child);
      if (roleOf(flow, child)?.kind === 'redirect') print(flow, value);
    }
  });
  return readSlot(flow, node, output);
}

/** A command or a compound one whose input comes from, or whose output goes to somewhere else. */
function lowerRedirected(flow: Lowering, node: number, role: RoleOf<'redirected'>): number {
  const body = childOf(flow, node, role.body);
  const redirects = namedChildren(flow, node).filter((child) => child !== body);
  const values = redirects.map((child) => flow.lower(child)).filter((value) => value !== none);
  const input = values.length === 0 ? undefined : newSlot(flow, '');
  if (input !== undefined) writeSlot(flow, none, input, values.length === 1 ? (values[0] ?? none) : emitOperation(flow, none, 'mix', values));
  const output = redirects.some((child) => sendsAway(flow, child)) ? newOutput(flow) : undefined;
  let value = none;
  withStreams(flow, { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) }, () => {
    value = flow.lower(body);
  });
  return value === none ? none : emitOperation(flow, node, '', [value]);
}

/** What a redirection reads; of one that writes only its name is evaluated. */
function lowerRedirect(flow: Lowering, node: number, role: RoleOf<'redirect'>): number {
  const source = role.content === undefined ? childOf(flow, node, -1) : (ofKind(flow, node, role.content) ?? none);
  if (source === none) return none;
  const value = role.content === undefined ? flow.lower(source) : lowerText(flow, source);
  return writes(flow, node) || value === none ? none : emitOperation(flow, node, '', [value]);
}

function writes(flow: Lowering, node: number): boolean {
  return operatorOf(flow, node, undefined).includes('>');
}

/** The standard output goes somewhere else; `2>` means another one. */
function sendsAway(flow: Lowering, node: number): boolean {
  return writes(flow, node) && !/^(?:[02-9]|\{)/.test(nameAt(flow, node).slice(0, 10));
}

function ofKind(flow: Lowering, node: number, kind: string): number | undefined {
  return namedChildren(flow, node).find((child) => flow.grammar.kinds[flow.tree.kind[child] ?? 0] === kind);
}

/** `if a; then b; elif c; then d; else e; fi` without nodes for the branches. */
function lowerBranches(flow: Lowering, node: number, role: RoleOf<'branches'>): number {
  const after = newBlock(flow);
  lowerBranch(flow, node, role, after);
  enter(flow, after);
  return none;
}

function lowerBranch(flow: Lowering, node: number, role: RoleOf<'branches'>, after: BlockDraft): void {
  const { conditions, body, others } = branchParts(flow, node, role);
  const then = newBlock(flow);
  for (const condition of conditions.slice(0, -1)) flow.lower(condition);
  const next = newBlock(flow);
  lowerCondition(flow, conditions.at(-1) ?? none, { then: then.id, otherwise: next.id });
  flow.draft.current = then;
  for (const statement of body) flow.lower(statement);
  finish(flow, { kind: 'jump', to: after.id });
  flow.draft.current = next;
  for (const other of others) {
    if (roleOf(flow, other)?.kind === 'branches') lowerBranch(flow, other, role, after);
    else flow.lower(other);
  }
}

interface BranchParts {
  readonly conditions: readonly number[];
  readonly body: readonly number[];
  readonly others: readonly number[];
}

function branchParts(flow: Lowering, node: number, role: RoleOf<'branches'>): BranchParts {
  const parts: { readonly conditions: number[]; readonly body: number[]; readonly others: number[] } = { conditions: [], body: [], others: [] };
  let into = parts.conditions;
  const named = new Set(namedChildren(flow, node));
  for (const child of childrenOf(flow.tree, node)) {
    const kind = roleOf(flow, child)?.kind;
    if (!named.has(child)) into = nameAt(flow, child) === role.start ? parts.body : into;
    else if (kind === 'branches' || flow.grammar.kinds[flow.tree.kind[child] ?? 0] === role.last) parts.others.push(child);
    else into.push(child);
  }
  return parts;
}

/** `a && b` as a statement: `b` runs where `a` holds. */
function lowerChained(flow: Lowering, node: number, role: RoleOf<'chained'>): number {
  const next = newBlock(flow);
  const after = newBlock(flow);
  const isAnd = operatorOf(flow, node, undefined) === '&&';
  lowerCondition(flow, childOf(flow, node, role.left), isAnd ? { then: next.id, otherwise: after.id } : { then: after.id, otherwise: next.id });
  flow.draft.current = next;
  flow.lower(childOf(flow, node, role.right));
  enter(flow, after);
  return none;
}

/** `local a=1 b`: new variables of the function, where one of the words says so. */
function lowerDeclarations(flow: Lowering, node: number, role: RoleOf<'declarations'>): number {
  const isLocal = role.local.includes(operatorOf(flow, node, undefined)) && flow.draft.kind !== 'file';
  let last = none;
  for (const child of namedChildren(flow, node)) {
    const inner = roleOf(flow, child);
    if (!isLocal || inner?.kind !== 'assign') {
      if (isLocal && inner?.kind === 'name') declareName(flow, nameAt(flow, child));
      else last = flow.lower(child);
      continue;
    }
    // The value is evaluated before the new variable is there: `local x="$x"`.
    const right = childOf(flow, child, inner.right);
    const value = right === none ? emitConstant(flow, none, '') : flow.lower(right);
    const left = childOf(flow, child, inner.left);
    declareName(flow, nameAt(flow, roleOf(flow, left)?.kind === 'name' ? left : childOf(flow, left, 0)));
    assignTo(flow, left, value, 'no');
    last = value === none ? none : emitOperation(flow, child, '', [value]);
  }
  return last;
}

/** `unset a b`: the variables are empty from there on. */
function lowerUnset(flow: Lowering, node: number): number {
  for (const child of namedChildren(flow, node)) if (roleOf(flow, child)?.kind === 'name') assignTo(flow, child, emitConstant(flow, none, ''), 'no');
  return none;
}

const harmlessRest = /^\[\^[\w .:@-]*\]$/;

/** `${name…}`: the variable with what is done to it. */
function lowerExpansion(flow: Lowering, node: number, role: RoleOf<'expansion'>): number {
  const [variable, ...others] = namedChildren(flow, node);
  if (variable === undefined) return none;
  const value = flow.lower(variable);
  if (value === none) return none;
  const tokens = [...childrenOf(flow.tree, node)].filter((child) => !isNamed(flow, child)).map((child) => nameAt(flow, child));
  if (nameAt(flow, node).startsWith(`\${${role.size}`)) return emitOperation(flow, node, 'scalar', [value]);
  const given = others.map((other) => flow.lower(other)).filter((other) => other !== none);
  const sign = tokens[1] ?? '';
  if (role.instead.includes(sign)) return emitOperation(flow, node, '', given.slice(0, 1));
  if (role.removes === sign && given.length === 0 && harmlessRest.test(nameAt(flow, others[0] ?? none))) return emitOperation(flow, node, 'scalar', [value]);
  if (given.length === 0 && others.length === 0) return emitOperation(flow, node, '', [value]);
  return emitOperation(flow, node, role.defaults.includes(sign) ? 'either' : 'mix', [value, ...given]);
}

function isNamed(flow: Lowering, node: number): boolean {
  return ((flow.tree.flags[node] ?? 0) & 1) !== 0;
}
