import { TextDocument } from 'vscode-languageserver-textdocument';
import { changeDocument } from '../edits.ts';
import type { Encoding } from '../encoding.ts';
import type { ContentChange } from '../live-document.ts';
import { type Fields, fieldsOf, listOf } from './message.ts';

/** A change as the editor told it. */
export interface TextChange {
  readonly version: unknown;
  readonly contentChanges: unknown;
  /** What the positions in it are counted in. */
  readonly encoding: Encoding;
}

/** A text from the item that opened it. */
export function openedText({ uri, languageId, version, text }: Fields): TextDocument {
  return TextDocument.create(
    String(uri),
    typeof languageId === 'string' ? languageId : '',
    typeof version === 'number' ? version : 0,
    typeof text === 'string' ? text : '',
  );
}

/** The item that opens a text as it is now. */
export function textItem(text: TextDocument): Fields {
  const { uri, languageId, version } = text;
  return { uri, languageId, version, text: text.getText() };
}

/** Changes a text in place; what is no change is left out, and nothing happens to a text that is not open. */
export function changeText(text: TextDocument | undefined, { version, contentChanges, encoding }: TextChange): void {
  if (text === undefined) return;
  const changes = listOf(contentChanges).filter(isChange);
  changeDocument(text, changes, { version: typeof version === 'number' ? version : text.version + 1, encoding });
}

function isChange(value: unknown): value is ContentChange {
  const { text, range } = fieldsOf(value);
  if (typeof text !== 'string') return false;
  return range === undefined || [fieldsOf(range).start, fieldsOf(range).end].every((place) => typeof fieldsOf(place).line === 'number');
}
