import { commands, window, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient/node';
import { fixWorkspaceRequest, serverCommands, type WorkspaceFix } from '../server/protocol.ts';
import { counted } from './client.ts';
import type { KnownFindings } from './findings/known.ts';

type ProtocolEdit = NonNullable<Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0]>;

const apply = 'Apply All';
const look = 'Look at Each Change';

/** Makes every verified fix in the checked files, after a question; on request each change is shown in the editor's preview first. */
export async function fixWorkspace(client: BaseLanguageClient, known: KnownFindings): Promise<void> {
  if (known.list.workspaceCheck === undefined) await commands.executeCommand(serverCommands.checkWorkspace);
  const { edit, left, files } = await client.sendRequest<WorkspaceFix>(fixWorkspaceRequest);
  const rest = left === 0 ? '' : ` Left alone: ${counted(left, 'finding')} in test code or with a fix to look at first.`;
  if (files === 0) {
    void window.showInformationMessage(`Sentrik: no verified fix to apply.${rest}`);
    return;
  }
  const detail = `Each patched text parses, its findings are gone and no new ones appear. Files are changed in the editor and not saved.${rest}`;
  const answer = await window.showInformationMessage(`Apply all verified fixes in ${counted(files, 'file')}?`, { modal: true, detail }, apply, look);
  if (answer === undefined) return;
  const changes = await client.protocol2CodeConverter.asWorkspaceEdit(answer === look ? (edit as ProtocolEdit) : unasked(edit as ProtocolEdit));
  await workspace.applyEdit(changes, { isRefactoring: true });
}

/** The same edit, for which the user need not agree to each change. */
function unasked({ changeAnnotations = {}, ...edit }: ProtocolEdit): ProtocolEdit {
  const annotations = Object.entries(changeAnnotations).map(([id, annotation]) => [id, { ...annotation, needsConfirmation: false }] as const);
  return { ...edit, changeAnnotations: Object.fromEntries(annotations) };
}
