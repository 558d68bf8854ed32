import type { EllipsisForms } from '../languages/language.ts';
import { listPrefix, metaPrefix, writeEllipses } from './ellipsis.ts';
import { writeYamlEllipses } from './yaml-encoding.ts';

/** Names that stand for pattern syntax while the pattern goes through the grammar. They are unlikely in code and valid identifiers in every grammar. */
const prefix = { meta: metaPrefix, list: listPrefix, typed: 'tvQ_', jsonMeta: 'bmQ_' } as const;
export const ellipsisName = 'elQ_';
export const deepName = 'deepQ_';

const metaSyntax = /\$(?:\.\.\.)?(?:[A-Z_][A-Z_0-9]*|\d+)(?![A-Za-z0-9_])/g;
/** A sign that makes the name a variable may stand before it. */
const placeholder = /^[$:!]?([mM]vQ_|evQ_|tvQ_|bmQ_)(\w+)$/;
/** What a metavariable that stands for a statement is written after, where a name alone is no statement. */
export const statementMark = 'stQ_';
const loneMeta = /(?<=^|[{};\n)]|else)(\s*)(mvQ_\w+)\s*;/g;
const anyLoop = /\bfor\s*\(\s*\.\.\.\s*\)/g;
/** Several on lines of their own are one: behind a brace, or where they are indented alike and so in the same block. */
const repeatedEllipsis = /(?<=\{[ \t]*)\.\.\.(?:[ \t]*\n\s*\.\.\.(?=[ \t]*$))+|(?<=^([ \t]*))\.\.\.(?:[ \t]*\n\1\.\.\.(?=[ \t]*$))+/gm;
/** In `for (a; ...)` the rest of the head is left open. */
const openLoop = /(\bfor\s*\([^;{}]*;)\s*\.\.\.\s*\)/g;
const anyPlaceholder = /(?:[mM]vQ_|bmQ_)([A-Z_0-9]+)|evQ_([A-Z_0-9]+)|elQ_/g;

/** What a leaf of the parsed pattern stands for. */
export type Placeholder =
  | { readonly kind: 'meta'; readonly name: string }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'typed'; readonly index: number }
  | { readonly kind: 'ellipsis' };

/** Reads a leaf's text; undefined for ordinary code. `$X` comes back with its `$`. */
export function readPlaceholder(text: string): Placeholder | undefined {
  if (text === ellipsisName || text === `$${ellipsisName}` || text === `:${ellipsisName}`) return { kind: 'ellipsis' };
  const found = placeholder.exec(text);
  const name = found?.[2];
  if (found === null || name === undefined) return undefined;
  if (found[1] === prefix.list) return { kind: 'list', name: `$...${name}` };
  if (found[1] === prefix.typed) return { kind: 'typed', index: Number(name) };
  return { kind: 'meta', name: `$${name}` };
}

/** A metavariable that was written inside quotes: it stands for the content, not for any value. */
export function isQuotedMeta(text: string): boolean {
  return text.startsWith(prefix.meta);
}

/** Puts `$X` and `...` back into text that was not pattern syntax, such as the inside of a string. */
export function restore(text: string): string {
  return text.replace(anyPlaceholder, (_whole: string, meta: string | undefined, list: string | undefined) => {
    if (meta !== undefined) return `$${meta}`;
    return list === undefined ? '...' : `$...${list}`;
  });
}

/** Rewrites a pattern in a programming language to code the grammar accepts. */
export function encodeCode(pattern: string, forms: EllipsisForms): string {
  const single = pattern.replace(repeatedEllipsis, '...');
  const renamed = single.replace(metaSyntax, (name) => (name.startsWith('$...') ? prefix.list + name.slice(4) : prefix.meta + name.slice(1)));
  const deep = renamed.includes('<...') ? writeDeep(renamed) : renamed;
  const { branch: branches } = forms;
  const modules = forms.moduleText === true ? quoteModules(deep) : deep;
  const marked = branches === undefined ? modules : modules.replaceAll(/\bcase\s+\.\.\.(?!\s*[:,])/g, 'case ...:');
  const loops = forms.loop === undefined ? marked : marked.replace(anyLoop, forms.loop.replaceAll('#', ellipsisName)).replace(openLoop, '$1 ...; ...)');
  const { metaStatement } = forms;
  const statements =
    metaStatement === undefined ? loops : loops.replace(loneMeta, (_whole, space: string, name: string) => space + metaStatement.replaceAll('#', name));
  return writeEllipses(statements, forms, ellipsisName);
}

/** `<... P ...>` becomes a call; in `Foo<...>` and `Foo<..., T>` the brackets are those of type arguments. */
function writeDeep(pattern: string): string {
  let open = 0;
  return pattern.replace(/<\.\.\.(?!\s*[>,])|\.\.\.>/g, (mark) => {
    if (mark.startsWith('<')) {
      open += 1;
      return `${deepName}(`;
    }
    if (open === 0) return mark;
    open -= 1;
    return ')';
  });
}

/** In `from $X` a string must stand, and in JSX `a=$X` braces. */
function quoteModules(pattern: string): string {
  const quoted = pattern.replace(/\bfrom\s+((?:mvQ_)\w+)/g, 'from "$1"');
  return /<[\w$.]/.test(pattern) ? quoted.replace(/(\s[\w-]+)=(mvQ_\w+|\.\.\.)(?=[\s/>])/g, '$1={$2}') : quoted;
}

/** Backslashes of a regex are none of a YAML string's escapes. */
const quotedRegex = /"(=~\/(?:[^"\\\n]|\\.)*\/[a-z]*)"/g;

/** Rewrites a YAML pattern: lines of `...` become items, entries or values, and `<... x ...>` a list that starts with the name for it. */
export function encodeYaml(pattern: string): string {
  const renamed = pattern.replace(metaSyntax, (name) => (name.startsWith('$...') ? prefix.list + name.slice(4) : prefix.meta + name.slice(1)));
  const deep = renamed.replaceAll('<...', `[${deepName},`).replaceAll('...>', ']');
  return writeYamlEllipses(deep, ellipsisName)
    .replaceAll(quotedRegex, (_whole, regex: string) => `'${regex.replaceAll("'", "''").replaceAll('\\\\', '\\')}'`)
    .replaceAll('...', ellipsisName);
}

/** Rewrites a JSON pattern: metavariables and ellipses outside strings become strings. */
export function encodeJson(pattern: string): string {
  const tokens = pattern
    .trim()
    .replace(/,$/, '')
    .split(/("(?:[^"\\]|\\.)*")/);
  const written = tokens.map((token, index) => (index % 2 === 1 ? encodeQuoted(token) : encodeBare(token))).join('');
  return withEntries(written);
}

/** A `...` among the entries of an object is written as an entry. */
function withEntries(text: string): string {
  const brackets: string[] = [];
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[\s\S]/g) ?? [];
  const written = parts.map((part, index) => {
    if (part === '{' || part === '[') brackets.push(part);
    if (part === '}' || part === ']') brackets.pop();
    const isEntry = part === `"${ellipsisName}"` && brackets.at(-1) === '{' && neighbour(parts, index, 1) !== ':' && neighbour(parts, index, -1) !== ':';
    return isEntry ? `${part}:0` : part;
  });
  return written.join('');
}

/** The next part in a direction that is no white space; '' at the ends. */
function neighbour(parts: readonly string[], index: number, step: 1 | -1): string {
  let at = index + step;
  while (parts[at]?.trim() === '') at += step;
  return parts[at] ?? '';
}

function encodeQuoted(token: string): string {
  return token.replace(metaSyntax, (name) => prefix.meta + name.replace(/^\$(?:\.\.\.)?/, '')); // `...` in a string stays as it is
}

function encodeBare(token: string): string {
  return token
    .replace(metaSyntax, (name) => `"${name.startsWith('$...') ? prefix.list + name.slice(4) : prefix.jsonMeta + name.slice(1)}"`)
    .replaceAll('<...', `["${deepName}",`)
    .replaceAll('...>', ']')
    .replaceAll('...', `"${ellipsisName}"`)
    .replaceAll(/,(\s*[}\]])/g, '$1');
}

/** A typed metavariable taken out of a pattern. */
export interface TypedMeta {
  readonly name: string;
  readonly type: string;
}

const colonTyped = /\(\s*\$([A-Z_][A-Z_0-9]*)\s*:\s*([\w.$*&[\]<>, |]+?)\s*\)(?!\s*(?:=>|->|\{|:))/g;
const typeFirst =
  /(?<![\w$>\]]\s*)\(\s*([A-Za-z_$][\w.$[\]]*(?:<[^()<>]*(?:<[^()<>]*>[^()<>]*)*>[\w.[\]]*)?(?:\s+[A-Za-z_]\w*)*)(\s+|\s*[*&][*&\s]*)\$([A-Z_][A-Z_0-9]*)\s*\)/g;

/** Replaces `($X : T)` and `(T $X)` by placeholders, for languages whose grammar has no such form. */
export function takeTyped(pattern: string): { readonly text: string; readonly typed: readonly TypedMeta[] } {
  const typed: TypedMeta[] = [];
  const keep = (name: string, type: string) => `${prefix.typed}${typed.push({ name: `$${name}`, type }) - 1}`;
  const text = pattern
    .replace(colonTyped, (_whole: string, name: string, type: string, at: number) =>
      /[\w)\]]$/.test(pattern.slice(0, at)) ? `(${keep(name, type)})` : keep(name, type),
    )
    .replace(typeFirst, (_whole: string, type: string, marks: string, name: string) => keep(name, type + marks.trim()));
  return { text, typed };
}
