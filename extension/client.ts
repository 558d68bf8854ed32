import { commands, type LogOutputChannel, Uri, window } from 'vscode';
import { type LanguageClientOptions, type Middleware, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { checkedSchemes, diagnosticSource, ruleScheme, serverCommands } from '../server/protocol.ts';

/** How to start the server program, on the editor's own Node or on the given one. */
export function serverOptions(module: string, runtime: string | undefined): ServerOptions {
  const program = { module, transport: TransportKind.ipc, ...(runtime === undefined ? {} : { runtime }) };
  return { run: program, debug: { ...program, options: { execArgv: ['--nolazy', '--inspect=6011'] } } };
}

export function clientOptions(outputChannel: LogOutputChannel): LanguageClientOptions {
  return {
    documentSelector: checkedSchemes.map((scheme) => ({ scheme })),
    diagnosticCollectionName: diagnosticSource,
    outputChannel,
    middleware,
  };
}

const middleware: Middleware = {
  window: {
    async showDocument(params, token, next) {
      const uri = Uri.parse(params.uri);
      if (uri.scheme !== ruleScheme) return next(params, token);
      await commands.executeCommand('markdown.showPreview', uri);
      return { success: true };
    },
  },
  async executeCommand(command, argv, next) {
    const answer: unknown = await next(command, argv);
    if (command === serverCommands.checkWorkspace) void window.showInformationMessage(summaryText(answer));
    return answer;
  },
};

/** The answer of a workspace check as one sentence. */
export function summaryText(answer: unknown): string {
  const { files, findings, skipped } = { files: numberIn(answer, 'files'), findings: numberIn(answer, 'findings'), skipped: numberIn(answer, 'skipped') };
  const rest = skipped === 0 ? '' : `; ${skipped} could not be checked`;
  return `Sentrik checked ${files} ${files === 1 ? 'file' : 'files'}: ${findings} ${findings === 1 ? 'finding' : 'findings'}${rest}.`;
}

function numberIn(answer: unknown, key: string): number {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined;
  return typeof value === 'number' ? value : 0;
}
