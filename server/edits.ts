import type { CreateFile, SnippetTextEdit, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../core/scan/model.ts';
import type { Client } from './client.ts';
import type { Encoding } from './encoding.ts';
import { type Layout, type Part, plainLayout } from './layout.ts';
import type { ContentChange } from './live-document.ts';

/** Edits of one text, each bound to the version of its document where the client can check that. With a caution, the user is asked first where the client can. */
export function editText(client: Client, layout: Layout, edits: readonly Edit[], caution?: string): WorkspaceEdit {
  const parts = layout.editsByPart(edits);
  if (caution !== undefined && client.annotatesEdits) {
    const documentChanges = parts.map(({ part, edits: changes }) =>
      versioned(
        part,
        changes.map((change) => ({ ...change, annotationId: 'caution' })),
      ),
    );
    return { documentChanges, changeAnnotations: { caution: { label: 'Look first', description: caution, needsConfirmation: true } } };
  }
  if (client.versionedEdits) return { documentChanges: parts.map(({ part, edits: changes }) => versioned(part, [...changes])) };
  return { changes: Object.fromEntries(parts.map(({ part, edits: changes }) => [part.uri, [...changes]])) };
}

/** One insertion whose `placeholder` the user types over where the client can do that. */
export function insertWithPlaceholder(
  client: Client,
  layout: Layout,
  { edit, placeholder }: { readonly edit: Edit; readonly placeholder: string },
): WorkspaceEdit {
  const [target] = layout.editsByPart([edit]);
  if (!client.snippetEdits || target === undefined) return editText(client, layout, [edit]);
  const value = edit.text
    .split(placeholder)
    .map(escapeSnippet)
    .join(`\${1:${escapeSnippet(placeholder)}}`);
  const snippets = target.edits.map(({ range }): SnippetTextEdit => ({ range, snippet: { kind: 'snippet', value } }));
  return { documentChanges: [versioned(target.part, snippets)] };
}

/** Makes a file with this text; a file that appeared meanwhile is kept and the text inserted at its start. */
export function createFile(uri: string, text: string): WorkspaceEdit {
  const create: CreateFile = { kind: 'create', uri, options: { ignoreIfExists: true } };
  const start = { line: 0, character: 0 };
  return { documentChanges: [create, versioned({ uri, version: null }, [{ range: { start, end: start }, newText: text }])] };
}

/** Changes a document in place as its editor told, positions counted in the editor's units; the document. */
export function changeDocument(
  document: TextDocument,
  changes: readonly ContentChange[],
  { version, encoding }: { readonly version: number; readonly encoding: Encoding },
): TextDocument {
  let changed = document;
  for (const { range, text } of changes) {
    if (range === undefined || encoding === 'utf-16') {
      changed = TextDocument.update(changed, [range === undefined ? { text } : { range, text }], version);
      continue;
    }
    const { start, end } = plainLayout(changed, encoding).stretchOf(changed.uri, range);
    changed = TextDocument.update(changed, [{ range: { start: changed.positionAt(start), end: changed.positionAt(end) }, text }], version);
  }
  return changed;
}

/** A document for positions in a text that no editor holds. */
export function plainDocument(uri: string, text: string): TextDocument {
  return TextDocument.create(uri, 'plaintext', 0, text);
}

function versioned({ uri, version }: Pick<Part, 'uri' | 'version'>, edits: TextDocumentEdit['edits']): TextDocumentEdit {
  return { textDocument: { uri, version }, edits };
}

function escapeSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}
