import { insideRoot } from '../core/kernel/path.ts';
import { loadFile } from '../core/scan/project/load-file.ts';
import { type Host, inBackground } from './host.ts';
import { findingsChanged } from './protocol.ts';
import { isScanned } from './workspace.ts';
import type { WorkspaceCheck } from './workspace-check.ts';

/** Keeps what a check of the workspace said about a file true after the file was saved in the editor. */
export interface SavedFiles {
  saved(uri: string): void;
  closed(uri: string): void;
  /** The file is another one on disk, by whomever. */
  changed(uri: string): void;
}

export function savedFiles(host: Host, check: WorkspaceCheck): SavedFiles {
  const sinceOpened = new Set<string>();

  async function takeOpen(uri: string): Promise<void> {
    const document = host.documents.get(uri);
    if (document === undefined) return;
    const checked = await document.check();
    if (checked !== undefined && !document.isNotebook) check.known.saved(checked.folder, checked.source.path, checked.result.findings);
  }

  return {
    saved(uri) {
      sinceOpened.add(uri);
      inBackground(host, 'the check of a saved file', takeOpen(uri));
    },
    closed(uri) {
      if (sinceOpened.delete(uri)) inBackground(host, 'the check of a closed file', checkClosed(host, check, uri));
    },
    changed(uri) {
      inBackground(host, 'the check of a changed file', checkClosed(host, check, uri));
    },
  };
}

/**
 * Checks a file that is not open as it is on disk, once the workspace was checked: editors that save and close at once leave no time
 * to check the open text, and what the workspace check said is about an older one.
 */
async function checkClosed(host: Host, { closedFiles, known, flows }: WorkspaceCheck, uri: string): Promise<void> {
  const { folder, path } = host.folders.placeOf(uri);
  if (folder.pathOf(uri) !== path || !known.hasScanned(folder) || host.documents.get(uri) !== undefined) return;
  const workspace = await folder.workspace();
  if (host.documents.get(uri) !== undefined || !isScanned(folder, workspace, uri)) return;
  const { files } = folder.context();
  const loaded = loadFile(files, insideRoot(files.root, path), workspace.settings.maxFileSize);
  const findings = loaded.kind === 'text' ? workspace.scanner.check({ path, text: loaded.text }).findings : [];
  known.saved(folder, path, findings);
  flows.fileChanged(folder, path);
  closedFiles.closed(uri);
  await host.connection.sendNotification(findingsChanged);
}
