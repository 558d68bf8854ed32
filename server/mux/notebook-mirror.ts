import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Encoding } from '../encoding.ts';
import { type Fields, fieldsOf, listOf } from './message.ts';
import { changeText, openedText, textItem } from './mirrored-text.ts';

/** The notebooks that the editor holds, as they are now. */
export interface NotebookMirror {
  note(method: string, params: unknown): void;
  /** The parameters of `notebookDocument/didOpen` for each. */
  opened(): readonly unknown[];
}

interface Notebook {
  /** Type, version and metadata. */
  readonly head: Fields;
  readonly cells: readonly unknown[];
  readonly texts: Map<unknown, TextDocument>;
}

/** `encoding` is what the editor counts positions in. */
export function notebookMirror(encoding: () => Encoding): NotebookMirror {
  const notebooks = new Map<unknown, Notebook>();

  function change({ notebookDocument, change: changed }: Fields): void {
    const { uri, version } = fieldsOf(notebookDocument);
    const notebook = notebooks.get(uri);
    if (notebook === undefined) return;
    const { metadata, cells } = fieldsOf(changed);
    const head = { ...notebook.head, version, ...(metadata === undefined ? {} : { metadata }) };
    changeTexts(notebook.texts, fieldsOf(cells), encoding());
    notebooks.set(uri, { ...notebook, head, cells: changedCells(notebook.cells, fieldsOf(cells)) });
  }

  return {
    note(method, params) {
      const fields = fieldsOf(params);
      const { uri } = fieldsOf(fields.notebookDocument);
      if (method === 'notebookDocument/didOpen') notebooks.set(uri, openNotebook(fields));
      else if (method === 'notebookDocument/didChange') change(fields);
      else if (method === 'notebookDocument/didClose') notebooks.delete(uri);
    },
    opened: () => [...notebooks.values()].map(openParams),
  };
}

function openNotebook({ notebookDocument, cellTextDocuments }: Fields): Notebook {
  const { cells, ...head } = fieldsOf(notebookDocument);
  const texts = listOf(cellTextDocuments).map((item) => openedText(fieldsOf(item)));
  return { head, cells: listOf(cells), texts: new Map(texts.map((text) => [text.uri, text])) };
}

function openParams({ head, cells, texts }: Notebook): unknown {
  return { notebookDocument: { ...head, cells }, cellTextDocuments: [...texts.values()].map(textItem) };
}

/** Cells come and go by their places, and their kind or metadata by their name. */
function changedCells(cells: readonly unknown[], { structure, data }: Fields): readonly unknown[] {
  const { start, deleteCount, cells: added } = fieldsOf(fieldsOf(structure).array);
  const spliced = typeof start === 'number' && typeof deleteCount === 'number' ? cells.toSpliced(start, deleteCount, ...listOf(added)) : cells;
  const renewed = new Map(listOf(data).map((cell) => [fieldsOf(cell).document, cell]));
  return spliced.map((cell) => renewed.get(fieldsOf(cell).document) ?? cell);
}

function changeTexts(texts: Map<unknown, TextDocument>, { structure, textContent }: Fields, encoding: Encoding): void {
  const { didOpen, didClose } = fieldsOf(structure);
  for (const text of listOf(didOpen).map((item) => openedText(fieldsOf(item)))) texts.set(text.uri, text);
  for (const { uri } of listOf(didClose).map(fieldsOf)) texts.delete(uri);
  for (const { document, changes } of listOf(textContent).map(fieldsOf)) {
    const { uri, version } = fieldsOf(document);
    changeText(texts.get(uri), { version, contentChanges: changes, encoding });
  }
}
