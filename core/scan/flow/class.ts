import { none } from '../tree/flat-tree.ts';
import { classNamed } from './class-draft.ts';
import { typeAt } from './declared-type.ts';
import { addMethod } from './function.ts';
import { declareName, emit, type Lowering, newRegister, newSlot, writeSlot } from './lowering.ts';
import type { Role } from './role.ts';
import { openScope, type Scope } from './scope.ts';
import { childOf, nameAt, namedChildren, roleOf } from './syntax.ts';

/** A class: its methods become functions of it, the rest of its body runs where it stands. */
export function lowerClass(flow: Lowering, node: number, role: Extract<Role, { kind: 'class' }>): number {
  const body = childOf(flow, node, role.body);
  if (body === none) return none;
  const nameNode = childOf(flow, node, role.name);
  const name = nameAt(flow, nameNode);
  const owner = classNamed(flow, name);
  const made = flow.classes[owner];
  const to = newRegister(flow, node);
  emit(flow, { kind: 'class', to, node, owner });
  if (made === undefined) return to;
  made.slot = name === '' ? newSlot(flow, '') : declareName(flow, name);
  made.supers.push(...superNames(flow, node, nameNode, body));
  writeSlot(flow, none, made.slot, to);
  lowerMembers(flow, body, owner);
  return to;
}

const memberModifiers =
  /\b(?:extends|implements|permits|with|where|public|private|protected|virtual|class|interface|trait|mixin|by|constructor|override|readonly|is)\b/g;
const nested = /<[^<>]*>|\([^()]*\)|\{[^{}]*\}/g;
const typeName = /[A-Za-z_$][\w$]*(?:(?:\.|::|\\)[A-Za-z_$][\w$]*)*(?!\s*=)/g;
const mostSupers = 8;

/** Names between the name of a class and its body: what it is made from. */
function superNames(flow: Lowering, node: number, name: number, body: number): string[] {
  const from = name === none ? (flow.tree.start[node] ?? 0) : (flow.tree.end[name] ?? 0);
  let text = flow.tree.text.slice(from, flow.tree.start[body]);
  // Python lists them in parentheses, where others have the parameters of a constructor.
  text = flow.bound.table.self === undefined ? text.replace(/^\s*\(|\)\s*:?\s*$/g, ' ') : text;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replaceAll(nested, ' ');
  }
  return [...text.replaceAll(memberModifiers, ' ').matchAll(typeName)].map(([each]) => each.replaceAll(/::|\\/g, '.')).slice(0, mostSupers);
}

export function lowerMembers(flow: Lowering, body: number, owner: number): number {
  const before = { scope: flow.scope, owner: flow.owner };
  const target = flow.classes[owner];
  const fields = openScope(flow.scope, true);
  if (target !== undefined && flow.bound.table.fieldsInScope) target.scope = fields;
  flow.owner = owner;
  const inner = flow.bound.table.fieldsInScope ? fields : flow.scope;
  visitMembers(flow, body, { owner, methods: inner, fields });
  flow.scope = before.scope;
  flow.owner = before.owner;
  return none;
}

/** An anonymous class; its index. */
export function lowerAnonymousMembers(flow: Lowering, body: number): number {
  const owner = classNamed(flow, '');
  lowerMembers(flow, body, owner);
  return owner;
}

function visitMembers(flow: Lowering, body: number, scopes: { owner: number; methods: Scope; fields: Scope }): void {
  for (const child of namedChildren(flow, body)) {
    const role = roleOf(flow, child);
    if (role?.kind === 'function' && role.binds !== 'nothing') {
      flow.scope = scopes.methods;
      addMethod(flow, child, role, scopes.owner);
    } else if (role?.kind === 'group') visitMembers(flow, child, scopes);
    else {
      flow.scope = scopes.fields;
      keepField(flow, child, scopes.owner, flow.lower(child));
    }
  }
}

/** A field that is given its first value in the body of the class. */
function keepField(flow: Lowering, node: number, owner: number, value: number): void {
  const made = flow.classes[owner];
  if (made === undefined) return;
  const name = fieldName(flow, node);
  if (name === '') return;
  const type = typeAt(flow, node);
  if (type !== '') made.fieldTypes.set(name, type);
  if (value !== none && made.slot >= 0) emit(flow, { kind: 'store', node, place: { slot: made.slot, register: -1, path: [name] }, from: value });
}

function fieldName(flow: Lowering, node: number): string {
  for (const field of ['name', 'property', 'left']) {
    const name = childOf(flow, node, field);
    if (name !== none) return nameAt(flow, name);
  }
  const [single, second] = namedChildren(flow, node);
  return single === undefined || second !== undefined ? '' : fieldName(flow, single);
}
