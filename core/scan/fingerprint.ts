import { createHash } from 'node:crypto';

/** What identifies a finding apart from where its line happens to be. */
export interface FingerprintParts {
  readonly ruleId: string;
  readonly path: string;
  /** What the rule matched; only what `withoutLayout` leaves of it matters. */
  readonly context: string;
  /** Names of the functions and classes around it, outermost first; empty for rules that work on text. */
  readonly scope: string;
}

/** Of fingerprints as they are made now. Those of version 1 have 32 hex digits and are those of lines, not of code. */
export const fingerprintVersion = 2;

/** What names a finding: the first digits of its fingerprint, as `shortFingerprint` gives them, or all. */
export const fingerprintShape = /^[0-9a-f]{8,64}$/;

const maxContext = 200;
/** Of longer matches only so much counts, so that a change inside a function keeps what is said about the function as a whole. */
const longContext = 80;
const pathLength = 16;
const ownLength = 24;
const shortLength = 10;
const layout = /[\s()[\]{},;'"`\\]+/g;
/** Of a text without end, such as a minified line, no more is read. */
const maxRead = 4000;

/**
 * Fingerprints in the order given: 16 hex digits of a SHA-256 of the path, then 24 of one over rule, scope, context and, among equals of
 * the path, the occurrence. Independent of line numbers and of how the code is laid out, so that findings keep theirs when lines are
 * inserted or the file is formatted anew; when the file is moved, the second part stays.
 */
export function fingerprintsOf(parts: readonly FingerprintParts[]): readonly string[] {
  const seen = new Map<string, number>();
  return parts.map(({ ruleId, path, context, scope }) => {
    const own = JSON.stringify([ruleId, withoutLayout(scope), keptOf(withoutLayout(context))]);
    const key = `${path}\n${own}`;
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return digest(path, pathLength) + digest(`${own}\n${occurrence}`, ownLength);
  });
}

/** What stays of a fingerprint when its file is moved; undefined for one that was not made by this version. */
export function placelessFingerprint(fingerprint: string): string | undefined {
  return fingerprint.length === pathLength + ownLength ? fingerprint.slice(pathLength) : undefined;
}

/** What is enough of a fingerprint to name a finding of a file whose path is known: the first 10 digits of its own part. */
export function shortFingerprint(fingerprint: string): string {
  return (placelessFingerprint(fingerprint) ?? fingerprint).slice(0, shortLength);
}

/** Whether a fingerprint is the one that was given whole, or as `shortFingerprint` gives it. */
export function isFingerprint(fingerprint: string, given: string): boolean {
  return fingerprint === given || (given.length === shortLength && shortFingerprint(fingerprint) === given);
}

/** A text without what formatters change: white space, brackets, separators and quotes. */
export function withoutLayout(text: string): string {
  return text.slice(0, maxRead).replaceAll(layout, '');
}

function keptOf(context: string): string {
  return context.length > maxContext ? context.slice(0, longContext) : context;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
