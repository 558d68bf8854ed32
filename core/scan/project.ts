import type { Context } from '../kernel/context.ts';
import type { Finding, LanguageId, RuleProblem, Skip } from './model.ts';
import type { Workspace } from './workspace.ts';

// CONTRACT from the lead for E3: keep these names and shapes (add to them freely), replace the throwing body.
export interface ScanRequest {
  /** Files or folders relative to the root; the whole root when empty. */
  readonly paths?: readonly string[];
  /** Texts by path, scanned instead of the disk. */
  readonly files?: Readonly<Record<string, string>>;
  readonly changedFiles?: readonly string[];
  readonly gitRange?: string;
  readonly staged?: boolean;
}

export interface ScanResult {
  /** Sorted by path, offset, rule. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly skips: readonly Skip[];
  readonly problems: readonly RuleProblem[];
  readonly filesScanned: number;
  readonly linesScanned: number;
  readonly durationMs: number;
  readonly threads: number;
  readonly filesByLanguage: Readonly<Partial<Record<LanguageId, number>>>;
  /** Rules that had at least one file to look at. */
  readonly rulesEvaluated: readonly string[];
}

export function scanProject(_context: Context, _workspace: Workspace, _request: ScanRequest): Promise<ScanResult> {
  return Promise.reject(new Error('not there yet'));
}
