import type { Finding, Fix } from '../core/scan/model.ts';
import type { Checked } from './live-document.ts';

const verified = new WeakMap<Checked, Map<string, Fix>>();

/** The finding's fix, verified against the text it was found in; asked twice, verified once. Undefined when it has none. */
export function verifiedFix(checked: Checked, finding: Finding): Fix | undefined {
  if (finding.fix === undefined) return undefined;
  const known = verified.get(checked) ?? new Map<string, Fix>();
  verified.set(checked, known);
  const fix = known.get(finding.fingerprint) ?? checked.scanner.verifyFix(checked.source, finding);
  known.set(finding.fingerprint, fix);
  return fix;
}
