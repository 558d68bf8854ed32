import path from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';

/** The programs that the extension brings with it, and what runs them. */
export interface Programs {
  readonly languageServer: string;
  /** The command line program: dashboard and MCP server. */
  readonly cli: string;
  /** The user's own Node, if one is set. */
  readonly runtime: string | undefined;
  /** Node to run the command line program on; the editor's own, told to be Node, where none is set. */
  readonly node: string;
  /** Of the command line program: the editor's, and what tells its program to be Node. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly additions: Readonly<Record<string, string>>;
  readonly version: string;
}

/** Only user and machine settings name the program to run with, so that a repository cannot. */
export function programsOf({ extensionPath, extension }: ExtensionContext, environment: Readonly<Record<string, string | undefined>>): Programs {
  const runtime = workspace.getConfiguration('sentrik').get<string | null>('runtime') || undefined;
  const additions = runtime === undefined ? { ELECTRON_RUN_AS_NODE: '1' } : {};
  const { version } = extension.packageJSON as { readonly version: string };
  return {
    languageServer: path.join(extensionPath, 'server', 'lsp.js'),
    cli: path.join(extensionPath, 'server', 'cli.js'),
    runtime,
    node: runtime ?? process.execPath,
    environment: { ...environment, ...additions },
    additions,
    version,
  };
}
