import { diagnosticSource } from '../protocol.ts';
import type { SideName } from './hub.ts';
import { type Fields, fieldsOf, isFields, listOf } from './message.ts';

/** Requests whose answers are lists that are put one after the other. */
export const listMethods: readonly string[] = ['textDocument/codeAction', 'textDocument/codeLens', 'textDocument/documentLink', 'textDocument/inlayHint'];

/** Field of an item's `data` that says which server made it. */
const maker = 'sentrikMultiplexer';

/** Both lists as one, each item marked with its maker when the editor gives the mark back; null when neither server has an answer. */
export function joinLists(upstream: unknown, own: unknown, keepsData: boolean): unknown {
  if (!Array.isArray(upstream) && !Array.isArray(own)) return upstream ?? own ?? null;
  const marked = (items: unknown, side: SideName) => (keepsData ? listOf(items).map((item) => markItem(item, side)) : listOf(items));
  return [...marked(upstream, 'upstream'), ...marked(own, 'own')];
}

/** An item with its maker in its data. A bare command is never resolved and stays as it is. */
export function markItem(item: unknown, side: SideName): unknown {
  if (!isFields(item) || typeof item.command === 'string') return item;
  return { ...item, data: { [maker]: side, ...('data' in item ? { data: item.data } : {}) } };
}

/** Who made an item and how it was before it was marked; items without a mark are the wrapped server's. */
export function makerOf(item: unknown): { readonly side: SideName; readonly item: unknown } {
  const { data, ...rest } = fieldsOf(item);
  const mark = fieldsOf(data);
  const side = mark[maker];
  if (side !== 'own' && side !== 'upstream') return { side: 'upstream', item };
  return { side, item: 'data' in mark ? { ...rest, data: mark.data } : rest };
}

/** The parameters for one server: of the diagnostics at the place it gets those that it made. */
export function actionParams(params: unknown, side: SideName): unknown {
  const fields = fieldsOf(params);
  const context = fieldsOf(fields.context);
  const isOwn = (diagnostic: unknown) => fieldsOf(diagnostic).source === diagnosticSource;
  const diagnostics = listOf(context.diagnostics).filter((diagnostic) => isOwn(diagnostic) === (side === 'own'));
  return { ...fields, context: { ...context, diagnostics } };
}

/** Parameters without the tokens under which an answer would come in parts: a joined answer comes whole. */
export function wholeAnswer(params: unknown, side: SideName): Fields {
  const { partialResultToken: _parts, workDoneToken, ...rest } = fieldsOf(params);
  return side === 'upstream' && workDoneToken !== undefined ? { ...rest, workDoneToken } : rest;
}
