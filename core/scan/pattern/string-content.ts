import type { StringPattern } from './pattern-node.ts';
import { compileRegex } from './regex.ts';

const regexString = /^=~\/([\s\S]*)\/([a-z]*)$/;
const wholeMeta = /^\$(?:[A-Z_][A-Z_0-9]*|\d+)$/;

/** What a string literal of a pattern asks for: `text` is its content with pattern syntax put back. Throws RegexError. */
export function readStringContent(literal: string, text: string, slotOf: (name: string) => number): StringPattern['content'] {
  if (text === '...') return { kind: /^(?:`|[fF])/.test(literal) ? 'anyTemplate' : 'any' };
  if (wholeMeta.test(text.trim())) return { kind: 'meta', slot: slotOf(text.trim()) };
  const regex = regexString.exec(text);
  return regex === null ? { kind: 'text', text } : { kind: 'regex', regex: compileRegex(regex[1] ?? '', regex[2] ?? '') };
}
