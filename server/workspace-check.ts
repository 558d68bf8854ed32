import type { CancellationToken } from 'vscode-languageserver/node';
import type { ProgressEvent } from '../core/kernel/context.ts';
import { insideRoot } from '../core/kernel/path.ts';
import { countBySeverity } from '../core/scan/finding-wire.ts';
import type { Finding, Severity } from '../core/scan/model.ts';
import { scanProject } from '../core/scan/project.ts';
import { walkRules } from '../core/scan/project/choose.ts';
import { walk } from '../core/scan/project/walk.ts';
import type { ClosedFiles } from './closed-files.ts';
import type { Host } from './host.ts';
import type { IncomingFlows } from './incoming-flows.ts';
import type { KnownFindings } from './known-findings.ts';
import { projectMarks } from './nested.ts';
import { openProgress } from './progress.ts';
import type { Folder, Folders } from './workspace.ts';

/** Where the findings of a workspace check are shown. */
export interface WorkspaceCheck {
  readonly closedFiles: ClosedFiles;
  readonly known: KnownFindings;
  readonly flows: IncomingFlows;
}

export interface WorkspaceSummary {
  readonly files: number;
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Files or parts that were not checked. */
  readonly skipped: number;
  readonly durationMs: number;
}

/** How a check of projects is watched and ended. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly show: (event: ProgressEvent) => void;
}

/** Checks the files of every folder as they are on disk and shows the findings of those that are not open. */
export async function checkWorkspace(host: Host, check: WorkspaceCheck, token: CancellationToken): Promise<WorkspaceSummary> {
  const abort = new AbortController();
  const progress = await openProgress(host, 'checking the workspace', abort);
  const watch = token.onCancellationRequested(() => abort.abort());
  try {
    await openNested(host.folders);
    return await checkFolders(host, { ...check, folders: host.folders.all() }, { signal: abort.signal, show: (event) => progress.show(event) });
  } finally {
    watch.dispose();
    progress.done();
  }
}

/** Checks these folders, each file by the project that it belongs to. Throws `cancelled` when the signal is aborted. */
export async function checkFolders(
  host: Host,
  { closedFiles, known, flows, folders }: WorkspaceCheck & { readonly folders: readonly Folder[] },
  { signal, show }: Watch,
): Promise<WorkspaceSummary> {
  const findings: Finding[] = [];
  const total = { files: 0, skipped: 0, durationMs: 0 };
  for (const folder of folders) {
    const context = folder.context({ signal, progress: show });
    const workspace = await folder.workspace();
    const result = await scanProject(context, workspace, { keepsFacts: true });
    const isOwn = ({ path }: { readonly path: string }) => path === '' || belongsTo(host.folders, folder, path);
    const own = result.findings.filter(isOwn);
    closedFiles.changed(folder, known.scanned(folder, { ...result, findings: own }));
    flows.scanned(folder, workspace, result);
    findings.push(...own);
    if (!isInside(folder, folders)) total.files += result.filesScanned;
    total.skipped += result.skips.filter(isOwn).length;
    total.durationMs += result.durationMs;
  }
  return { ...total, findings: findings.length, bySeverity: countBySeverity(findings) };
}

/** Opens the projects inside of the workspace's folders, which otherwise are met when a file of theirs is opened. */
export async function openNested(folders: Folders): Promise<void> {
  for (const folder of folders.all()) {
    const { files } = folder.context();
    const { config } = await folder.workspace();
    const { paths } = walk(files, insideRoot(files.root, ''), { ...walkRules(config), include: undefined });
    const marked = paths.filter((path) => projectMarks.some((mark) => path.endsWith(`/${mark}`) || path.includes(`/${mark}/`)));
    for (const path of marked) folders.placeOf(folder.uriOf(path) ?? '');
  }
}

function belongsTo(folders: Folders, folder: Folder, path: string): boolean {
  const uri = folder.uriOf(path);
  return uri === undefined || folders.placeOf(uri).folder === folder;
}

function isInside(folder: Folder, folders: readonly Folder[]): boolean {
  return folders.some(({ uri }) => uri !== undefined && uri !== folder.uri && folder.uri?.startsWith(`${uri.replace(/\/$/, '')}/`) === true);
}
