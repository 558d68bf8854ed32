import { none } from '../tree/flat-tree.ts';
import { argumentIndex } from './argument-list.ts';
import type { Key, Place } from './form.ts';
import { constantKey } from './literal.ts';
import type { CallRole, Role } from './role.ts';
import { childOf, memberName, nameAt, onlySubstitution, roleOf, type Syntax } from './syntax.ts';

/** What the lowering noted about the nodes of a file. */
export interface Noted {
  readonly syntax: Syntax;
  /** Register + 1 of evaluated nodes. */
  readonly registerOf: Int32Array;
  /** Slot + 1 of nodes that read a variable. */
  readonly slotOf: Int32Array;
}

/** The place that an evaluated expression reads from, for those who want to write there; undefined when it is a mere value. */
export function readPlaceOf(noted: Noted, node: number): Place | undefined {
  if (node < 0) return undefined;
  const slot = (noted.slotOf[node] ?? 0) - 1;
  if (slot >= 0) {
    const index = argumentIndex(noted.syntax, nameAt(noted.syntax, node));
    return { slot, register: -1, path: index === undefined ? [] : [index] };
  }
  const role = roleOf(noted.syntax, node);
  const inner = innerNode(noted, node, role);
  if (inner !== none) return readPlaceOf(noted, inner);
  if (role?.kind !== 'member' && role?.kind !== 'index') return undefined;
  const object = childOf(noted.syntax, node, role.object);
  const place = readPlaceOf(noted, object) ?? registerPlace(noted, object);
  const key = keyOf(noted, node, role);
  return place === undefined || key === undefined ? undefined : { ...place, path: [...place.path, key] };
}

function innerNode(noted: Noted, node: number, role: Role | undefined): number {
  switch (role?.kind) {
    case 'pass':
      return childOf(noted.syntax, node, role.of);
    case 'spread':
      return childOf(noted.syntax, node, role.of ?? 0);
    case 'keyword':
      return childOf(noted.syntax, node, role.value);
    case 'text':
      return onlySubstitution(noted.syntax, node);
    case 'unary':
      return childOf(noted.syntax, node, role.operand);
    case 'call':
      return chainedObject(noted, node, role);
    default:
      return none;
  }
}

/** The object of a method that returns it. */
function chainedObject(noted: Noted, node: number, role: CallRole): number {
  const { syntax } = noted;
  const { chaining } = syntax.bound.table;
  if (role.object !== undefined && role.name !== undefined) {
    return chaining.has(nameAt(syntax, childOf(syntax, node, role.name))) ? childOf(syntax, node, role.object) : none;
  }
  const callee = role.callee === undefined ? none : childOf(syntax, node, role.callee);
  const member = callee === none ? undefined : roleOf(syntax, callee);
  if (member?.kind !== 'member' || !chaining.has(memberName(syntax, callee, member))) return none;
  return childOf(syntax, callee, member.object);
}

function registerPlace(noted: Noted, node: number): Place | undefined {
  const register = (noted.registerOf[node] ?? 0) - 1;
  return register < 0 ? undefined : { slot: -1, register, path: [] };
}

function keyOf(noted: Noted, node: number, role: Extract<Role, { kind: 'member' | 'index' }>): Key | undefined {
  if (role.kind === 'member') return memberName(noted.syntax, node, role);
  const index = childOf(noted.syntax, node, role.index);
  const register = (noted.registerOf[index] ?? 0) - 1;
  return constantKey(noted.syntax, index) ?? (register < 0 ? undefined : register);
}
