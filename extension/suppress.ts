import { type WorkspaceEdit, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient/node';
import { suppressRequest, type SuppressParams, type SuppressTarget } from '../server/protocol.ts';

type ProtocolEdit = Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];

/** Asks why and suppresses the finding. Owner and last day are the server's defaults, written where the user can change them. */
export async function suppressWithReason(client: BaseLanguageClient, target: SuppressTarget): Promise<void> {
  const reason = await window.showInputBox({
    title: `Suppress ${target.ruleId}`,
    prompt: 'Why is this acceptable? It is written down with you as owner and a last day, both of which you can change there.',
    ignoreFocusOut: true,
    validateInput: (text) => (/^\s*(?:<[^<>]*>)?\s*$/.test(text) ? 'A suppression needs a reason' : undefined),
  });
  if (reason === undefined) return;
  const params: SuppressParams = { ...target, reason };
  try {
    const edit = await client.protocol2CodeConverter.asWorkspaceEdit(await client.sendRequest<ProtocolEdit>(suppressRequest, params));
    if (edit === undefined || !(await workspace.applyEdit(edit)) || target.where !== 'suppressions') return;
    await saveAll(edit);
    void offerEntry(edit, target);
  } catch (thrown) {
    void window.showErrorMessage(`Sentrik: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** The suppressions file counts as it is on disk. */
async function saveAll(edit: WorkspaceEdit): Promise<void> {
  for (const [uri] of edit.entries()) await (await workspace.openTextDocument(uri)).save();
}

/** The entry stands in a file that may not be in sight. */
async function offerEntry(edit: WorkspaceEdit, { ruleId }: SuppressTarget): Promise<void> {
  const [written] = edit.entries();
  const chosen = await window.showInformationMessage(`Sentrik: the entry that suppresses ${ruleId} has you as owner and a last day.`, 'Show');
  if (written !== undefined && chosen !== undefined) await window.showTextDocument(written[0]);
}
