import { commands, QuickPickItemKind, type QuickPickItem, Uri, window, type WorkspaceFolder, workspace } from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient/node';
import { choosePacksRequest, type PackChoice, type PackEntry, type PackList, packsRequest } from '../server/protocol.ts';

interface Item extends QuickPickItem {
  readonly id?: string;
}

const kinds = { pack: 'Packs of rules', framework: 'Frameworks: their controls are shown and their documents looked for' } as const;

/** Lets the user tick packs and frameworks, and writes the choice into the project's configuration. */
export async function choosePacks(client: BaseLanguageClient): Promise<void> {
  const folder = await folderToConfigure();
  if (folder === undefined) return;
  const uri = folder.uri.toString();
  const list = await client.sendRequest<PackList>(packsRequest, { uri });
  if (list.overridden) {
    await showSetting();
    return;
  }
  const ids = await tick(list);
  const before = list.choices.filter(({ on }) => on).map(({ id }) => id);
  if (ids === undefined || sameSet(ids, before)) return;
  try {
    const choice: PackChoice = { uri, ids };
    const { configFile } = await client.sendRequest<PackList>(choosePacksRequest, choice);
    const answer = await window.showInformationMessage(`Sentrik wrote the choice to ${configFile}.`, 'Open File');
    if (answer !== undefined) await commands.executeCommand('vscode.open', Uri.joinPath(folder.uri, configFile));
  } catch (thrown) {
    void window.showErrorMessage(`Sentrik: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** The folder of the file in front, the only one, or the one that the user picks. */
async function folderToConfigure(): Promise<WorkspaceFolder | undefined> {
  const active = window.activeTextEditor?.document.uri;
  const folder = active === undefined ? undefined : workspace.getWorkspaceFolder(active);
  if (folder !== undefined) return folder;
  const { workspaceFolders = [] } = workspace;
  return workspaceFolders.length > 1 ? window.showWorkspaceFolderPick() : workspaceFolders[0];
}

async function showSetting(): Promise<void> {
  const open = 'Open Setting';
  const answer = await window.showWarningMessage('The setting sentrik.standardsPacks decides which packs are on. Remove it so that the project can.', open);
  if (answer === open) await commands.executeCommand('workbench.action.openSettings', 'sentrik.standardsPacks');
}

async function tick({ choices }: PackList): Promise<readonly string[] | undefined> {
  const items = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) =>
    section(
      kinds[kind],
      choices.filter((choice) => choice.kind === kind),
    ),
  );
  const options = {
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    title: 'Packs that check this project',
    placeHolder: 'With nothing ticked, the packs that are on by default apply',
  } as const;
  const chosen = await window.showQuickPick<Item>(items, options);
  return chosen?.flatMap(({ id }) => id ?? []);
}

function section(label: string, choices: readonly PackEntry[]): Item[] {
  const sorted = choices.toSorted((a, b) => Number(b.on) - Number(a.on) || a.name.localeCompare(b.name));
  return [
    { label, kind: QuickPickItemKind.Separator },
    ...sorted.map(({ id, name, description, on }) => ({ id, label: name, description: id, detail: description, picked: on })),
  ];
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}
