import { EventEmitter, MarkdownString, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { extensionCommands, type FindingList, type ListedFinding } from '../../server/protocol.ts';
import { counted } from '../client.ts';
import { type Filter, filtered, type Group, type Grouping, grouped } from './groups.ts';

/** A line of the findings view. */
export type Node =
  | { readonly kind: 'group'; readonly group: Group; readonly by: Grouping }
  | { readonly kind: 'finding'; readonly finding: ListedFinding; readonly under: string; readonly by: Grouping }
  | { readonly kind: 'not-checked'; readonly list: FindingList['notChecked'] }
  | { readonly kind: 'skip'; readonly path: string; readonly message: string };

/** What the view shows and how. */
export interface Shown {
  readonly list: FindingList;
  readonly filter: Filter;
  readonly by: Grouping;
}

const icons: Readonly<Record<ListedFinding['severity'], readonly [string, string]>> = {
  critical: ['error', 'list.errorForeground'],
  high: ['error', 'list.errorForeground'],
  medium: ['warning', 'list.warningForeground'],
  low: ['info', 'notificationsInfoIcon.foreground'],
  info: ['circle-outline', 'descriptionForeground'],
};

export interface FindingsTree extends TreeDataProvider<Node> {
  changed(): void;
}

export function findingsTree(shown: () => Shown): FindingsTree {
  const changes = new EventEmitter<void>();
  return {
    onDidChangeTreeData: changes.event,
    changed: () => changes.fire(),
    getTreeItem: itemOf,
    getChildren: (node) => (node === undefined ? roots(shown()) : childrenOf(node)),
  };
}

function roots({ list, filter, by }: Shown): Node[] {
  const groups = grouped(filtered(list, filter), by).map((group): Node => ({ kind: 'group', group, by }));
  return list.notChecked.length === 0 ? groups : [...groups, { kind: 'not-checked', list: list.notChecked }];
}

function childrenOf(node: Node): Node[] {
  if (node.kind === 'group') return node.group.findings.map((finding) => ({ kind: 'finding', finding, under: node.group.key, by: node.by }));
  if (node.kind === 'not-checked') return node.list.map(({ path, message }) => ({ kind: 'skip', path, message }));
  return [];
}

function itemOf(node: Node): TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node.group, node.by);
    case 'finding':
      return findingItem(node);
    case 'not-checked':
      return notCheckedItem(node.list.length);
    case 'skip':
      return skipItem(node.path, node.message);
    default:
      return node satisfies never;
  }
}

function groupItem({ key, label, detail, findings }: Group, by: Grouping): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  const [first] = findings;
  item.id = key;
  item.description = [detail, String(findings.length)].filter(Boolean).join(' · ');
  item.accessibilityInformation = { label: `${label}, ${counted(findings.length, 'finding')}` };
  if (by === 'file' && first !== undefined && first.path !== '') {
    item.resourceUri = Uri.parse(first.uri);
    item.iconPath = ThemeIcon.File;
  } else if (first !== undefined) item.iconPath = iconOf(first.severity);
  return item;
}

function findingItem({ finding, under, by }: Extract<Node, { kind: 'finding' }>): TreeItem {
  const { title, message, path, range, ruleId, severity, fingerprint, fix, controls } = finding;
  const line = range.start.line + 1;
  const item = new TreeItem(by === 'rule' ? message : title);
  item.id = `${under}/${fingerprint}`;
  item.description = by === 'file' ? `${ruleId} · line ${line}` : `${path}:${line}`;
  item.iconPath = iconOf(severity);
  item.contextValue = fix === 'none' ? 'finding' : 'finding.fix';
  item.tooltip = new MarkdownString().appendText(
    `${title} (${severity})\n\n${message}\n\n${controls.map(({ framework, control }) => `${framework} ${control}`).join(', ')}`,
  );
  item.command = { title: 'Open', command: extensionCommands.openFinding, arguments: [{ kind: 'finding', finding, under, by }] };
  item.accessibilityInformation = { label: `${severity}: ${title}, ${path} line ${line}` };
  return item;
}

function notCheckedItem(count: number): TreeItem {
  const item = new TreeItem('Not checked', TreeItemCollapsibleState.Collapsed);
  item.id = 'not-checked';
  item.description = String(count);
  item.iconPath = new ThemeIcon('question');
  item.tooltip = 'Files or parts of them that were not checked, with the reason';
  return item;
}

function skipItem(path: string, message: string): TreeItem {
  const item = new TreeItem(path === '' ? 'Project' : path);
  item.description = message;
  item.tooltip = message;
  return item;
}

function iconOf(severity: ListedFinding['severity']): ThemeIcon {
  const [name, color] = icons[severity];
  return new ThemeIcon(name, new ThemeColor(color));
}
