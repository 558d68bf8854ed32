import type { CancellationToken } from 'vscode-languageserver/node';
import type { ProgressEvent } from '../core/kernel/context.ts';
import { countBySeverity } from '../core/scan/finding-wire.ts';
import { type Finding, type Severity, severityRank } from '../core/scan/model.ts';
import { scanProject } from '../core/scan/project.ts';
import type { ClosedFiles } from './closed-files.ts';
import { toDiagnostic } from './convert.ts';
import type { Host } from './host.ts';
import type { Folder } from './workspace.ts';

/** Where the findings of a workspace check are shown. */
export interface WorkspaceCheck {
  readonly closedFiles: ClosedFiles;
}

export interface WorkspaceSummary {
  readonly files: number;
  readonly findings: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Files or parts that were not checked. */
  readonly skipped: number;
  readonly durationMs: number;
}

/** Checks the files of every folder as they are on disk and shows the findings of those that are not open. */
export async function checkWorkspace(host: Host, { closedFiles }: WorkspaceCheck, token: CancellationToken): Promise<WorkspaceSummary> {
  const abort = new AbortController();
  const report = await progressOf(host, abort);
  const watch = token.onCancellationRequested(() => abort.abort());
  try {
    const findings: Finding[] = [];
    const total = { files: 0, skipped: 0, durationMs: 0 };
    for (const folder of host.folders.all()) {
      const context = folder.context({ signal: abort.signal, progress: (event) => report.show(event) });
      const result = await scanProject(context, await folder.workspace(), {});
      closedFiles.set(folder, 'scan', byPath(host, folder, result.findings));
      findings.push(...result.findings);
      total.files += result.filesScanned;
      total.skipped += result.skips.length;
      total.durationMs += result.durationMs;
    }
    return { ...total, findings: findings.length, bySeverity: countBySeverity(findings) };
  } finally {
    watch.dispose();
    report.done();
  }
}

function byPath({ client }: Host, folder: Folder, findings: readonly Finding[]): Map<string, ReturnType<typeof toDiagnostic>[]> {
  const limit = severityRank(folder.settings.minimum_severity);
  const files = new Map<string, ReturnType<typeof toDiagnostic>[]>();
  for (const finding of findings) {
    if (finding.path === '' || severityRank(finding.severity) > limit) continue;
    const list = files.get(finding.path) ?? [];
    files.set(finding.path, list);
    list.push(toDiagnostic(finding, `${folder.uri ?? ''}/${finding.path}`, client));
  }
  return files;
}

async function progressOf({ client, connection }: Host, abort: AbortController): Promise<{ show(event: ProgressEvent): void; done(): void }> {
  if (!client.progress) return { show: () => undefined, done: () => undefined };
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin('Sentrik', 0, 'checking the workspace', true);
  progress.token.onCancellationRequested(() => abort.abort());
  return {
    show: ({ done, total, message }) => progress.report(total === 0 ? 0 : Math.round((100 * done) / total), message ?? `${done} of ${total} files`),
    done: () => progress.done(),
  };
}
