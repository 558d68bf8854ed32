import type { CreateFile, SnippetTextEdit, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../core/scan/model.ts';
import type { Client } from './client.ts';
import { toTextEdit } from './convert.ts';

/** A text in the editor; `version` is null for a file that is not open. */
export interface EditTarget {
  readonly document: TextDocument;
  readonly version: number | null;
}

/** Edits of one text; bound to its version where the client can check that. */
export function editText(client: Client, { document, version }: EditTarget, edits: readonly Edit[]): WorkspaceEdit {
  const changes = edits.map((edit) => toTextEdit(document, edit));
  return client.versionedEdits ? { documentChanges: [versioned(document.uri, version, changes)] } : { changes: { [document.uri]: changes } };
}

/** One insertion whose `placeholder` the user types over where the client can do that. */
export function insertWithPlaceholder(
  client: Client,
  target: EditTarget,
  { edit, placeholder }: { readonly edit: Edit; readonly placeholder: string },
): WorkspaceEdit {
  if (!client.snippetEdits) return editText(client, target, [edit]);
  const { range } = toTextEdit(target.document, edit);
  const value = edit.text
    .split(placeholder)
    .map(escapeSnippet)
    .join(`\${1:${escapeSnippet(placeholder)}}`);
  const snippet: SnippetTextEdit = { range, snippet: { kind: 'snippet', value } };
  return { documentChanges: [{ textDocument: { uri: target.document.uri, version: target.version }, edits: [snippet] }] };
}

/** Makes a file with this text; a file that appeared meanwhile is kept and the text inserted at its start. */
export function createFile(uri: string, text: string): WorkspaceEdit {
  const create: CreateFile = { kind: 'create', uri, options: { ignoreIfExists: true } };
  const start = { line: 0, character: 0 };
  return { documentChanges: [create, versioned(uri, null, [{ range: { start, end: start }, newText: text }])] };
}

/** The smallest single edit that turns one text into another; undefined when they are equal. */
export function difference(before: string, after: string): Edit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  if (splitsPair(before, start)) start -= 1;
  let tail = 0;
  while (tail < shorter - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  if (splitsPair(before, before.length - tail)) tail -= 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

/** A document for positions in a text that no editor holds. */
export function plainDocument(uri: string, text: string): TextDocument {
  return TextDocument.create(uri, 'plaintext', 0, text);
}

function versioned(uri: string, version: number | null, edits: TextEdit[]): TextDocumentEdit {
  return { textDocument: { uri, version }, edits };
}

function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}

/** Whether an offset stands between the two halves of a character beyond U+FFFF, or between \r and \n. */
function splitsPair(text: string, offset: number): boolean {
  const [left, right] = [text.charCodeAt(offset - 1), text.charCodeAt(offset)];
  return (left >= 0xd800 && left <= 0xdbff && right >= 0xdc00 && right <= 0xdfff) || (left === 13 && right === 10);
}
