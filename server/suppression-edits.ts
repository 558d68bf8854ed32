import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { Failure } from '../core/kernel/failure.ts';
import { insideRoot } from '../core/kernel/path.ts';
import type { Finding } from '../core/scan/model.ts';
import { addSuppression } from '../core/scan/suppress/plan.ts';
import type { Checked } from './documents.ts';
import { createFile, difference, insertWithPlaceholder, plainDocument } from './edits.ts';
import type { Host } from './host.ts';
import type { Folder } from './workspace.ts';

/** What the user types over: as it stands, it is no reason, so the finding stays until there is one. */
export const reasonPlaceholder = '<reason>';

const suppressionsFile = '.sentrik/suppressions.yaml';

/** A comment in the code that suppresses the finding. Throws `conflict` where no comment can. */
export function suppressByComment({ client }: Host, checked: Checked, finding: Finding): WorkspaceEdit {
  const { source, scanner, text } = checked;
  const edit = scanner.suppressFinding(source, finding, reasonPlaceholder);
  if (edit === undefined) throw new Failure('conflict', `No comment can suppress this finding here; use ${suppressionsFile}`);
  return insertWithPlaceholder(client, { document: text, version: text.version }, { edit, placeholder: reasonPlaceholder });
}

/** An entry for this rule and file in `.sentrik/suppressions.yaml`. Throws `conflict` when that file is malformed. */
export function suppressByFile({ client, documents }: Host, checked: Checked, finding: Finding): WorkspaceEdit {
  const { folder } = checked;
  const entry = { rule_id: finding.ruleId, file_glob: escapeGlob(finding.path), reason: reasonPlaceholder };
  const open = documents.all().find((document) => folder.pathOf(document.uri) === suppressionsFile);
  const before = open === undefined ? textOnDisk(folder) : open.current.getText();
  const uri = open?.uri ?? suppressionsUri(folder);
  const after = addSuppression(before ?? '', entry);
  if (before === undefined) return createFile(uri, after);
  const edit = difference(before, after);
  const document = open?.current ?? plainDocument(uri, before);
  const target = { document, version: open?.version ?? null };
  return edit === undefined ? {} : insertWithPlaceholder(client, target, { edit, placeholder: reasonPlaceholder });
}

/** Where the suppressions of a folder stand. */
export function suppressionsUri({ uri = '' }: Folder): string {
  return `${uri.replace(/\/$/, '')}/${suppressionsFile}`;
}

/** Whether the file can be written by the client: it exists, or the client makes files. */
export function canSuppressByFile({ client }: Host, { folder }: Checked): boolean {
  return folder.uri !== undefined && (client.createsFiles || textOnDisk(folder) !== undefined);
}

function textOnDisk(folder: Folder): string | undefined {
  const { files } = folder.context();
  const path = insideRoot(files.root, suppressionsFile);
  return files.stat(path) === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(files.read(path));
}

function escapeGlob(path: string): string {
  return path.replaceAll(/[\\*?[\]{}()!]/g, String.raw`\$&`);
}
