import type { Finding, Rule, RuleProblem, Skip } from '../scan/model.ts';
import type { SuppressionFacts } from '../scan/suppression-wire.ts';
import { renderers } from './formats/index.ts';
import { type ReportFormat, reportFormats } from './report-formats.ts';

export { type ReportFormat, reportFormats };

/** All that a report may tell: pure data. */
export interface ReportInput {
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO time at which the scan ended. */
  readonly createdAt: string;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  /** By whom findings were suppressed, what no longer does, and what never did; absent where nobody counted. */
  readonly suppressions?: SuppressionFacts;
  /** Findings that the baseline has, when there is one; only SARIF and JSON list them. */
  readonly older?: readonly Finding[];
  readonly rules: readonly Rule[];
  readonly skips: readonly Skip[];
  readonly problems: readonly RuleProblem[];
  readonly filesScanned: number;
  readonly linesScanned: number;
  readonly durationMs: number;
  readonly rulesEvaluated: readonly string[];
  /**
   * The text of a scanned file by path. Only SARIF reads it, for GitHub's line hash and for the line and column of edits;
   * it never goes into a report. Without it the hash is left out and edits are given by offset.
   */
  readonly textOf?: (path: string) => string | undefined;
}

export interface RenderedReport {
  readonly mime: string;
  readonly content: string;
}

/** A report in one format. Reports hold places, messages and rules, never scanned source beyond what a fix inserts. */
export type Renderer = (input: ReportInput) => RenderedReport;

/** Renders a report; the same input gives the same bytes. */
export function renderReport(format: ReportFormat, input: ReportInput): RenderedReport {
  return renderers[format](input);
}
