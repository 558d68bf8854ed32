import { none } from '../tree/flat-tree.ts';
import type { FlowFunction } from './form.ts';
import { declareArgumentList } from './argument-list.ts';
import { declareName, emit, emitOperation, finish, type FunctionDraft, type Lowering, newRegister, newSlot, writeSlot } from './lowering.ts';
import { declareResults, resultNow } from './function-result.ts';
import { classOfReceiver } from './class-draft.ts';
import { typeNear } from './declared-type.ts';
import { childOf, childrenIn, nameAt, namedChildren, roleOf } from './syntax.ts';
import type { FunctionRole, Role } from './role.ts';
import { openScope, type Scope } from './scope.ts';
import { assignTo } from './target.ts';

interface NewFunction {
  readonly node: number;
  readonly role: FunctionRole | undefined;
  readonly kind: FlowFunction['kind'];
  readonly owner: number;
  readonly method: boolean;
  readonly scope: Scope;
}

/** Adds a function whose body is lowered later; its id. */
export function addFunction(flow: Lowering | undefined, functions: FunctionDraft[], made: NewFunction, name: string): number {
  const id = functions.length;
  const block = { id: 0, instructions: [], end: undefined, handler: -1 };
  // Spelled out, for a spread is slow to make and the copy slow to read.
  const { node, role, kind, owner, method, scope } = made;
  functions.push({
    node,
    role,
    kind,
    owner,
    method,
    scope,
    id,
    name,
    parent: flow === undefined ? -1 : flow.draft.id,
    parameters: [],
    blocks: [block],
    exits: [],
    labels: new Map(),
    current: block,
    self: -1,
    firstSlot: 0,
    endSlot: 0,
    registers: 0,
    hasBody: role === undefined,
    handler: -1,
    thrown: -1,
    yielded: -1,
    output: -1,
    results: [],
    nextLabel: '',
  });
  flow?.functionAt.set(made.node, id);
  return id;
}

/** Makes the functions declared directly in `node` known before its statements are lowered. */
export function hoistDeclarations(flow: Lowering, node: number): void {
  for (const child of namedChildren(flow, node)) {
    const role = roleOf(flow, child);
    if (role?.kind === 'group' || role?.kind === 'export') hoistDeclarations(flow, child);
    else if (role?.kind === 'function' && role.binds !== 'nothing') declareFunction(flow, child, role);
  }
}

/** A function where a value is expected, or a declaration that was not hoisted. */
export function lowerFunction(flow: Lowering, node: number, role: FunctionRole): number {
  if (flow.functionAt.has(node)) return none;
  if (role.binds === 'scope') {
    declareFunction(flow, node, role);
    return none;
  }
  const callee = addFunction(
    flow,
    flow.functions,
    { node, role, kind: 'closure', owner: flow.draft.owner, method: false, scope: flow.scope },
    functionName(flow, node, role) || nameFromContext(flow, node),
  );
  const to = newRegister(flow, node);
  emit(flow, { kind: 'closure', to, node, callee });
  return to;
}

function declareFunction(flow: Lowering, node: number, role: FunctionRole): void {
  if (flow.functionAt.has(node)) return;
  const name = functionName(flow, node, role);
  const receiver = role.receiver === undefined ? none : childOf(flow, node, role.receiver);
  if (receiver !== none) return addMethod(flow, node, role, classOfReceiver(flow, receiver));
  const id = addFunction(flow, flow.functions, { node, role, kind: 'declared', owner: flow.draft.owner, method: false, scope: flow.scope }, name);
  if (role.binds === 'scope') {
    const slot = flow.slots[declareName(flow, name)];
    if (slot !== undefined) slot.callee = id;
  }
}

/** Adds a method to a class. */
export function addMethod(flow: Lowering, node: number, role: FunctionRole, owner: number): void {
  const name = functionName(flow, node, role);
  const id = addFunction(flow, flow.functions, { node, role, kind: 'declared', owner, method: true, scope: flow.scope }, name);
  const methods = flow.classes[owner]?.methods;
  const arity = parameterNodes(flow, node, role).filter((child) => roleOf(flow, child) !== undefined).length;
  if (methods?.has(name) === false) methods.set(name, id);
  methods?.set(`${name}/${arity}`, id);
}

function functionName(flow: Lowering, node: number, role: FunctionRole): string {
  let at = role.name === undefined ? none : childOf(flow, node, role.name);
  for (let next = at; next !== none; next = childOf(flow, at, 'declarator')) at = next;
  return nameAt(flow, at);
}

/** What an anonymous function is assigned to. */
function nameFromContext(flow: Lowering, node: number): string {
  const around = flow.tree.parent[node] ?? none;
  const role = around === none ? undefined : roleOf(flow, around);
  switch (role?.kind) {
    case 'declare':
      return nameAt(flow, childOf(flow, around, role.name));
    case 'pair':
      return nameAt(flow, childOf(flow, around, role.key));
    case 'assign': {
      const left = nameAt(flow, childOf(flow, around, role.left));
      return left.slice(left.lastIndexOf('.') + 1);
    }
    default:
      return '';
  }
}

function parametersOf(flow: Lowering, node: number, role: FunctionRole): number {
  const { parameters } = role;
  for (let at = parameters === undefined ? none : node; at !== none; at = childOf(flow, at, 'declarator')) {
    const list = childOf(flow, at, parameters ?? '');
    if (list !== none) return list;
  }
  return none;
}

function parameterNodes(flow: Lowering, node: number, role: FunctionRole): number[] {
  const { parameterKind } = role;
  return parameterKind === undefined ? namedChildren(flow, parametersOf(flow, node, role)) : ofKind(flow, node, parameterKind);
}

function ofKind(flow: Lowering, node: number, kind: string): number[] {
  return namedChildren(flow, node).filter((child) => flow.grammar.kinds[flow.tree.kind[child] ?? 0] === kind);
}

/** Lowers the parameters and the body of a function into its draft. */
export function lowerFunctionBody(flow: Lowering, draft: FunctionDraft): void {
  const { role } = draft;
  if (role === undefined) return;
  flow.draft = draft;
  flow.owner = draft.owner;
  flow.scope = openScope(draft.scope, true, draft.kind === 'closure' && flow.bound.table.sharedClosures === true);
  draft.firstSlot = flow.slots.length;
  lowerSelfAndParameters(flow, draft, role);
  const { argumentList } = flow.bound.table;
  if (argumentList !== undefined) draft.output = declareArgumentList(flow, argumentList.name);
  draft.results = declareResults(flow, draft.node, role);
  for (const call of role.before === undefined ? [] : ofKind(flow, draft.node, role.before)) flow.lower(call);
  const body = bodyOf(flow, draft.node, role);
  draft.hasBody = body !== none;
  if (role.inline === true) lowerInline(flow, draft, role);
  else if (body !== none) {
    const value = flow.lower(body);
    if (value !== none && draft.output < 0) finish(flow, { kind: 'return', from: value, node: body });
  }
  finish(flow, { kind: 'return', from: resultNow(flow), node: draft.node });
  draft.endSlot = flow.slots.length;
}

/** The body; of a body that is a block of its own, what is in that. */
function bodyOf(flow: Lowering, node: number, role: FunctionRole): number {
  const body = childOf(flow, node, role.body);
  const inner = body === none ? undefined : roleOf(flow, body);
  return inner?.kind === 'function' ? childOf(flow, body, inner.body) : body;
}

/** The statements of a function that has no node for its body; the last one's value is the result. */
function lowerInline(flow: Lowering, draft: FunctionDraft, role: FunctionRole): void {
  draft.hasBody = true;
  const list = parametersOf(flow, draft.node, role);
  const statements = namedChildren(flow, draft.node).filter((child) => child !== list);
  hoistDeclarations(flow, draft.node);
  let last: number = none;
  for (const child of statements) last = flow.lower(child);
  if (last !== none) finish(flow, { kind: 'return', from: last, node: statements.at(-1) ?? draft.node });
}

function lowerSelfAndParameters(flow: Lowering, draft: FunctionDraft, role: FunctionRole): void {
  const list = parametersOf(flow, draft.node, role);
  const single = role.parameter === undefined ? none : childOf(flow, draft.node, role.parameter);
  const parameters = givenParameters(flow, draft.node, { role, list, single });
  declareSelf(flow, draft);
  const receiver = role.receiver === undefined ? none : childOf(flow, draft.node, role.receiver);
  if (receiver !== none) bindSelf(flow, draft, childOf(flow, childOf(flow, receiver, 0), 'name'));
  else if (draft.method && flow.bound.table.self === undefined && !isStatic(flow, draft.node)) bindSelf(flow, draft, parameters.shift() ?? none);
  for (const node of parameters) lowerParameter(flow, draft, node);
  if (list === none && single === none) for (const name of role.implicit ?? []) declareImplicit(flow, draft, name);
}

function givenParameters(flow: Lowering, node: number, of: { role: FunctionRole; list: number; single: number }): number[] {
  const { role, list, single } = of;
  const isListed = role.parameterKind !== undefined || (list !== none && roleOf(flow, list)?.kind === 'list');
  return isListed ? parameterNodes(flow, node, role) : [list === none ? single : list].filter((each) => each !== none);
}

function declareSelf(flow: Lowering, draft: FunctionDraft): void {
  const { self } = flow.bound.table;
  if (draft.kind === 'closure') draft.self = flow.functions[draft.parent]?.self ?? -1;
  else if (self !== undefined) {
    draft.self = newSlot(flow, self);
    flow.scope.names.set(self, draft.self);
  }
}

/** A parameter that is there without being written: `it`. */
function declareImplicit(flow: Lowering, draft: FunctionDraft, name: string): void {
  const to = newRegister(flow, none);
  emit(flow, { kind: 'parameter', to, node: draft.node, index: draft.parameters.length });
  draft.parameters.push({ name, rest: false });
  writeSlot(flow, none, declareName(flow, name), to);
}

function bindSelf(flow: Lowering, draft: FunctionDraft, node: number): void {
  if (node !== none) draft.self = declareName(flow, nameAt(flow, node));
}

function isStatic(flow: Lowering, node: number): boolean {
  const parent = flow.tree.parent[node] ?? none;
  if (parent === none || roleOf(flow, parent)?.kind !== 'group') return false;
  return namedChildren(flow, parent).some((sibling) => nameAt(flow, sibling) === '@staticmethod');
}

const propertyModifier = /^(?:@[\w.]+(?:\([^()]*\))?\s*)*(?:public|private|protected|readonly)\s/;

/** A parameter of a constructor that is a field at the same time (TypeScript). */
function keepAsField(flow: Lowering, draft: FunctionDraft, node: number): void {
  if (draft.name !== 'constructor' || draft.self < 0 || !propertyModifier.test(nameAt(flow, node).slice(0, 200))) return;
  let target = node;
  for (let role = roleOf(flow, target); role !== undefined; role = roleOf(flow, target)) {
    const inner = innerTarget(flow, target, role);
    if (inner === none) break;
    target = inner;
  }
  const name = nameAt(flow, target);
  const type = typeNear(flow, target);
  if (type !== '') flow.classes[draft.owner]?.fieldTypes.set(name, type);
  const from = (flow.registerOf[target] ?? 0) - 1;
  if (from >= 0) emit(flow, { kind: 'store', node: target, place: { slot: draft.self, register: -1, path: [name] }, from });
}

function lowerParameter(flow: Lowering, draft: FunctionDraft, node: number): void {
  const role = roleOf(flow, node);
  if (role === undefined || role.kind === 'skip') return;
  if (role.kind !== 'parameters') {
    bindParameter(flow, draft, node);
    return keepAsField(flow, draft, node);
  }
  const names = childrenIn(flow, node, role.names);
  if (names.length === 0) draft.parameters.push({ name: '', rest: false });
  for (const name of names) bindParameter(flow, draft, name, role.rest === true);
}

function bindParameter(flow: Lowering, draft: FunctionDraft, node: number, variadic = false): void {
  let target = node;
  let rest = variadic;
  let fallback = none;
  for (let role = roleOf(flow, target); role !== undefined; role = roleOf(flow, target)) {
    rest ||= role.kind === 'spread';
    if (role.kind === 'default') fallback = childOf(flow, target, role.value);
    const inner = innerTarget(flow, target, role);
    if (inner === none) break;
    target = inner;
  }
  const name = roleOf(flow, target)?.kind === 'name' ? nameAt(flow, target) : '';
  const to = newRegister(flow, target);
  emit(flow, { kind: 'parameter', to, node: target, index: draft.parameters.length });
  draft.parameters.push({ name, rest });
  const given = fallback === none ? none : flow.lower(fallback);
  assignTo(flow, target, given === none ? to : emitOperation(flow, none, 'either', [to, given]), 'block');
}

function innerTarget(flow: Lowering, node: number, role: Role): number {
  switch (role.kind) {
    case 'pass':
      return childOf(flow, node, role.of);
    case 'spread':
      return childOf(flow, node, role.of ?? 0);
    case 'default':
      return childOf(flow, node, role.target);
    case 'declare':
      return childOf(flow, node, role.name);
    default:
      return none;
  }
}
