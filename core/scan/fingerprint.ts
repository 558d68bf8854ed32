import { createHash } from 'node:crypto';

/** What identifies a finding apart from where its line happens to be. */
export interface FingerprintParts {
  readonly ruleId: string;
  readonly path: string;
  /** The lines of the match; white space does not matter. */
  readonly context: string;
  /** Names of the functions and classes around it, outermost first; empty for rules that work on text. */
  readonly scope: string;
}

const maxContext = 2000;

/**
 * Fingerprints in the order given: 32 hex digits of a SHA-256 over rule, path, scope, context and, among equals, the occurrence.
 * Independent of line numbers and indentation, so findings keep theirs when lines are inserted or the file is formatted anew.
 */
export function fingerprintsOf(parts: readonly FingerprintParts[]): readonly string[] {
  const seen = new Map<string, number>();
  return parts.map(({ ruleId, path, context, scope }) => {
    const key = JSON.stringify([ruleId, path, scope, normalized(context)]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return createHash('sha256').update(`${key}\n${occurrence}`).digest('hex').slice(0, 32);
  });
}

/** The beginning of the context with single spaces; of a long line no more is read than that takes. */
function normalized(context: string): string {
  for (let length = 2 * maxContext; ; length *= 4) {
    const text = context.slice(0, length).replaceAll(/\s+/g, ' ').trimStart();
    if (text.length > maxContext || length >= context.length) return text.trim().slice(0, maxContext);
  }
}
