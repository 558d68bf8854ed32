import { namedChildrenOf, textOf } from '../tree/flat-tree.ts';
import type { PatternPlace } from './pattern-form.ts';
import type { PatternNode, StringPattern } from './pattern-node.ts';
import { readPlaceholder, restore } from './placeholder.ts';
import { contentRange } from './string-literal.ts';

/** Literals side by side: `"..." "..."` means any such, others are the string they make up. */
export function joinedString(base: Pick<PatternNode, 'field' | 'kind' | 'group'>, parts: readonly StringPattern[]): PatternNode {
  const isPlain = parts.every(({ content }) => content.kind === 'text');
  if (isPlain)
    return { op: 'string', ...base, content: { kind: 'text', text: parts.map(({ content }) => (content.kind === 'text' ? content.text : '')).join('') } };
  if (parts.every(({ content }) => content.kind === 'any')) return { op: 'string', ...base, content: { kind: 'anyJoined' } };
  return { op: 'node', ...base, form: 'list', children: parts, qualified: '', optional: false };
}

/** A string with a name before its quotes: with `...` in it any such, else one as written. */
export function taggedString({ syntax, tree, node }: PatternPlace, base: Pick<PatternNode, 'field' | 'kind' | 'group'>, tag: PatternNode): PatternNode {
  const quoted = [...namedChildrenOf(tree, node)].at(-1) ?? node;
  const range = contentRange(tree, quoted);
  const kind = tree.kind[quoted] ?? 0;
  const part = { field: tree.field[quoted] ?? 0, kind, group: syntax.group[kind] ?? 0 };
  const isAny = readPlaceholder(tree.text.slice(range.start, range.end))?.kind === 'ellipsis';
  const rest: PatternNode = isAny
    ? { op: 'ellipsis', ...part, slot: -1 }
    : { op: 'leaf', ...part, text: restore(textOf(tree, quoted)), resolvable: false, literal: false, loose: [] };
  return { op: 'node', ...base, form: 'list', children: [tag, rest], qualified: '', optional: false };
}
