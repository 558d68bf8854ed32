import { childByField, none, textOf } from '../tree/flat-tree.ts';
import type { FileTree } from './file-tree.ts';
import { nextNamed, strip } from './head.ts';
import { contentRange, isInterpolated, isString } from './string-literal.ts';
import { role, rolesOf } from './syntax.ts';

const depthLimit = 12;
export const concatenations: ReadonlySet<string> = new Set(['+', '.', '..']);

/** What is known of the value of an expression: strings by their content as written, numbers and the like by their text. */
export interface Constant {
  readonly kind: 'string' | 'other';
  readonly text: string;
}

/** Kind and text together, so that `'1'` and `1` differ; undefined when the value is not known. */
export function constantText(file: FileTree, node: number): string | undefined {
  const found = constantOf(file, node);
  return found === undefined ? undefined : `${found.kind}:${found.text}`;
}

/** The value of a literal, of a name that stands for one, and of strings put together from such. */
export function constantOf(file: FileTree, start: number, depth = 0): Constant | undefined {
  const { tree, syntax, names } = file;
  const node = strip(tree, start, syntax);
  if (node === none || depth > depthLimit) return undefined;
  const bits = rolesOf(syntax, tree, node);
  if ((bits & (role.name | role.member)) !== 0) {
    const literal = names.constantOf(node);
    return literal === none || literal === node ? undefined : constantOf(file, literal, depth + 1);
  }
  if ((bits & role.number) !== 0) return { kind: 'other', text: textOf(tree, node) };
  if (isString(syntax, tree, node)) return isInterpolated(syntax, tree, node) ? templateOf(file, node, depth) : { kind: 'string', text: contentOf(file, node) };
  return concatenationOf(file, node, depth);
}

function contentOf({ tree }: FileTree, node: number): string {
  const range = contentRange(tree, node);
  return tree.text.slice(range.start, range.end);
}

/** `a + b` of strings, in the operators that languages have for it. */
function concatenationOf(file: FileTree, node: number, depth: number): Constant | undefined {
  const { tree, syntax, grammar } = file;
  const operator = childByField(tree, node, syntax.operatorField);
  if (operator === none || !concatenations.has(textOf(tree, operator))) return undefined;
  const left = constantOf(file, childByField(tree, node, grammar.fieldId('left')), depth + 1);
  const right = left === undefined ? undefined : constantOf(file, childByField(tree, node, grammar.fieldId('right')), depth + 1);
  const hasString = left?.kind === 'string' || right?.kind === 'string';
  return left === undefined || right === undefined || !hasString ? undefined : { kind: 'string', text: left.text + right.text };
}

/** A template of which every substitution is known. */
function templateOf(file: FileTree, node: number, depth: number): Constant | undefined {
  const { tree, syntax } = file;
  const end = tree.skip[node] ?? 0;
  let text = '';
  for (let part = nextNamed(tree, node + 1, end); part !== none; part = nextNamed(tree, tree.skip[part] ?? end, end)) {
    if ((rolesOf(syntax, tree, part) & role.interpolation) === 0) {
      text += isQuote(file, part) ? '' : textOf(tree, part);
      continue;
    }
    const inner = (rolesOf(syntax, tree, part) & (role.name | role.member)) !== 0 ? part : nextNamed(tree, part + 1, tree.skip[part] ?? 0);
    const value = constantOf(file, inner, depth + 1);
    if (value === undefined) return undefined;
    text += value.text;
  }
  return { kind: 'string', text };
}

function isQuote({ tree, grammar }: FileTree, node: number): boolean {
  const kind = grammar.kinds[tree.kind[node] ?? 0];
  return kind === 'string_start' || kind === 'string_end';
}
