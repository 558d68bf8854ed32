import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { insideRoot } from '../core/kernel/path.ts';
import type { Finding } from '../core/scan/model.ts';
import { loadFile } from '../core/scan/project/load-file.ts';
import { shownFindings } from './diagnostics.ts';
import { editText, plainDocument } from './edits.ts';
import type { Host } from './host.ts';
import type { KnownFindings } from './known-findings.ts';
import { plainLayout } from './layout.ts';
import type { WorkspaceFix } from './protocol.ts';
import type { Folder } from './workspace.ts';

interface Repair {
  readonly edits: readonly TextDocumentEdit[];
  readonly left: number;
}

const annotation = 'sentrik-fix';

/**
 * One edit that makes every verified fix in the open documents and in the files of the last workspace check. A client shows it before it is
 * applied. Findings in test code and fixes that a person looks at first are left.
 */
export async function fixWorkspace(host: Host, known: KnownFindings): Promise<WorkspaceFix> {
  const repairs = [...(await repairOpen(host)), ...(await Promise.all(host.folders.all().map((folder) => repairClosed(host, folder, known)))).flat()];
  const documentChanges = repairs.flatMap(({ edits }) => edits).map(asked);
  const left = repairs.reduce((sum, repair) => sum + repair.left, 0);
  if (documentChanges.length === 0) return { files: 0, left };
  const label = {
    label: 'Verified Sentrik fixes',
    needsConfirmation: true,
    description: 'Each patched text parses, its findings are gone and no new ones appear',
  };
  const edit: WorkspaceEdit = { documentChanges, changeAnnotations: { [annotation]: label } };
  return { files: documentChanges.length, left, edit };
}

async function repairOpen({ documents, client }: Host): Promise<readonly Repair[]> {
  const checked = await Promise.all(documents.all().map((document) => document.check()));
  return checked.flatMap((one) => {
    if (one === undefined) return [];
    const { wanted, left } = chooseFixes(shownFindings(one));
    const edits = wanted.length === 0 ? [] : one.scanner.fixAll(one.source, wanted);
    return [{ edits: edits.length === 0 ? [] : editsIn(editText(client, one.layout, edits)), left }];
  });
}

/** Files may have changed since they were checked: they are checked again, and what is found now is repaired. */
async function repairClosed({ client }: Host, folder: Folder, known: KnownFindings): Promise<readonly Repair[]> {
  const paths = [...known.ofClosedFiles(folder)].filter(([path, findings]) => path !== '' && findings.some(({ fix }) => fix !== undefined));
  if (paths.length === 0) return [];
  const { scanner, settings } = await folder.workspace();
  const { files } = folder.context();
  return paths.flatMap(([path]) => {
    const loaded = loadFile(files, insideRoot(files.root, path), settings.maxFileSize);
    if (loaded.kind !== 'text') return [];
    const source = { path, text: loaded.text };
    const { wanted, left } = chooseFixes(scanner.check(source).findings);
    const edits = wanted.length === 0 ? [] : scanner.fixAll(source, wanted);
    const uri = folder.uriOf(path);
    if (uri === undefined || edits.length === 0) return [{ edits: [], left }];
    const layout = plainLayout(plainDocument(uri, loaded.text), client.encoding, null);
    return [{ edits: editsIn(editText(client, layout, edits)), left }];
  });
}

function chooseFixes(findings: readonly Finding[]): { readonly wanted: readonly Finding[]; readonly left: number } {
  const fixable = findings.filter(({ fix }) => fix !== undefined);
  const wanted = fixable.filter(({ fix, tags }) => fix?.caution === undefined && !tags.includes('test-code'));
  return { wanted, left: fixable.length - wanted.length };
}

function editsIn({ documentChanges = [] }: WorkspaceEdit): readonly TextDocumentEdit[] {
  return documentChanges.filter((change) => 'edits' in change);
}

/** Marks each edit as one to look at before it is made. */
function asked({ textDocument, edits }: TextDocumentEdit): TextDocumentEdit {
  return { textDocument, edits: edits.map((edit) => ({ ...edit, annotationId: annotation })) };
}
