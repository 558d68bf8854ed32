import type { RuleOptions } from '../../rule-options.ts';
import { entry, type GenericSetting, genericSetting, readDocument, tokenShape } from './document.ts';

/** A part of a pattern for text without a grammar. */
export type GenericPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `$X`: one word; '' for `$_`. */
  | { readonly kind: 'meta'; readonly name: string }
  /** `...` once or several times in a row, or `$...X`. */
  | { readonly kind: 'dots'; readonly count: number; readonly name: string; readonly long: boolean }
  /** `close`: index of the part that ends the list. `optional`: it holds nothing but `...`. `inline`: it stands between brackets of one line. */
  | { readonly kind: 'open'; readonly close: number; readonly optional: boolean; readonly inline: boolean }
  | { readonly kind: 'close' };

export interface GenericPattern {
  /** As it was written. */
  readonly text: string;
  readonly parts: readonly GenericPart[];
  readonly setting: GenericSetting;
}

const metaShape = '\\$\\.{3,4}[A-Z_][A-Z_0-9]*|\\$[A-Z_][A-Z_0-9]*|\\.{3,4}';

/** Reads a pattern by the same rules as the texts it is for. */
export function compileGeneric(pattern: string, options?: RuleOptions): GenericPattern {
  const setting = genericSetting(options);
  const document = readDocument(pattern, { ...setting, comments: undefined }, `${metaShape}|${tokenShape(setting)}`);
  const parts: GenericPart[] = [];
  const indexes: number[] = [];
  for (const [at, kind] of document.kind.entries()) {
    indexes.push(parts.length);
    if (kind === entry.token) addToken(parts, document.text.slice(document.start[at], document.end[at]));
    else if (kind === entry.close) parts.push({ kind: 'close' });
    else parts.push({ kind: 'open', close: document.partner[at] ?? at, optional: false, inline: document.start[at] === document.end[at - 1] });
  }
  return {
    text: pattern,
    parts: parts.map((part, index) => (part.kind === 'open' ? { ...part, ...contents(parts, index, indexes[part.close] ?? index) } : part)),
    setting,
  };
}

function addToken(parts: GenericPart[], token: string): void {
  const last = parts.at(-1);
  if (/^\.{3,4}$/.test(token)) {
    if (last?.kind === 'dots' && last.name === '') parts[parts.length - 1] = { ...last, count: last.count + 1 };
    else parts.push({ kind: 'dots', count: 1, name: '', long: token.length === 4 });
  } else if (token.startsWith('$...')) parts.push({ kind: 'dots', count: 1, name: token, long: token.startsWith('$....') });
  else if (/^\$[A-Z_]/.test(token)) parts.push({ kind: 'meta', name: token === '$_' ? '' : token });
  else parts.push({ kind: 'text', text: token });
}

function contents(parts: readonly GenericPart[], index: number, close: number): { readonly close: number; readonly optional: boolean } {
  return { close, optional: parts.slice(index + 1, close).every(({ kind }) => kind === 'dots') };
}
