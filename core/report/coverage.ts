import type { Finding, Rule } from '../scan/model.ts';
import type { ReportInput } from './render.ts';

/** What a scan looked at and what it did not. */
export interface Coverage {
  readonly evaluated: readonly Rule[];
  /** Rules that had no file to look at: neither passed nor failed. */
  readonly notEvaluated: readonly Rule[];
}

/** Splits the rules by whether they had a file to look at. */
export function coverageOf({ rules, rulesEvaluated }: ReportInput): Coverage {
  const ids = new Set(rulesEvaluated);
  return { evaluated: rules.filter((rule) => ids.has(rule.id)), notEvaluated: rules.filter((rule) => !ids.has(rule.id)) };
}

/** Where a finding is, as people write it: `src/a.ts:3:7`, or `<project>` for one that has no file. */
export function placeOf(finding: Finding): string {
  return finding.path === '' ? projectName : `${finding.path}:${finding.span.startLine + 1}:${finding.span.startColumn + 1}`;
}

/** Stands for the path of a finding about the project as a whole. */
export const projectName = '<project>';

/** The number of a weakness such as `CWE-79`; undefined when the id is malformed. */
export function cweNumber(id: string): string | undefined {
  return /^CWE-(\d+)$/.exec(id)?.[1];
}

/** The public page of a weakness. */
export function cwePage(number: string): string {
  return `https://cwe.mitre.org/data/definitions/${number}.html`;
}

/** Control ids as one line: `owasp-top-10-2021: A03; nist-800-53: SI-10, SC-8`. */
export function controlsLine(finding: Finding): string {
  return Object.entries(finding.controls)
    .map(([framework, ids]) => `${framework}: ${ids.join(', ')}`)
    .join('; ');
}
