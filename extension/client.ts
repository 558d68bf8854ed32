import { commands, type LogOutputChannel, type TextDocument, Uri, window, workspace } from 'vscode';
import { type LanguageClientOptions, type Middleware, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { checkedSchemes, diagnosticSource, type ExtensionOptions, helpScheme, postureScheme, ruleScheme, serverCommands } from '../server/protocol.ts';

/** Pages of the server that are shown as pages and not as text. */
const markdownSchemes: readonly string[] = [ruleScheme, postureScheme, helpScheme];

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
    middleware: middlewareWith(outputChannel),
    initializationOptions: (): ExtensionOptions => ({ trusted: workspace.isTrusted, asksReason: true }),
  };
}

function middlewareWith(output: LogOutputChannel): Middleware {
  return {
    async provideDiagnostics(document, previousResultId, token, next) {
      const begun = performance.now();
      const report = await next(document, previousResultId, token);
      const items = report !== undefined && report !== null && 'items' in report ? report.items.length : undefined;
      if (!token.isCancellationRequested) output.info(timingLine(document, items, performance.now() - begun));
      return report;
    },
    window: {
      async showDocument(params, token, next) {
        const uri = Uri.parse(params.uri);
        if (!markdownSchemes.includes(uri.scheme)) return next(params, token);
        await commands.executeCommand('markdown.showPreview', uri);
        return { success: true };
      },
    },
    async executeCommand(command, argv, next) {
      const answer: unknown = await next(command, argv);
      if (command === serverCommands.checkWorkspace) {
        output.info(summaryText(answer));
        void window.showInformationMessage(summaryText(answer));
      }
      return answer;
    },
  };
}

/** One check as a line of the output: how long the editor waited for it. */
function timingLine(document: TextDocument | Uri, items: number | undefined, milliseconds: number): string {
  const uri = document instanceof Uri ? document : document.uri;
  const result = items === undefined ? 'nothing new' : counted(items, 'finding');
  return `${workspace.asRelativePath(uri)}: ${result}, ${milliseconds.toFixed(0)} ms`;
}

/** The answer of a workspace check as one sentence. */
export function summaryText(answer: unknown): string {
  const [files, findings, skipped, duration] = ['files', 'findings', 'skipped', 'durationMs'].map((key) => numberIn(answer, key));
  const rest = skipped === 0 ? '' : `; ${skipped} could not be checked`;
  return `Sentrik checked ${counted(files ?? 0, 'file')} in ${spoken(duration ?? 0)}: ${counted(findings ?? 0, 'finding')}${rest}.`;
}

function spoken(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A number with its noun, such as `1 finding`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

function numberIn(answer: unknown, key: string): number {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined;
  return typeof value === 'number' ? value : 0;
}
