import type { PatternNode, StringPattern } from './pattern-node.ts';

/** Literals side by side: `"..." "..."` means any such, others are the string they make up. */
export function joinedString(base: Pick<PatternNode, 'field' | 'kind' | 'group'>, parts: readonly StringPattern[]): PatternNode {
  const isPlain = parts.every(({ content }) => content.kind === 'text');
  if (isPlain)
    return { op: 'string', ...base, content: { kind: 'text', text: parts.map(({ content }) => (content.kind === 'text' ? content.text : '')).join('') } };
  if (parts.every(({ content }) => content.kind === 'any')) return { op: 'string', ...base, content: { kind: 'anyJoined' } };
  return { op: 'node', ...base, form: 'list', children: parts, qualified: '', optional: false };
}
