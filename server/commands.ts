import { pathToFileURL } from 'node:url';
import { type CancellationToken, type ExecuteCommandParams, MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import { z } from 'zod';
import type { Context } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';
import { type AnyOperation, run, runJson } from '../core/kernel/operation.ts';
import { insideRoot } from '../core/kernel/path.ts';
import { difference } from '../core/scan/edits/difference.ts';
import { applyFix } from '../core/scan/fix.ops.ts';
import { explainRule } from '../core/runs/explain.ops.ts';
import { sdkCheck } from '../core/scan/sdk.ops.ts';
import type { Documents } from './documents.ts';
import { editText, plainDocument } from './edits.ts';
import type { Host } from './host.ts';
import { plainLayout } from './layout.ts';
import { choosePacks, listChoices } from './pack-choice.ts';
import { actionHelpUri, fixPageUri, pageText, posturePageUri } from './pages.ts';
import { serverCommands } from './protocol.ts';
import { rulePage, rulePageUri } from './rule-page.ts';
import { reasonPlaceholder } from './suppression-edits.ts';
import type { Folder, Folders } from './workspace.ts';
import { checkWorkspace, type WorkspaceCheck } from './workspace-check.ts';

const operations: readonly AnyOperation[] = [sdkCheck, explainRule, applyFix];
const byCommand = new Map(operations.flatMap((operation) => (operation.lsp === undefined ? [] : [[operation.lsp, operation] as const])));

const ruleArgument = z.object({ rule_id: z.string().min(1) });
const reasonArgument = z.object({ uri: z.string().min(1) });
const documentArgument = z.object({ uri: z.string().min(1) });
const fixArgument = z.object({ uri: z.string().min(1), fingerprint: z.string().min(1) });
const packArgument = z.object({ id: z.string().min(1), on: z.boolean().optional(), uri: z.string().optional() });

/** Commands that show something or switch something. */
const byName: ReadonlyMap<string, (host: Host, input: unknown) => Promise<unknown>> = new Map([
  [serverCommands.showRule, showRule],
  [serverCommands.showReason, showReason],
  [
    serverCommands.showFix,
    (host, input) => showPage(host, fixPageUri(fixArgument.safeParse(input).data ?? fail('Give the finding as {"uri": "…", "fingerprint": "…"}'))),
  ],
  [
    serverCommands.showPosture,
    (host, input) => showPage(host, posturePageUri((documentArgument.safeParse(input).data ?? fail('Give the file as {"uri": "…"}')).uri)),
  ],
  [serverCommands.showActionHelp, (host) => showPage(host, actionHelpUri)],
  [serverCommands.togglePack, (host, input) => togglePack(host, packArgument.safeParse(input).data ?? fail('Give the pack as {"id": "…"}'))],
]);
const pathFields = ['filename', 'file_path'] as const;
const absolute = /^(?:[/\\]|[A-Za-z]:[\\/])/;

/** Names of all commands, for the capabilities. */
export const commandNames: readonly string[] = [...byCommand.keys(), serverCommands.checkWorkspace, ...byName.keys()];

/** Runs a command; its first argument is the operation's input. Throws Failure: `method_not_allowed` for a name that is not ours. */
export async function executeCommand(
  host: Host,
  check: WorkspaceCheck,
  { command, arguments: argv = [] }: ExecuteCommandParams,
  token: CancellationToken,
): Promise<unknown> {
  const input: unknown = argv[0];
  if (command === serverCommands.checkWorkspace) return checkWorkspace(host, check, token);
  const show = byName.get(command);
  if (show !== undefined) return show(host, input);
  const operation = byCommand.get(command);
  if (operation === undefined) throw new Failure('method_not_allowed', 'There is no such command');
  return runInFolder(host, operation, input);
}

/** The page of a rule as Markdown. */
export async function rulePageText({ folders }: Host, ruleId: string): Promise<string> {
  const context = folderOf(folders).context();
  return rulePage(await runJson(explainRule, context, { rule_id: ruleId }));
}

async function showRule(host: Host, input: unknown): Promise<void> {
  const { rule_id: ruleId } = ruleArgument.safeParse(input).data ?? fail('Give the rule as {"rule_id": "…"}');
  if (host.client.showsPages) {
    await host.connection.window.showDocument({ uri: rulePageUri(ruleId), takeFocus: true });
    return;
  }
  const rule = await runJson(explainRule, folderOf(host.folders).context(), { rule_id: ruleId });
  const message = [`${rule.name} (${rule.id})`, rule.message, rule.help].join('\n\n');
  await host.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
}

/** Opens a page; a client that opens none gets it as a message. */
async function showPage(host: Host, uri: string): Promise<void> {
  if (host.client.showsPages) {
    await host.connection.window.showDocument({ uri, takeFocus: true });
    return;
  }
  const message = await pageText(host, uri, (ruleId) => rulePageText(host, ruleId));
  await host.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
}

/** Switches a pack or framework on or off in the configuration; without `on` to what it is not. Throws `not_found` for an unknown one. */
async function togglePack(host: Host, { id, on, uri }: z.output<typeof packArgument>): Promise<unknown> {
  const place = uri === undefined ? {} : { uri };
  const { choices } = await listChoices(host, place);
  const pack = choices.find((choice) => choice.id === id);
  if (pack === undefined) throw new Failure('not_found', `There is no pack named ${id}`);
  const isOn = on ?? !pack.on;
  return choosePacks(host, { ...place, ids: choices.filter((choice) => (choice.id === id ? isOn : choice.on)).map((choice) => choice.id) });
}

/** Opens the file in which a reason is still to be written, at that place. */
async function showReason({ connection, client, folders, documents }: Host, input: unknown): Promise<void> {
  const { uri } = reasonArgument.safeParse(input).data ?? fail('Give the file as {"uri": "…"}');
  const { folder, path } = folders.placeOf(uri);
  const context = contextWithUnsaved(folder, documents, () => undefined);
  const text = new TextDecoder().decode(context.files.read(insideRoot(context.files.root, path)));
  const at = text.lastIndexOf(reasonPlaceholder);
  const layout = plainLayout(plainDocument(uri, text), client.encoding);
  const selection = layout.locateOffsets(at < 0 ? { start: 0, end: 0 } : { start: at, end: at + reasonPlaceholder.length }).range;
  await connection.window.showDocument({ uri, takeFocus: true, selection });
}

/** Operations see open documents as they are in the editor; what they write to one becomes an edit of it. */
async function runInFolder({ folders, documents, connection, client }: Host, operation: AnyOperation, input: unknown): Promise<unknown> {
  const { folder, local } = localise(folders, input);
  const written = new Map<string, string>();
  const context = contextWithUnsaved(folder, documents, (uri, text) => void written.set(uri, text));
  const answer = await run(operation, context, local);
  for (const [uri, text] of written) {
    const document = documents.get(uri);
    const edit = document === undefined ? undefined : difference(document.current.getText(), text);
    if (document === undefined || edit === undefined) continue;
    const applied = await connection.workspace.applyEdit({
      label: operation.summary,
      edit: editText(client, document.layout, [edit]),
    });
    if (!applied.applied) throw new Failure('conflict', 'The editor did not apply the edit; the text may have changed');
  }
  return answer;
}

/** The folder that the input's path lies in, and the input with that path relative to it. */
function localise(folders: Folders, input: unknown): { readonly folder: Folder; readonly local: unknown } {
  const given = z.record(z.string(), z.unknown()).safeParse(input).data;
  const field = pathFields.find((name) => typeof given?.[name] === 'string');
  const value = field === undefined ? undefined : given?.[field];
  if (given === undefined || field === undefined || typeof value !== 'string') return { folder: folderOf(folders), local: input };
  const uri = absolute.test(value) ? pathToFileURL(value).href : value;
  if (folders.all().some((folder) => folder.pathOf(uri) !== undefined)) {
    const { folder, path } = folders.placeOf(uri);
    return { folder, local: { ...given, [field]: path } };
  }
  return { folder: folderOf(folders), local: given };
}

function folderOf(folders: Folders): Folder {
  return folders.placeOf('untitled:rule').folder;
}

/** A context whose files are the folder's, except that open documents are read as they are in the editor and written there. */
function contextWithUnsaved(folder: Folder, documents: Documents, write: (uri: string, text: string) => void): Context {
  const context = folder.context();
  const files = documents.all().filter((document) => !document.isNotebook);
  const open = new Map(files.map((document) => [folder.pathOf(document.uri), document] as const));
  return {
    ...context,
    files: {
      ...context.files,
      read(path) {
        const document = open.get(path);
        return document === undefined ? context.files.read(path) : new TextEncoder().encode(document.current.getText());
      },
      write(path, content) {
        const document = open.get(path);
        if (document === undefined) context.files.write(path, content);
        else write(document.uri, typeof content === 'string' ? content : new TextDecoder('utf-8', { ignoreBOM: true }).decode(content));
      },
    },
  };
}

function fail(message: string): never {
  throw new Failure('invalid_input', message);
}
