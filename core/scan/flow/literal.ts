import { none } from '../tree/flat-tree.ts';
import type { Constant } from './constant.ts';
import { emit, emitOperation, type Lowering, newRegister } from './lowering.ts';
import { childOf, nameAt, namedChildren, onlySubstitution, roleOf, type Syntax } from './syntax.ts';
import type { Role } from './role.ts';

const quotedText = /^[A-Za-z@$]{0,4}("""|'''|"|'|`)([\s\S]*)\1$/;
const numberSuffix = /[lLuUfFdDn]+$/;
const symbolSign = /^:/;
/** Signs that make a pattern fit several texts. */
export const wildcard = /[*?[\]{}|()$]/;
const separators = /[_']/g;

export function emitConstant(flow: Lowering, node: number, value: Constant): number {
  const to = newRegister(flow, node);
  emit(flow, { kind: 'constant', to, node, value });
  return to;
}

export function lowerLiteral(flow: Lowering, node: number, of: Extract<Role, { kind: 'literal' }>['of']): number {
  if (of === 'true' || of === 'false') return emitConstant(flow, node, of === 'true');
  if (of === 'boolean') return emitConstant(flow, node, nameAt(flow, node) === 'true');
  if (of === 'null') return emitConstant(flow, node, null);
  const text = nameAt(flow, node);
  if (of === 'glob') return wildcard.test(text) ? emitOperation(flow, node, 'scalar', []) : emitConstant(flow, node, unquote(text));
  if (of === 'symbol') return emitConstant(flow, node, text.replace(symbolSign, ''));
  if (of === 'character') return emitConstant(flow, node, text.slice(1, -1));
  const value = numberOf(text);
  return Number.isNaN(value) ? emitOperation(flow, node, 'scalar', []) : emitConstant(flow, node, value);
}

/** A string, its parts put together when it has substitutions. */
export function lowerText(flow: Lowering, node: number): number {
  const parts: number[] = [];
  for (const child of namedChildren(flow, node)) {
    if (roleOf(flow, child)?.kind === 'skip') continue;
    const part = flow.lower(child);
    if (part !== none) parts.push(part);
  }
  if (parts.length > 0) return emitOperation(flow, node, onlySubstitution(flow, node) === none ? 'mix' : '', parts);
  return emitConstant(flow, node, unquote(nameAt(flow, node)));
}

/** A text whose content stands further down: the n-th beginning belongs to the n-th body. */
export function lowerHeredoc(flow: Lowering, node: number, bodyKind: string): number {
  const { tree, grammar } = flow;
  const kind = tree.kind[node];
  const [body] = grammar.kindIds(bodyKind);
  let ahead = 0;
  for (let at = 0; at < tree.count; at += 1) {
    if (tree.kind[at] === kind && at < node) ahead += 1;
    if (tree.kind[at] !== body) continue;
    if (ahead === 0) {
      const value = lowerText(flow, at);
      return emitOperation(flow, node, '', [value]);
    }
    ahead -= 1;
  }
  return emitConstant(flow, node, '');
}

/** The text a key of a record or a member stands for; undefined when it is computed. */
export function constantKey(flow: Syntax, node: number): string | undefined {
  if (node === none) return undefined;
  const role = roleOf(flow, node);
  const text = nameAt(flow, node);
  if (role?.kind === 'text') return namedChildren(flow, node).every((child) => roleOf(flow, child)?.kind === 'skip') ? unquote(text) : undefined;
  if (role?.kind === 'literal') return role.of === 'symbol' ? text.replace(symbolSign, '') : text;
  if (role?.kind === 'pass') return constantKey(flow, childOf(flow, node, role.of));
  return undefined;
}

function unquote(text: string): string {
  return quotedText.exec(text)?.[2] ?? text;
}

function numberOf(text: string): number {
  const plain = text.replace(separators, '');
  const value = Number(plain);
  return Number.isNaN(value) ? Number(plain.replace(numberSuffix, '')) : value;
}
