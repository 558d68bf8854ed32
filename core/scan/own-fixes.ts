import { Failure } from '../kernel/failure.ts';
import { isFingerprint } from './fingerprint.ts';
import type { Finding, Source } from './model.ts';
import { type FilePlan, type LeftFix, planFixes } from './plan-fixes.ts';
import type { Scanner } from './scanner.ts';

/** Which of the fixes that wait are made. */
export interface FixWishes {
  /** Those that could not be verified. */
  readonly unverified: boolean;
  /** Those after which something elsewhere may stop working. */
  readonly cautious: boolean;
}

/** Those of a text's findings with these fingerprints, each once, in the text's order. Throws `not_found` when one is not there. */
export function findingsNamed(findings: readonly Finding[], fingerprints: readonly string[]): readonly Finding[] {
  const missing = fingerprints.filter((given) => !findings.some(({ fingerprint }) => isFingerprint(fingerprint, given)));
  if (missing.length > 0) throw new Failure('not_found', `The file has no finding ${missing.join(', ')} any more`, { missing });
  return findings.filter(({ fingerprint }) => fingerprints.some((given) => isFingerprint(fingerprint, given)));
}

/** Plans the fixes of findings of one text together. What cannot be made is left, with the reason. */
export function planOwnFixes(scanner: Scanner, source: Source, wanted: readonly Finding[], { unverified, cautious }: FixWishes): FilePlan {
  const held = wanted.flatMap((finding): LeftFix[] => {
    const reason = reasonToHold(finding, cautious);
    return reason === undefined ? [] : [{ finding, reason }];
  });
  const ready = wanted.filter((finding) => held.every((each) => each.finding !== finding));
  const plan = planFixes(scanner, source, ready, unverified);
  return { ...plan, left: [...held, ...plan.left] };
}

function reasonToHold({ fix }: Finding, cautious: boolean): string | undefined {
  if (fix === undefined) return 'It has no automatic fix; see its help';
  return cautious || fix.caution === undefined ? undefined : `Look at it first: ${fix.caution}`;
}
