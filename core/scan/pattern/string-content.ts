import type { StringPattern } from './pattern-node.ts';
import { compileRegex } from './regex.ts';

const regexString = /^=~\/([\s\S]*)\/([a-z]*)$/;
const wholeMeta = /^\$(?:[A-Z_][A-Z_0-9]*|\d+)$/;

/** A string literal of a pattern: as written, and its content with pattern syntax put back. `bare`: of a language whose words need no quotes. */
interface StringText {
  readonly literal: string;
  readonly text: string;
  readonly bare: boolean;
}

/** What a string literal of a pattern asks for. Throws RegexError. */
export function readStringContent({ literal, text, bare }: StringText, slotOf: (name: string) => number): StringPattern['content'] {
  if (bare && literal.startsWith('"') && /^(?:\.\.\.|\$\.\.\.[A-Z_0-9]+)$/.test(text)) return { kind: 'anyComputed' };
  if (text === '...') return { kind: /^(?:`|[fF$])/.test(literal) ? 'anyTemplate' : 'any' };
  if (wholeMeta.test(text.trim())) return { kind: 'meta', slot: slotOf(text.trim()) };
  const regex = regexString.exec(text);
  return regex === null ? { kind: 'text', text } : { kind: 'regex', regex: compileRegex(regex[1] ?? '', regex[2] ?? '') };
}
