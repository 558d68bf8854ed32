import { commands, Disposable, type Memento, type QuickPickItem, type TreeView, window } from 'vscode';
import { contextKeys, extensionCommands, type FindingList, findingsView } from '../../server/protocol.ts';
import { counted } from '../client.ts';
import { type Filter, filtered, type Grouping, groupings, isFiltering, noFilter, severities } from './groups.ts';
import type { KnownFindings } from './known.ts';
import { findingsTree, type Node } from './tree.ts';

const groupingKey = 'sentrik.grouping';

/** The view of all known findings: grouping, filter, badge and the line that says what was looked at. */
export function findingsViewOf(known: KnownFindings, memory: Memento): Disposable {
  let filter = noFilter;
  let by = groupingIn(memory);
  const tree = findingsTree(() => ({ list: known.list, filter, by }));
  const view = window.createTreeView(findingsView, { treeDataProvider: tree, showCollapseAll: true });

  function show(): void {
    describe(view, known.list, filter);
    tree.changed();
  }

  async function setFilter(next: Filter): Promise<void> {
    filter = next;
    await commands.executeCommand('setContext', contextKeys.filtered, isFiltering(filter));
    show();
  }

  async function chooseGrouping(): Promise<void> {
    const items = Object.entries(groupings).map(([key, label]) => ({ label, picked: key === by, key: key as Grouping }));
    const chosen = await window.showQuickPick(items, { title: 'Group findings by' });
    if (chosen === undefined) return;
    by = chosen.key;
    await memory.update(groupingKey, by);
    show();
  }

  show();
  return Disposable.from(
    view,
    known.onDidChange(show),
    commands.registerCommand(extensionCommands.groupFindings, chooseGrouping),
    commands.registerCommand(extensionCommands.filterFindings, async () => setFilter((await askFilter(filter)) ?? filter)),
    commands.registerCommand(extensionCommands.clearFilter, () => setFilter(noFilter)),
  );
}

/** An empty view shows the manifest's words of welcome instead, which a message would hide. */
function describe(view: TreeView<Node>, list: FindingList, filter: Filter): void {
  const all = list.findings.length;
  const shown = filtered(list, filter).length;
  view.badge = all === 0 ? undefined : { value: all, tooltip: counted(all, 'finding') };
  view.description = isFiltering(filter) ? `${shown} of ${all}` : '';
  const isEmpty = shown === 0 && list.notChecked.length === 0;
  const message = isEmpty ? '' : lookedAt(list);
  view.message = message;
}

function lookedAt({ workspaceCheck, openFiles }: FindingList): string {
  if (workspaceCheck === undefined) return `Only ${counted(openFiles, 'open file')} checked so far.`;
  const at = new Date(workspaceCheck.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return `${counted(workspaceCheck.files, 'file')} checked at ${at}; open files as they are now.`;
}

/** Asks for severities and words; undefined when the user goes away. */
async function askFilter(before: Filter): Promise<Filter | undefined> {
  const items: QuickPickItem[] = severities.map((severity) => ({ label: severity, picked: before.severities.includes(severity) }));
  const chosen = await window.showQuickPick(items, { canPickMany: true, title: 'Show findings of these severities' });
  if (chosen === undefined) return undefined;
  const text = await window.showInputBox({
    title: 'Show findings with these words',
    prompt: 'In file, rule, message or control; empty for all',
    value: before.text,
  });
  if (text === undefined) return undefined;
  const shown = severities.filter((severity) => chosen.some(({ label }) => label === severity));
  return { text: text.trim(), severities: shown.length === 0 ? severities : shown };
}

function groupingIn(memory: Memento): Grouping {
  const kept = memory.get<string>(groupingKey);
  return kept !== undefined && kept in groupings ? (kept as Grouping) : 'file';
}
