import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Encoding } from '../encoding.ts';
import { documentUri, type Fields, fieldsOf, listOf } from './message.ts';
import { changeText, openedText } from './mirrored-text.ts';
import { notebookMirror } from './notebook-mirror.ts';

/** A notification that was sent once and can be sent again. */
export interface Told {
  readonly method: string;
  readonly params: unknown;
}

/** What the editor told so far, kept so that a server that starts anew can be told again. */
export interface Mirror {
  /** Takes note of a notification of the editor. */
  note(method: string, params: unknown): void;
  document(uri: string): TextDocument | undefined;
  documents(): readonly TextDocument[];
  /** The parameters that open the notebooks as they are now. */
  notebooks(): readonly unknown[];
  /** The folders as they are now, from those at the start; undefined when they never changed. */
  folders(): readonly unknown[] | undefined;
  /** Settings and trace level as they were sent last. */
  settings(): readonly Told[];
}

/** Notifications of which only the last one counts. */
const lasting: readonly string[] = ['workspace/didChangeConfiguration', '$/setTrace'];

/** `encoding` is what the editor counts positions in. */
export function openMirror(initialFolders: readonly unknown[] | undefined, encoding: () => Encoding): Mirror {
  const documents = new Map<string, TextDocument>();
  const notebooks = notebookMirror(encoding);
  const last = new Map<string, unknown>();
  let folders: readonly unknown[] | undefined;

  function changeFolders({ added, removed }: Fields): void {
    const gone = new Set(listOf(removed).map((folder) => fieldsOf(folder).uri));
    folders = [...(folders ?? initialFolders ?? []).filter((folder) => !gone.has(fieldsOf(folder).uri)), ...listOf(added)];
  }

  function change(uri: string, { textDocument, contentChanges }: Fields): void {
    changeText(documents.get(uri), { version: fieldsOf(textDocument).version, contentChanges, encoding: encoding() });
  }

  return {
    note(method, params) {
      const uri = documentUri(params);
      if (method === 'textDocument/didOpen') documents.set(uri, openedText(fieldsOf(fieldsOf(params).textDocument)));
      else if (method === 'textDocument/didChange') change(uri, fieldsOf(params));
      else if (method === 'textDocument/didClose') documents.delete(uri);
      else if (method === 'workspace/didChangeWorkspaceFolders') changeFolders(fieldsOf(fieldsOf(params).event));
      else if (method.startsWith('notebookDocument/')) notebooks.note(method, params);
      else if (lasting.includes(method)) last.set(method, params);
    },
    document: (uri) => documents.get(uri),
    documents: () => [...documents.values()],
    notebooks: () => notebooks.opened(),
    folders: () => folders,
    settings: () => [...last].map(([method, params]) => ({ method, params })),
  };
}
