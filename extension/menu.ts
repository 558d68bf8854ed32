import { commands, type QuickPickItem, window, workspace } from 'vscode';
import { extensionCommands, findingsView, serverCommands } from '../server/protocol.ts';

interface Entry extends QuickPickItem {
  readonly command: string;
}

const always: readonly Entry[] = [
  { label: '$(list-tree) Show findings', command: `${findingsView}.focus` },
  { label: '$(lightbulb-autofix) Apply all verified fixes in this file', command: extensionCommands.fixAll },
  { label: '$(output) Show output', description: 'with the time of each check', command: extensionCommands.showOutput },
  { label: '$(refresh) Restart server', command: extensionCommands.restart },
];

const whenTrusted: readonly Entry[] = [
  { label: '$(search) Check workspace', command: serverCommands.checkWorkspace },
  { label: '$(wand) Apply all verified fixes in the workspace', description: 'with a preview', command: extensionCommands.fixWorkspace },
  { label: '$(package) Choose packs', command: extensionCommands.choosePacks },
  { label: '$(graph) Open dashboard', command: extensionCommands.openDashboard },
];

const whenNot: readonly Entry[] = [{ label: '$(workspace-untrusted) Manage workspace trust', command: 'workbench.trust.manage' }];

/** What a click on the status bar offers. */
export async function showMenu(): Promise<void> {
  const chosen = await window.showQuickPick([...(workspace.isTrusted ? whenTrusted : whenNot), ...always], { title: 'Sentrik' });
  if (chosen !== undefined) await commands.executeCommand(chosen.command);
}
