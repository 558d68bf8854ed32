import type { Finding, Source } from './model.ts';
import type { Scanner } from './scanner.ts';

/** The finding with its fix tried out; as it is where it has none. */
export function withTriedFix(scanner: Scanner, source: Source, finding: Finding): Finding {
  return finding.fix === undefined ? finding : { ...finding, fix: scanner.verifyFix(source, finding) };
}
