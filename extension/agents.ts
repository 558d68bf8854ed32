import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient/node';
import { agentTools, mcpProvider, serverCommands } from '../server/protocol.ts';
import type { Programs } from './programs.ts';

// Both interfaces are younger than the oldest editor that the extension runs in, so they are looked for before they are used.

interface ToolCall {
  readonly input: Readonly<Record<string, unknown>>;
}

interface McpServers {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  provideMcpServerDefinitions(): readonly unknown[];
}

interface LanguageModels {
  registerTool?(name: string, tool: { invoke(call: ToolCall): Promise<unknown>; prepareInvocation?(call: ToolCall): unknown }): vscode.Disposable;
  registerMcpServerDefinitionProvider?(id: string, provider: McpServers): vscode.Disposable;
}

interface YoungerEditor {
  readonly lm?: LanguageModels;
  readonly LanguageModelToolResult?: new (parts: readonly unknown[]) => unknown;
  readonly LanguageModelTextPart?: new (text: string) => unknown;
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: string[],
    env: Record<string, string>,
    version: string,
  ) => { cwd?: vscode.Uri };
}

const editor = vscode as unknown as YoungerEditor;

/** Gives the editor's own agent the same operations as the command line: as tools, and as the bundled MCP server. */
export function agentSupport(client: BaseLanguageClient, programs: Programs): vscode.Disposable {
  return vscode.Disposable.from(...tools(client), ...mcpServers(programs));
}

function tools(client: BaseLanguageClient): vscode.Disposable[] {
  const { lm, LanguageModelToolResult: Result, LanguageModelTextPart: Text } = editor;
  if (lm?.registerTool === undefined || Result === undefined || Text === undefined) return [];
  const run = async (command: string, input: unknown) => {
    const answer: unknown = await client.sendRequest('workspace/executeCommand', { command, arguments: [input] });
    return new Result([new Text(JSON.stringify(answer))]);
  };
  return [
    lm.registerTool(agentTools.check, { invoke: ({ input }) => run(serverCommands.check, input) }),
    lm.registerTool(agentTools.explain, { invoke: ({ input }) => run(serverCommands.explain, input) }),
    lm.registerTool(agentTools.fix, {
      invoke: ({ input }) => run(serverCommands.applyFix, input),
      prepareInvocation: ({ input }) => ({
        invocationMessage: 'Applying a verified fix',
        confirmationMessages: { title: 'Apply a Sentrik fix?', message: `Changes ${String(input.file_path)}` },
      }),
    }),
  ];
}

function mcpServers({ node, cli, additions, version }: Programs): vscode.Disposable[] {
  const { lm, McpStdioServerDefinition: Definition } = editor;
  if (lm?.registerMcpServerDefinitionProvider === undefined || Definition === undefined) return [];
  // The editor asks once, which may be before the folder is trusted, and again only when it is told.
  const provideMcpServerDefinitions = () =>
    vscode.workspace.isTrusted
      ? (vscode.workspace.workspaceFolders ?? []).map(
          ({ uri, name }) => new Definition(`Sentrik: ${name}`, node, [cli, 'mcp-server', '--root', uri.fsPath], { ...additions }, version),
        )
      : [];
  const changed = new vscode.EventEmitter<void>();
  const tell = () => changed.fire();
  return [
    changed,
    vscode.workspace.onDidGrantWorkspaceTrust(tell),
    vscode.workspace.onDidChangeWorkspaceFolders(tell),
    lm.registerMcpServerDefinitionProvider(mcpProvider, { onDidChangeMcpServerDefinitions: changed.event, provideMcpServerDefinitions }),
  ];
}
