import { type Diagnostic, DiagnosticSeverity, Disposable, languages, MarkdownString, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient/node';
import { checkedSchemes, diagnosticSource, extensionCommands, type ServerStatus, statusNotification } from '../server/protocol.ts';

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
  ];
  show();
  item.show();
  return Disposable.from(...parts);
}

function render(item: StatusBarItem, state: State, { rules, problems }: ServerStatus): void {
  if (state !== State.Running) {
    item.text = state === State.Starting ? '$(loading~spin) Sentrik' : '$(shield) Sentrik stopped';
    item.tooltip = state === State.Starting ? 'Sentrik is starting' : 'The Sentrik server is not running; click for its output';
    item.command = extensionCommands.showOutput;
    return;
  }
  const uri = window.activeTextEditor?.document.uri;
  const here = uri === undefined || !checkedSchemes.includes(uri.scheme) ? undefined : languages.getDiagnostics(uri).filter(isOurs);
  const all = languages.getDiagnostics().flatMap(([, diagnostics]) => diagnostics.filter(isOurs));
  const count = (here ?? all).length;
  item.text = `$(shield) ${count}${problems.length > 0 ? ' $(warning)' : ''}`;
  item.tooltip = new MarkdownString(tooltip({ here, all, rules, problems: problems.length }));
  item.command = problems.length > 0 && count === 0 ? extensionCommands.showOutput : 'workbench.actions.view.problems';
  item.accessibilityInformation = { label: `Sentrik: ${count} findings in ${here === undefined ? 'all checked files' : 'this file'}` };
}

interface Counts {
  /** Undefined when no file is in front. */
  readonly here: readonly Diagnostic[] | undefined;
  readonly all: readonly Diagnostic[];
  readonly rules: number;
  readonly problems: number;
}

function tooltip({ here, all, rules, problems }: Counts): string {
  const lines = [
    ...(here === undefined ? [] : [`This file: ${bySeverity(here)}`]),
    `All checked files: ${bySeverity(all)}`,
    `${rules} rules are on`,
    ...(problems === 0 ? [] : [`${problems} problems in settings or rule files`]),
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
