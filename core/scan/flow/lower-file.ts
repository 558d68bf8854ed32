import type { Steps } from '../../kernel/steps.ts';
import { none } from '../tree/flat-tree.ts';
import { lowerAssertion, lowerCall } from './call.ts';
import { lowerCommand } from './command.ts';
import { lowerAnonymousMembers, lowerClass } from './class.ts';
import { lowerComprehension, lowerList, lowerRecord, lowerTuple } from './collection.ts';
import {
  lowerAlias,
  lowerAssign,
  lowerBinary,
  lowerBind,
  lowerCast,
  lowerField,
  lowerChoice,
  lowerIndex,
  lowerMember,
  lowerMix,
  lowerName,
  lowerPass,
  lowerSelf,
  lowerSequence,
  lowerUnary,
  lowerUpdate,
} from './expression.ts';
import { finishFile } from './finish-file.ts';
import type { FlowFile } from './form.ts';
import { addFunction, lowerFunction, lowerFunctionBody } from './function.ts';
import { lowerProduce, lowerSend } from './hand-out.ts';
import { lowerHeredoc, lowerLiteral, lowerText } from './literal.ts';
import { lowerEach, lowerLoop, lowerSwitch } from './loop.ts';
import { emitOperation, finish, type FunctionDraft, type Lowering } from './lowering.ts';
import { childOf, roleOf, type Syntax } from './syntax.ts';
import { lowerShell } from './shell.ts';
import { openScope } from './scope.ts';
import {
  lowerAllInSteps,
  lowerBlock,
  lowerDeclare,
  lowerExit,
  lowerExport,
  lowerGlobal,
  lowerGoto,
  lowerIf,
  lowerLabel,
  lowerReturn,
  lowerThrow,
  lowerTry,
  lowerYield,
} from './statement.ts';

const deepest = 600;
const mostNodes = 2_000_000;

/** Functions that are lowered in one step. */
const atOnce = 16;

/** Lowers a whole tree: its top-level code is function 0. */
export function* lowerFile(syntax: Syntax): Steps<FlowFile> {
  const { tree } = syntax;
  const flow = startLowering(syntax);
  const [file] = flow.functions;
  if (file !== undefined && tree.count <= mostNodes) {
    yield* lowerAllInSteps(flow, 0);
    finish(flow, { kind: 'return', from: none, node: 0 });
    file.endSlot = flow.slots.length;
    // Bodies add the functions they contain to the end of the list.
    for (let index = 1; index < flow.functions.length; index += 1) {
      const draft = flow.functions[index];
      if (draft !== undefined) lowerFunctionBody(flow, draft);
      if (index % atOnce === 0) yield;
    }
  }
  yield;
  return yield* finishFile(flow, flow.cutOff || tree.count > mostNodes);
}

function startLowering(syntax: Syntax): Lowering {
  const functions: FunctionDraft[] = [];
  const scope = openScope(undefined, true);
  addFunction(undefined, functions, { node: 0, role: undefined, kind: 'file', owner: -1, method: false, scope }, '');
  const [draft] = functions;
  if (draft === undefined) throw new Error('a file has a function of its own');
  const flow: Lowering = {
    ...syntax,
    functions,
    classes: [],
    classNames: new Map(),
    slots: [],
    registerOf: new Int32Array(syntax.tree.count),
    slotOf: new Int32Array(syntax.tree.count),
    conditions: new Set(),
    labels: new Map(),
    functionAt: new Map(),
    draft,
    scope,
    owner: -1,
    depth: 0,
    cutOff: false,
    lower: (node) => lowerNode(flow, node),
  };
  return flow;
}

function lowerNode(flow: Lowering, node: number): number {
  if (node === none) return none;
  if (flow.depth >= deepest) {
    flow.cutOff = true;
    return none;
  }
  flow.depth += 1;
  const register = lowerByRole(flow, node);
  flow.depth -= 1;
  return register;
}

function lowerByRole(flow: Lowering, node: number): number {
  const role = roleOf(flow, node);
  switch (role?.kind) {
    case undefined:
    case 'mix':
      return lowerMix(flow, node, 'mix');
    case 'scalar':
      return lowerMix(flow, node, 'scalar') === none ? emitOperation(flow, node, 'scalar', []) : (flow.registerOf[node] ?? 0) - 1;
    case 'skip':
    case 'fallthrough':
    case 'labels':
    case 'parameters':
      return none;
    case 'name':
      return lowerName(flow, node, role.calls === true);
    case 'self':
      return lowerSelf(flow, node);
    case 'literal':
      return lowerLiteral(flow, node, role.of);
    case 'text':
      return lowerText(flow, node);
    case 'pass':
      return lowerPass(flow, node, role);
    case 'spread':
      return lowerPass(flow, node, { kind: 'pass', of: role.of ?? 0 });
    case 'keyword':
      return lowerPass(flow, node, { kind: 'pass', of: role.value });
    case 'pair':
      return lowerPass(flow, node, { kind: 'pass', of: childOf(flow, node, role.value) === none ? role.key : role.value });
    case 'default':
      return lowerPass(flow, node, { kind: 'pass', of: role.target });
    case 'member':
      return lowerMember(flow, node, role);
    case 'index':
      return lowerIndex(flow, node, role);
    case 'call':
      return role.command === true ? lowerCommand(flow, node, role) : lowerCall(flow, node, role);
    case 'binary':
      return lowerBinary(flow, node, role);
    case 'unary':
      return lowerUnary(flow, node, role);
    case 'assign':
      return lowerAssign(flow, node, role);
    case 'update':
      return lowerUpdate(flow, node, role);
    default:
      return role === undefined ? none : lowerCollectionOrStatement(flow, node);
  }
}

function lowerCollectionOrStatement(flow: Lowering, node: number): number {
  const role = roleOf(flow, node);
  switch (role?.kind) {
    case 'choice':
      return lowerChoice(flow, node, role);
    case 'field':
      return lowerField(flow, node);
    case 'heredoc':
      return lowerHeredoc(flow, node, role.content);
    case 'cast':
      return lowerCast(flow, node, role);
    case 'list':
      return lowerList(flow, node);
    case 'tuple':
      return lowerTuple(flow, node);
    case 'record':
      return lowerRecord(flow, node);
    case 'sequence':
    case 'conjunction':
      return lowerSequence(flow, node);
    case 'comprehension':
      return lowerComprehension(flow, node, role);
    case 'alias':
      return lowerAlias(flow, node, role);
    case 'function':
      return lowerFunction(flow, node, role);
    case 'class':
      return lowerClass(flow, node, role);
    case 'members':
      return lowerAnonymousMembers(flow, node);
    case 'block':
    case 'finally':
      return lowerBlock(flow, node, true, role.kind === 'block' && role.yields === true);
    case 'group':
      return lowerBlock(flow, node, false);
    case 'export':
      return lowerExport(flow, node, role);
    case 'declare':
      return lowerDeclare(flow, node, role);
    case 'send':
      return lowerSend(flow, node, role);
    case 'bind':
      return lowerBind(flow, node, role);
    case 'assert':
      lowerAssertion(flow, childOf(flow, node, role.of));
      return none;
    default:
      return lowerControl(flow, node);
  }
}

function lowerControl(flow: Lowering, node: number): number {
  const role = roleOf(flow, node);
  switch (role?.kind) {
    case 'if':
      return lowerIf(flow, node, role);
    case 'loop':
      return lowerLoop(flow, node, role);
    case 'each':
      return lowerEach(flow, node, role);
    case 'switch':
      return lowerSwitch(flow, node, role);
    case 'case':
    case 'catch':
      return lowerBlock(flow, node, true, true);
    case 'try':
      return lowerTry(flow, node, role);
    case 'return':
      return lowerReturn(flow, node);
    case 'throw':
      return lowerThrow(flow, node);
    case 'yield':
      return lowerYield(flow, node);
    case 'break':
    case 'continue':
      return lowerExit(flow, node, role.kind);
    case 'label':
      return lowerLabel(flow, node);
    case 'goto':
      return lowerGoto(flow, node);
    case 'produce':
      return lowerProduce(flow, node, role.of);
    case 'global':
      return lowerGlobal(flow, node);
    default:
      return role === undefined || childOf(flow, node, 0) === none ? none : (lowerShell(flow, node, role) ?? lowerMix(flow, node, 'mix'));
  }
}
