import type { CheckTarget } from './check-target.ts';
import { partFindings } from './changes/new-findings.ts';
import { type CodeFrame, codeFrames } from './code-frame.ts';
import type { SeenTexts } from './edits/seen.ts';
import type { FileResult, Finding } from './model.ts';
import type { Scanner } from './scanner.ts';
import { secretRuleIds } from './scanner/secrets.ts';
import { withTriedFix } from './tried-fix.ts';

/** What checking one text gave: the findings that count, their fixes tried out, and how many there are besides. */
export interface CheckedText {
  readonly findings: readonly Finding[];
  readonly suppressed: number;
  /** Findings that no change brought or touches. */
  readonly unchanged: number;
  readonly skips: readonly string[];
  readonly frames: Readonly<Record<string, CodeFrame>>;
}

export interface CheckOptions {
  /** What the texts of the file had before. */
  readonly seen: SeenTexts;
  readonly isWanted: (finding: Finding) => boolean;
  /** Lines of code around each finding; none where it is absent. */
  readonly frames?: number | undefined;
}

/** Checks a text, and keeps the findings that its changes are about. */
export function checkOne(scanner: Scanner, target: CheckTarget, { seen, isWanted, frames }: CheckOptions): CheckedText {
  const { changes, ...source } = target;
  const result = seen.check(source);
  const wanted = result.findings.filter(isWanted);
  const { fresh, older } =
    changes === undefined ? { fresh: wanted, older: [] } : partFindings((before) => seen.fingerprintsOf(before), source, wanted, changes);
  return {
    findings: fresh.map((finding) => withTriedFix(scanner, source, finding)),
    suppressed: result.suppressed.length,
    unchanged: older.length,
    skips: result.skips.map((skip) => skip.message),
    frames: frames === undefined ? {} : framesOf(scanner, source.text, result, frames),
  };
}

function framesOf(scanner: Scanner, text: string, { findings, suppressed }: FileResult, around: number): Readonly<Record<string, CodeFrame>> {
  const secretRules = secretRuleIds(scanner.rules);
  return codeFrames({ text, findings: [...findings, ...suppressed], isSecret: (id) => secretRules.has(id) }, around);
}
