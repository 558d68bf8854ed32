import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { askReasonCommand, extensionCommands, fixAllKind, type SuppressTarget } from '../server/protocol.ts';
import { agentSupport } from './agents.ts';
import { clientOptions, serverOptions } from './client.ts';
import { dashboards } from './dashboard.ts';
import { findingActions } from './findings/actions.ts';
import { knownFindings } from './findings/known.ts';
import { findingsViewOf } from './findings/view.ts';
import { fixWorkspace } from './fix-workspace.ts';
import { showMenu } from './menu.ts';
import { choosePacks } from './packs.ts';
import { programsOf } from './programs.ts';
import { tellSavedFiles } from './saved-files.ts';
import { statusBar } from './status-bar.ts';
import { suppressWithReason } from './suppress.ts';

let client: LanguageClient | undefined;

/** Starts the bundled language server and shows what it knows. A server that does not start leaves the commands, so that it can be started again. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Sentrik', { log: true });
  const programs = programsOf(context, process.env);
  const running = new LanguageClient('sentrik', 'Sentrik', serverOptions(programs.languageServer, programs.runtime), clientOptions(output));
  client = running;
  const known = knownFindings(running);
  const dashboard = dashboards(programs, output);
  const handlers: Readonly<Record<string, (argument: unknown) => unknown>> = {
    [extensionCommands.restart]: () => running.restart(),
    [extensionCommands.showOutput]: () => output.show(),
    [extensionCommands.showMenu]: showMenu,
    [extensionCommands.fixAll]: () => commands.executeCommand('editor.action.codeAction', { kind: fixAllKind, apply: 'first' }),
    [extensionCommands.fixWorkspace]: () => fixWorkspace(running, known),
    [extensionCommands.choosePacks]: () => choosePacks(running),
    [extensionCommands.openDashboard]: () => dashboard.open(),
    [extensionCommands.openWalkthrough]: () => commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`),
    [askReasonCommand]: (target) => suppressWithReason(running, target as SuppressTarget),
  };
  context.subscriptions.push(
    output,
    statusBar(running),
    known.disposable,
    dashboard.disposable,
    findingsViewOf(known, context.workspaceState),
    findingActions(running),
    agentSupport(running, programs),
    tellSavedFiles(running),
    workspace.onDidGrantWorkspaceTrust(() => void running.restart()),
    ...Object.entries(handlers).map(([command, handle]) => commands.registerCommand(command, handle)),
  );
  try {
    await running.start();
  } catch (thrown) {
    output.error('The language server did not start', thrown instanceof Error ? thrown.message : String(thrown));
  }
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}
