import type { ListRow } from '../parts/list-window.ts';
import type { FindingWire } from '../wire.ts';

/** Rows of the list: flat in the given order, or under a heading per file, each file in the order of its lines. */
export function toRows(findings: readonly FindingWire[], grouped: boolean): readonly ListRow<FindingWire>[] {
  if (!grouped) return findings.map(toOption);
  const files = new Map<string, FindingWire[]>();
  for (const finding of findings) {
    const group = files.get(finding.evidence.file);
    if (group === undefined) files.set(finding.evidence.file, [finding]);
    else group.push(finding);
  }
  return [...files].flatMap(([file, group]) => [
    { kind: 'heading' as const, key: `file:${file}`, text: file, note: String(group.length) },
    ...group.toSorted((left, right) => left.range.start_offset - right.range.start_offset).map(toOption),
  ]);
}

function toOption(finding: FindingWire): ListRow<FindingWire> {
  return { kind: 'option', key: finding.fingerprint, value: finding };
}

/** `src/a.ts:12`, or the file alone for a finding without a place. */
export function placeText({ evidence, range }: FindingWire): string {
  return evidence.lines.length === 0 ? evidence.file : `${evidence.file}:${range.start_line}`;
}
