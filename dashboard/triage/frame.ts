import { linesOf } from '../repositories/lines.ts';
import type { CodeFrame, FindingWire } from '../wire.ts';

const linesAround = 4;

/** The lines around a finding in a source that still has it there as the scan has seen it; else the lines that the scan has kept. */
export function frameOf({ range, evidence }: FindingWire, source: string | undefined): CodeFrame {
  const kept = evidence.snippet.split('\n');
  const lines = source === undefined ? [] : linesOf(source);
  const marked = lines.slice(range.start_line - 1, range.start_line - 1 + kept.length);
  const isSame = marked.length === kept.length && kept.every((line, index) => (marked[index] ?? '').includes(line.trim()));
  if (!isSame) return { first_line: range.start_line, lines: kept, stale: false };
  const first = Math.max(1, range.start_line - linesAround);
  return { first_line: first, lines: lines.slice(first - 1, range.end_line + linesAround), stale: false };
}
