import type { LineIndex } from '../../kernel/text.ts';
import { confidences, type Rule, severityRank } from '../model.ts';

/** Tag of rules that report what a resource lacks, at its head. */
const missingSetting = 'missing-setting';

interface Placed {
  readonly rule: Rule;
  readonly match: { readonly start: number; readonly end: number };
}

/**
 * Leaves out what a stronger built-in rule says of the same place: overlapping matches on one line with the same first CWE.
 * A data flow from a client thus stands alone, without the weaker note on the call it ends in. Rules of the user always stand.
 * Rules about a missing setting stand too: several settings may be missing at the head of one resource, each a matter of its own.
 * `ordered` is sorted by place, and so is the result.
 */
export function withoutWeaker<P extends Placed>(ordered: readonly P[], lines: LineIndex): readonly P[] {
  const kept: P[] = [];
  for (const item of ordered) {
    const rival = rivalOf(item, kept, lines);
    if (rival < 0) kept.push(item);
    else if (isStronger(item.rule, kept[rival]?.rule ?? item.rule)) kept.splice(rival, 1, item);
  }
  return kept.sort((a, b) => a.match.start - b.match.start || a.match.end - b.match.end);
}

function rivalOf(item: Placed, kept: readonly Placed[], lines: LineIndex): number {
  const lineStart = lines.lineStart(lines.positionAt(item.match.start).line);
  for (let index = kept.length - 1; index >= 0; index -= 1) {
    const other = kept[index];
    if (other === undefined || other.match.start < lineStart) return -1;
    if (other.match.end > item.match.start && isSameWeakness(item.rule, other.rule)) return index;
  }
  return -1;
}

function isSameWeakness(a: Rule, b: Rule): boolean {
  if (a.tags.includes(missingSetting) || b.tags.includes(missingSetting)) return false;
  return a.id !== b.id && a.trusted && b.trusted && a.cwe[0] !== undefined && a.cwe[0] === b.cwe[0];
}

function isStronger(a: Rule, b: Rule): boolean {
  const bySeverity = severityRank(b.severity) - severityRank(a.severity);
  return bySeverity === 0 ? confidences.indexOf(a.confidence) < confidences.indexOf(b.confidence) : bySeverity > 0;
}
