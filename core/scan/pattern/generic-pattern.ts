import type { RuleOptions } from '../rule-options.ts';

const parts = /\$\.\.\.[A-Z_][A-Z_0-9]*|\$[A-Z_][A-Z_0-9]*|\.\.\.|\s+|[\w]+|[^\w\s]/g;
const gap = '(?:[^\\n]*\\n){0,10}?[^\\n]*?';

/** A pattern for text without a grammar, as a regex: white space is any, `...` spans up to ten lines, `$X` is a word and stays equal. */
export function compileGeneric(pattern: string, _options?: RuleOptions): RegExp {
  const groups = new Map<string, number>();
  let source = '';
  for (const [part] of pattern.trim().matchAll(parts)) source += translate(part, groups);
  return new RegExp(source, 'dgm');
}

function translate(part: string, groups: Map<string, number>): string {
  if (part === '...' || part.startsWith('$...')) return gap;
  if (/^\s/.test(part)) return '\\s*';
  if (/^\$[A-Z_]/.test(part)) return metavariable(part, groups);
  return /^\w/.test(part) ? `(?<!\\w)${part}(?!\\w)` : `\\${part}`.replace(/^\\([^\u0020-\u007e])/, '$1');
}

function metavariable(name: string, groups: Map<string, number>): string {
  if (name === '$_') return '[\\w./:@-]+';
  const known = groups.get(name);
  if (known !== undefined) return `\\k<${name.slice(1)}>`;
  groups.set(name, groups.size);
  return `(?<${name.slice(1)}>[\\w./:@-]+)`;
}
