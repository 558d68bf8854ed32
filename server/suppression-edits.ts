import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { Failure } from '../core/kernel/failure.ts';
import { insideRoot } from '../core/kernel/path.ts';
import { difference } from '../core/scan/edits/difference.ts';
import type { Finding } from '../core/scan/model.ts';
import { defaultFacts } from '../core/scan/suppress/default-facts.ts';
import { writeFacts } from '../core/scan/suppress/directive-facts.ts';
import type { DirectiveFacts } from '../core/scan/suppress/directives.ts';
import { entryFor } from '../core/scan/suppress/entry.ts';
import { addSuppression } from '../core/scan/suppress/plan.ts';
import { takesComment } from '../core/scan/suppress/policy.ts';
import type { Workspace } from '../core/scan/workspace.ts';
import { createFile, insertWithPlaceholder, plainDocument } from './edits.ts';
import type { Host } from './host.ts';
import { plainLayout } from './layout.ts';
import type { Checked } from './live-document.ts';
import type { Folder } from './workspace.ts';

/** What the user types over: as it stands, it is no reason, so the finding stays until there is one. */
export const reasonPlaceholder = '<reason>';

/** Why a finding is suppressed, who answers for it and until when. Without a reason its placeholder stands there; without the others the defaults do. */
export interface Why extends DirectiveFacts {
  readonly reason?: string;
  /** What a comment covers; by default its line. */
  readonly scope?: 'line' | 'file';
}

/** Path in a project of the entries that suppress. */
export const suppressionsFile = '.sentrik/suppressions.yaml';

/** A comment in the code that suppresses the finding, or its rule in the whole file. Throws `conflict` where no comment can. */
export function suppressByComment({ client }: Host, checked: Checked, finding: Finding, { scope = 'line', ...why }: Why = {}): WorkspaceEdit {
  const { source, scanner, layout } = checked;
  const { reason, ...facts } = complete(checked, why);
  const edit = scanner.suppressFinding(source, finding, writeFacts(reason, facts), scope);
  if (edit === undefined) throw new Failure('conflict', `No comment can suppress this finding here; use ${suppressionsFile}`);
  return insertWithPlaceholder(client, layout, { edit, placeholder: reasonPlaceholder });
}

/** An entry for this rule and file in `.sentrik/suppressions.yaml`. Throws `conflict` when that file is malformed. */
export function suppressByFile({ client, documents }: Host, checked: Checked, finding: Finding, why: Why = {}): WorkspaceEdit {
  const { folder } = checked;
  const { reason, justification, owner, requestedBy, approvedBy, expires } = complete(checked, why);
  const entry = entryFor(finding, { reason, justification, owner, requested_by: requestedBy, approved_by: approvedBy, expires });
  const open = documents.all().find((document) => folder.pathOf(document.uri) === suppressionsFile);
  const before = open === undefined ? textOnDisk(folder) : open.current.getText();
  const uri = open?.uri ?? suppressionsUri(folder);
  const after = addSuppression(before ?? '', entry);
  if (before === undefined) return createFile(uri, after);
  const edit = difference(before, after);
  const target = open?.layout ?? plainLayout(plainDocument(uri, before), client.encoding, null);
  return edit === undefined ? {} : insertWithPlaceholder(client, target, { edit, placeholder: reasonPlaceholder });
}

/** What the gate wants of a suppression is in the text from the start, where a person sees and changes it. */
function complete({ folder, workspace }: Checked, { reason = reasonPlaceholder, ...facts }: Omit<Why, 'scope'>): DirectiveFacts & { readonly reason: string } {
  return { reason, ...defaultFacts(folder.context(), workspace.config), ...facts };
}

/** Whether the project's settings let a comment suppress the finding; they want an entry for more severe ones. */
export function canSuppressByComment({ config }: Workspace, { severity }: Pick<Finding, 'severity'>): boolean {
  return takesComment(severity, config.governance.suppressions.inline_up_to);
}

/** Where the suppressions of a folder stand. */
export function suppressionsUri({ uri = '' }: Folder): string {
  return `${uri.replace(/\/$/, '')}/${suppressionsFile}`;
}

/** Whether an entry would hold for the text, which lies in the folder, and the file can be written by the client: it exists, or the client makes files. */
export function canSuppressByFile({ client }: Host, { folder, text }: Checked): boolean {
  return folder.pathOf(text.uri) !== undefined && (client.createsFiles || textOnDisk(folder) !== undefined);
}

function textOnDisk(folder: Folder): string | undefined {
  const { files } = folder.context();
  const path = insideRoot(files.root, suppressionsFile);
  return files.stat(path) === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.read(path));
}
