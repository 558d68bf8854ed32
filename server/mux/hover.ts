import { MarkupKind } from 'vscode-languageserver/node';
import { fieldsOf, isFields, listOf } from './message.ts';

/** Joins what both servers show at a place; `markdown` says whether the editor renders it. One alone stays as it is. */
export function joinHovers(upstream: unknown, own: unknown, markdown: boolean): unknown {
  if (!isFields(own)) return upstream ?? null;
  if (!isFields(upstream) || isEmpty(upstream.contents)) return own;
  const contents = joinContents(upstream.contents, own.contents, markdown);
  const range = upstream.range ?? own.range;
  return range === undefined ? { contents } : { contents, range };
}

/** What our diagnostics at a place say, for a hover that does not wait for more; undefined where there are none. */
export function briefHover(diagnostics: readonly unknown[], markdown: boolean): unknown {
  const kind = markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  const texts = diagnostics.map(fieldsOf).map(({ message, code }) => `${textOf(message, markdown)} (${String(code)})`);
  return texts.length === 0 ? undefined : { contents: { kind, value: texts.join(separator(kind)) } };
}

function textOf(message: unknown, markdown: boolean): string {
  if (typeof message !== 'string') return String(fieldsOf(message).value);
  return markdown ? asMarkdown({ kind: MarkupKind.PlainText, value: message }) : message;
}

/** `MarkupContent` stays such; the older form, a marked string or a list of them, becomes a list. */
function joinContents(upstream: unknown, own: unknown, markdown: boolean): unknown {
  const [theirs, ours] = [fieldsOf(upstream), fieldsOf(own)];
  const text = typeof ours.value === 'string' ? ours.value : '';
  if (isFields(upstream) && typeof theirs.kind === 'string') {
    const isBoth = theirs.kind === ours.kind;
    if (isBoth || !markdown) return { kind: theirs.kind, value: `${String(theirs.value)}${separator(theirs.kind)}${text}` };
    return { kind: MarkupKind.Markdown, value: `${asMarkdown(upstream)}${separator(MarkupKind.Markdown)}${asMarkdown(ours)}` };
  }
  return [...(Array.isArray(upstream) ? listOf(upstream) : [upstream]), text];
}

function separator(kind: string): string {
  return kind === MarkupKind.Markdown ? '\n\n---\n\n' : '\n\n';
}

const special = /[\\`*_{}[\]()#+\-.!|<>]/g;

function asMarkdown(content: unknown): string {
  const { kind, value } = fieldsOf(content);
  const text = typeof value === 'string' ? value : '';
  return kind === MarkupKind.Markdown ? text : text.replaceAll(special, '\\$&').replaceAll('\n', '  \n');
}

function isEmpty(contents: unknown): boolean {
  if (contents === undefined || contents === null || contents === '') return true;
  if (Array.isArray(contents)) return contents.every(isEmpty);
  return fieldsOf(contents).value === '';
}
