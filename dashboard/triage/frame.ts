import { linesOf } from '../repositories/lines.ts';
import type { CodeFrame, FindingWire } from '../wire.ts';

const linesAround = 4;

/** The lines around a finding in a source that still has it there as the scan has seen it; else the lines that the scan has kept. */
export function frameOf(finding: FindingWire, source: string | undefined): CodeFrame {
  const { range, evidence } = finding;
  if (source === undefined || !isUnchanged(finding, source)) return { first_line: range.start_line, lines: evidence.snippet.split('\n'), stale: false };
  const first = Math.max(1, range.start_line - linesAround);
  return { first_line: first, lines: linesOf(source).slice(first - 1, range.end_line + linesAround), stale: false };
}

/** Whether a source has a finding where and as the scan has kept it, which hides secrets. */
export function isUnchanged({ range, evidence }: FindingWire, source: string): boolean {
  const kept = evidence.snippet.split('\n');
  const marked = linesOf(source).slice(range.start_line - 1, range.start_line - 1 + kept.length);
  return marked.length === kept.length && kept.every((line, index) => (marked[index] ?? '').includes(line.trim()));
}
