import type { Finding, Rule, RuleProblem, Skip } from '../scan/model.ts';

// CONTRACT from the lead for the report helper: keep these names and shapes, replace the throwing body.
export const reportFormats = ['json', 'sarif', 'html', 'junit', 'csv', 'gitlab', 'markdown'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** All that a report may tell: pure data. */
export interface ReportInput {
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO time. */
  readonly createdAt: string;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly rules: readonly Rule[];
  readonly skips: readonly Skip[];
  readonly problems: readonly RuleProblem[];
  readonly filesScanned: number;
  readonly linesScanned: number;
  readonly durationMs: number;
  readonly rulesEvaluated: readonly string[];
}

export interface RenderedReport {
  readonly mime: string;
  readonly content: string;
}

export function renderReport(_format: ReportFormat, _input: ReportInput): RenderedReport {
  throw new Error('not there yet');
}
