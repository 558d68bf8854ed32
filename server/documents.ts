import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Checking, type ContentChange, LiveDocument } from './live-document.ts';
import { type ChangedNotebook, type OpenedNotebook, openNotebook, type OpenNotebook } from './notebook.ts';

/** A text document as the client opens it. */
export interface TextItem {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

/** The documents that the editor holds open, by URI. */
export interface Documents {
  all(): readonly LiveDocument[];
  /** The text that a document is checked as; for a cell the one that it shares with others. */
  get(uri: string): LiveDocument | undefined;
  open(item: TextItem): LiveDocument;
  change(uri: string, changes: readonly ContentChange[], version: number): LiveDocument | undefined;
  close(uri: string): void;
  openNotebook(notebook: OpenedNotebook): NotebookChange;
  changeNotebook(uri: string, change: ChangedNotebook): NotebookChange;
  closeNotebook(uri: string): NotebookChange;
}

/** What became of the texts of a notebook. */
export interface NotebookChange {
  readonly changed: readonly LiveDocument[];
  /** Cells that are gone. */
  readonly closed: readonly string[];
}

const noChange: NotebookChange = { changed: [], closed: [] };

export function openDocuments(checking: Checking): Documents {
  const documents = new Map<string, LiveDocument>();
  const notebooks = new Map<string, OpenNotebook>();
  const close = (uri: string) => {
    documents.get(uri)?.close();
    documents.delete(uri);
  };
  const closeNotebook = (uri: string): NotebookChange => {
    const closed = notebooks.get(uri)?.cells() ?? [];
    notebooks.get(uri)?.close();
    notebooks.delete(uri);
    return { changed: [], closed };
  };
  return {
    all: () => [...documents.values(), ...[...notebooks.values()].flatMap((notebook) => notebook.texts())],
    get: (uri) => documents.get(uri) ?? [...notebooks.values()].map((notebook) => notebook.textOf(uri)).find((text) => text !== undefined),
    open({ uri, languageId, version, text }) {
      close(uri);
      const document = new LiveDocument(TextDocument.create(uri, languageId, version, text), checking);
      documents.set(uri, document);
      return document;
    },
    change(uri, changes, version) {
      const document = documents.get(uri);
      document?.apply(changes, version);
      return document;
    },
    close,
    openNotebook(opened) {
      const { closed } = closeNotebook(opened.notebookDocument.uri);
      const notebook = openNotebook(opened, checking);
      notebooks.set(opened.notebookDocument.uri, notebook);
      return { changed: notebook.texts(), closed: closed.filter((uri) => notebook.textOf(uri) === undefined) };
    },
    changeNotebook: (uri, change) => notebooks.get(uri)?.change(change) ?? noChange,
    closeNotebook,
  };
}
