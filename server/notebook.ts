import type { DidChangeNotebookDocumentParams, DidOpenNotebookDocumentParams } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { NotebookChange, TextItem } from './documents.ts';
import { changeDocument } from './edits.ts';
import type { Part } from './layout.ts';
import { type Checking, type ContentChange, LiveDocument } from './live-document.ts';
import { maskMagic } from './notebook-magic.ts';

/** Languages of cells that are checked. A kernel runs the cells of one language as one program, so they are one text here. */
export const cellLanguages = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact'] as const;

export type OpenedNotebook = DidOpenNotebookDocumentParams;
export type ChangedNotebook = DidChangeNotebookDocumentParams['change'];

/** A notebook in the editor: one text for each language of its cells. */
export interface OpenNotebook {
  texts(): readonly LiveDocument[];
  /** The text that a cell is in. */
  textOf(cell: string): LiveDocument | undefined;
  cells(): readonly string[];
  change(event: ChangedNotebook): NotebookChange;
  close(): void;
}

export function openNotebook({ notebookDocument, cellTextDocuments }: OpenedNotebook, checking: Checking): OpenNotebook {
  const cells = new Map<string, TextItem>(cellTextDocuments.map((cell) => [cell.uri, cell]));
  const texts = new Map<string, LiveDocument>();
  let order: readonly string[] = notebookDocument.cells.map((cell) => cell.document);

  /** Brings the texts in line with the cells; a language without a cell keeps an empty text. */
  const arrange = () => {
    const present = order.flatMap((uri) => cells.get(uri) ?? []);
    for (const languageId of new Set([...present.map((cell) => cell.languageId), ...texts.keys()])) {
      const joined = join(present.filter((cell) => cell.languageId === languageId));
      const text = texts.get(languageId);
      if (joined.parts.length === 0) {
        text?.close();
        texts.delete(languageId);
      } else if (text !== undefined) text.rearrange(joined.text, joined.parts);
      else texts.set(languageId, new LiveDocument(TextDocument.create(notebookDocument.uri, languageId, 0, joined.text), checking, joined.parts));
    }
  };
  arrange();
  return {
    texts: () => [...texts.values()],
    textOf(uri) {
      const cell = order.includes(uri) ? cells.get(uri) : undefined;
      return cell === undefined ? undefined : texts.get(cell.languageId);
    },
    cells: () => order,
    change({ cells: changed }) {
      const before = order;
      const { array, didOpen = [] } = changed?.structure ?? {};
      for (const cell of didOpen) cells.set(cell.uri, cell);
      if (array !== undefined) {
        order = order.toSpliced(array.start, array.deleteCount, ...(array.cells ?? []).map((cell) => cell.document));
      }
      for (const { uri } of changed?.structure?.didClose ?? []) cells.delete(uri);
      for (const { document, changes } of changed?.textContent ?? []) {
        const cell = cells.get(document.uri);
        if (cell !== undefined) cells.set(cell.uri, edited(cell, changes, { version: document.version, encoding: checking.encoding }));
      }
      arrange();
      return { changed: [...texts.values()], closed: before.filter((uri) => !order.includes(uri)) };
    },
    close() {
      for (const text of texts.values()) text.close();
    },
  };
}

function edited(cell: TextItem, changes: readonly ContentChange[], told: { readonly version: number } & Pick<Checking, 'encoding'>): TextItem {
  const { version } = told;
  return { ...cell, version, text: changeDocument(TextDocument.create(cell.uri, cell.languageId, version, cell.text), changes, told).getText() };
}

/** One text of which every cell begins on a line of its own. */
function join(cells: readonly TextItem[]): { readonly text: string; readonly parts: readonly Part[] } {
  const parts: Part[] = [];
  let text = '';
  for (const { uri, version, text: own, languageId } of cells) {
    const start = text.length;
    const code = languageId === 'python' ? maskMagic(own) : own;
    parts.push({ uri, version, start, end: start + code.length });
    text += `${code}\n`;
  }
  return { text, parts };
}
