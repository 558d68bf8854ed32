import { TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { Features } from './features.ts';
import { documentUri, fieldsOf, isFields } from './message.ts';
import type { Mirror } from './mirror.ts';
import { textItem } from './mirrored-text.ts';

/** Notifications about documents, which each server wants in its own form. */
export const documentNotifications: readonly string[] = [
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/didClose',
  'textDocument/willSave',
  'textDocument/didSave',
];

/** Registrations for these are not passed on: the editor tells about every document anyway, and each server gets what it asked for. */
export const syncRegistrations: readonly string[] = ['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose'];

interface Sync {
  readonly opens: boolean;
  readonly change: number;
  readonly save: boolean;
  readonly saveText: boolean;
  readonly willSave: boolean;
}

/**
 * What to tell a server of a notification about a document, `mirror` being up to date; undefined for nothing. Changes come by range; a server
 * that wants whole texts gets the whole text.
 */
export function syncParams(features: Features, mirror: Mirror, method: string, params: unknown): unknown {
  const sync = syncOf(features);
  const text = () => mirror.document(documentUri(params))?.getText();
  switch (method) {
    case 'textDocument/didOpen':
    case 'textDocument/didClose':
      return sync.opens ? params : undefined;
    case 'textDocument/didChange': {
      if (sync.change === TextDocumentSyncKind.Incremental) return params;
      return sync.change === TextDocumentSyncKind.Full ? { ...fieldsOf(params), contentChanges: [{ text: text() ?? '' }] } : undefined;
    }
    case 'textDocument/didSave': {
      const { text: _given, ...rest } = fieldsOf(params);
      if (!sync.save) return undefined;
      return sync.saveText ? { ...rest, text: text() ?? '' } : rest;
    }
    default:
      return sync.willSave ? params : undefined;
  }
}

/** The documents to open in a server that starts anew or asks for them later. */
export function openedDocuments(features: Features, mirror: Mirror): unknown[] {
  return syncOf(features).opens ? mirror.documents().map((text) => ({ textDocument: textItem(text) })) : [];
}

/** Whether a server is told about notebooks. */
export function takesNotebooks({ capabilities, registered }: Pick<Features, 'capabilities' | 'registered'>): boolean {
  return isFields(capabilities.notebookDocumentSync) || registered('notebookDocument/sync').length > 0;
}

/** A number means: open and close, changes of that kind, saves without text. */
function syncOf(features: Features): Sync {
  const { capabilities } = features;
  const stated = capabilities.textDocumentSync;
  const fixed = fieldsOf(isFields(stated) ? stated : { openClose: typeof stated === 'number', change: stated, save: typeof stated === 'number' });
  const later = features.registered('textDocument/didChange').at(-1)?.syncKind;
  const saves = [fixed.save, ...features.registered('textDocument/didSave')];
  const kind = typeof fixed.change === 'number' && fixed.change !== TextDocumentSyncKind.None ? fixed.change : later;
  return {
    opens: fixed.openClose === true || features.registered('textDocument/didOpen').length > 0,
    change: typeof kind === 'number' ? kind : TextDocumentSyncKind.None,
    save: saves.some((save) => save === true || isFields(save)),
    saveText: saves.some((save) => fieldsOf(save).includeText === true),
    willSave: fixed.willSave === true || features.registered('textDocument/willSave').length > 0,
  };
}
