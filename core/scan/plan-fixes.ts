import { applyEdits, overlaps } from './fix.ts';
import type { Edit, Finding, Source } from './model.ts';
import type { Scanner } from './scanner.ts';

/** What is done with the fixes of one file. */
export interface FilePlan {
  /** The text with the fixes. */
  readonly after: string;
  readonly applied: readonly PlannedFix[];
  readonly left: readonly LeftFix[];
}

export interface PlannedFix {
  readonly finding: Finding;
  /** Tried out: the text parses, the finding is gone, no new one appeared. */
  readonly verified: boolean;
}

export interface LeftFix {
  readonly finding: Finding;
  readonly reason: string;
}

/** Chooses the fixes of one file that can be made together, the verified ones first; others only where `unverified` says so. */
export function planFixes(scanner: Scanner, source: Source, wanted: readonly Finding[], unverified: boolean): FilePlan {
  const edits: Edit[] = [...scanner.fixAll(source, wanted)];
  const made = new Set(edits.map(keyOf));
  const applied: PlannedFix[] = [];
  const left: LeftFix[] = [];
  for (const finding of wanted) {
    const own = finding.fix?.edits ?? [];
    if (own.length > 0 && own.every((edit) => made.has(keyOf(edit)))) applied.push({ finding, verified: true });
    else if (overlaps(edits, own)) left.push({ finding, reason: 'It touches another fix; run again after that one' });
    else if (scanner.verifyFix(source, finding).verified === true) left.push({ finding, reason: 'It holds alone but not together with the others; run again' });
    else if (unverified) {
      edits.push(...own);
      applied.push({ finding, verified: false });
    } else left.push({ finding, reason: 'It could not be verified' });
  }
  return { after: applyEdits(source.text, edits), applied, left };
}

function keyOf({ start, end, text }: Edit): string {
  return `${start} ${end} ${text}`;
}
