import type { FileResult, Finding, Source } from '../model.ts';
import { touchesChange } from './changed-lines.ts';
import type { Changes } from './earlier-text.ts';

/** The fingerprints of all that is found in a text. */
export type FingerprintsOf = (source: Source) => ReadonlySet<string>;

/** Findings that a change is about, and the others. */
export interface PartedFindings {
  readonly fresh: readonly Finding[];
  readonly older: readonly Finding[];
}

/**
 * Parts the findings of a text by what changed in it. Fresh are those that touch a changed line, and those that the text before did not have: a check
 * that was taken away changes no line that is left.
 */
export function partFindings(fingerprintsOf: FingerprintsOf, source: Source, findings: readonly Finding[], changes: Changes): PartedFindings {
  const linesIn = (path: string) => (path === source.path ? changes.lines : []);
  const untouched = findings.filter((finding) => !touchesChange(finding, linesIn));
  const older = new Set(partNew(fingerprintsOf, source, untouched, changes.before).older);
  return { fresh: findings.filter((finding) => !older.has(finding)), older: [...older] };
}

/** Parts the findings of a text by whether the text before, undefined where there was none, had them: fresh are only those that are new. */
export function partNew(fingerprintsOf: FingerprintsOf, source: Source, findings: readonly Finding[], before: string | undefined): PartedFindings {
  if (findings.length === 0 || before === undefined || before === '') return { fresh: findings, older: [] };
  if (before === source.text) return { fresh: [], older: findings };
  return partKnown(findings, fingerprintsOf({ ...source, text: before }));
}

/** Parts findings by whether their fingerprint is known. */
export function partKnown(findings: readonly Finding[], known: ReadonlySet<string>): PartedFindings {
  return { fresh: findings.filter(({ fingerprint }) => !known.has(fingerprint)), older: findings.filter(({ fingerprint }) => known.has(fingerprint)) };
}

/** Fingerprints of all that was found, suppressed or not. */
export function fingerprintsIn({ findings, suppressed }: Pick<FileResult, 'findings' | 'suppressed'>): ReadonlySet<string> {
  return new Set([...findings, ...suppressed].map(({ fingerprint }) => fingerprint));
}
