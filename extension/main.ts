import path from 'node:path';
import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { extensionCommands, fixAllKind } from '../server/protocol.ts';
import { clientOptions, serverOptions } from './client.ts';
import { statusBar } from './status-bar.ts';

let client: LanguageClient | undefined;

/** Starts the bundled language server and shows its state. A server that does not start leaves the commands, so that it can be started again. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('Sentrik', { log: true });
  const server = path.join(context.extensionPath, 'server', 'lsp.js');
  const running = new LanguageClient('sentrik', 'Sentrik', serverOptions(server, configuredRuntime()), clientOptions(output));
  client = running;
  context.subscriptions.push(
    output,
    statusBar(running),
    commands.registerCommand(extensionCommands.restart, () => running.restart()),
    commands.registerCommand(extensionCommands.showOutput, () => output.show()),
    commands.registerCommand(extensionCommands.fixAll, () => commands.executeCommand('editor.action.codeAction', { kind: fixAllKind, apply: 'first' })),
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

/** The Node program of the user's choice; only user and machine settings count, so that a repository cannot name a program. */
function configuredRuntime(): string | undefined {
  return workspace.getConfiguration('sentrik').get<string | null>('runtime') || undefined;
}
