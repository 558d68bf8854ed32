import { none } from '../tree/flat-tree.ts';
import { childOf, nameAt, roleOf, type Syntax } from './syntax.ts';

const decoration = /^[\s:*&?]+|\b(?:final|const|readonly|struct|mut|var|let)\b|[\s*&?]+$|\[\s*\]|['"]/g;
const typeArguments = /<.*>|\[.*\]/gs;
const plainName = /^[A-Za-z_$][\w$]*(?:(?:\.|::|\\)[A-Za-z_$][\w$]*)*$/;
const highest = 3;
const longest = 200;

/** Name of the type that a declared name (or the declaration around it) is given, '' where there is none or it is no plain name. */
export function typeNear(flow: Syntax, node: number): string {
  let at = node;
  for (let up = 0; at !== none && up <= highest; up += 1) {
    const type = typeAt(flow, at);
    if (type !== '') return type;
    at = flow.tree.parent[at] ?? none;
    const kind = at === none ? undefined : roleOf(flow, at)?.kind;
    if (kind === 'function' || kind === 'list' || kind === 'block' || kind === 'class' || kind === 'call') return '';
  }
  return '';
}

/** The same for what a declaration itself says. */
export function typeAt(flow: Syntax, node: number): string {
  const type = childOf(flow, node, 'type');
  if (type === none || (flow.tree.end[type] ?? 0) - (flow.tree.start[type] ?? 0) > longest) return '';
  return plainType(nameAt(flow, type));
}

/** A type's name without decoration and arguments. */
export function plainType(text: string): string {
  const name = text.replaceAll(typeArguments, '').replaceAll(decoration, '').trim();
  return plainName.test(name) ? name.replaceAll(/::|\\/g, '.') : '';
}
