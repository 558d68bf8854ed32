import {
  type Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  MarkdownString,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
  workspace,
} from 'vscode';
import { counted } from './client.ts';
import { type BaseLanguageClient, State } from 'vscode-languageclient/node';
import { checkedSchemes, diagnosticSource, extensionCommands, type ServerStatus, settingsSection, statusNotification } from '../server/protocol.ts';

const mostProblems = 5;
const noStatus: ServerStatus = { rules: 0, problems: [] };

/** Shows the number of findings in the active file, or of all known ones when no file is in front; the server's state while it is not running. */
export function statusBar(client: BaseLanguageClient): Disposable {
  const item = window.createStatusBarItem('sentrik.findings', StatusBarAlignment.Left, 10);
  item.name = 'Sentrik findings';
  let status = noStatus;
  const show = () => render(item, client.state, status);
  const parts = [
    item,
    client.onDidChangeState(show),
    client.onNotification(statusNotification, (received: ServerStatus) => {
      status = received;
      show();
    }),
    languages.onDidChangeDiagnostics(show),
    window.onDidChangeActiveTextEditor(show),
    workspace.onDidChangeConfiguration((change) => (change.affectsConfiguration(settingsSection) ? show() : undefined)),
    workspace.onDidGrantWorkspaceTrust(show),
  ];
  show();
  item.show();
  return Disposable.from(...parts);
}

function render(item: StatusBarItem, state: State, status: ServerStatus): void {
  if (state === State.Running) renderCounts(item, status);
  else renderIdle(item, state === State.Starting);
}

function renderIdle(item: StatusBarItem, isStarting: boolean): void {
  item.text = isStarting ? '$(loading~spin) Sentrik' : '$(shield) Sentrik stopped';
  item.tooltip = isStarting ? 'Sentrik is starting' : 'The Sentrik server is not running; click to start it again or for its output';
  item.command = isStarting ? extensionCommands.showOutput : extensionCommands.showMenu;
  item.backgroundColor = isStarting ? undefined : new ThemeColor('statusBarItem.errorBackground');
}

function renderCounts(item: StatusBarItem, { rules, problems }: ServerStatus): void {
  const uri = window.activeTextEditor?.document.uri;
  const here = uri === undefined || !checkedSchemes.includes(uri.scheme) ? undefined : languages.getDiagnostics(uri).filter(isOurs);
  const all = languages.getDiagnostics().flatMap(([, diagnostics]) => diagnostics.filter(isOurs));
  const count = (here ?? all).length;
  const isOff = uri !== undefined && workspace.getConfiguration(settingsSection, uri).get('enable') === false;
  const marks = [problems.length > 0 ? ' $(warning)' : '', workspace.isTrusted ? '' : ' $(workspace-untrusted)'].join('');
  item.text = `$(shield) ${isOff ? 'off' : count}${marks}`;
  item.tooltip = new MarkdownString(tooltip({ here, all, rules, problems, isOff }));
  item.command = extensionCommands.showMenu;
  item.backgroundColor = problems.length > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  item.accessibilityInformation = { label: `Sentrik: ${counted(count, 'finding')} in ${here === undefined ? 'all checked files' : 'this file'}` };
}

interface Counts {
  /** Undefined when no file is in front. */
  readonly here: readonly Diagnostic[] | undefined;
  readonly all: readonly Diagnostic[];
  readonly rules: number;
  readonly problems: readonly string[];
  readonly isOff: boolean;
}

function tooltip({ here, all, rules, problems, isOff }: Counts): string {
  const lines = [
    ...(here === undefined ? [] : [`This file: ${bySeverity(here)}`]),
    `All checked files: ${bySeverity(all)}`,
    `${rules} rules are on`,
    ...(isOff ? ['Checks of this file are switched off (`sentrik.enable`)'] : []),
    ...(workspace.isTrusted ? [] : ["Restricted Mode: the folder's own rules, packs and suppressions do not count"]),
    ...(problems.length === 0
      ? []
      : [`${counted(problems.length, 'problem')} in settings or rule files:`, ...problems.slice(0, mostProblems).map((line) => `- ${line}`)]),
  ];
  return lines.join('\n\n');
}

function bySeverity(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return 'no findings';
  const names = ['high or critical', 'medium', 'low', 'info'] as const;
  const order = [DiagnosticSeverity.Error, DiagnosticSeverity.Warning, DiagnosticSeverity.Information, DiagnosticSeverity.Hint];
  const counts = order.map((severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length);
  return names.flatMap((name, index) => (counts[index] ? [`${counts[index]} ${name}`] : [])).join(', ');
}

function isOurs(diagnostic: Diagnostic): boolean {
  return diagnostic.source === diagnosticSource;
}
