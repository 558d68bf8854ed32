import { expect, it } from 'vitest';
import { frameOf } from '../../../dashboard/triage/frame.ts';
import { findingOf } from '../finding-sample.ts';

const lines = Array.from({ length: 20 }, (_unused, index) => `line ${index + 1};`);
const finding = findingOf({
  evidence: { file: 'a.js', lines: [10, 11], snippet: 'line 10;\nline 11;' },
  range: { start_line: 10, start_column: 1, end_line: 11, end_column: 8, start_offset: 0, end_offset: 1 },
});

it('the code of a finding is shown with the lines around it', () => {
  const frame = frameOf(finding, `${lines.join('\r\n')}\r\n`);
  expect([frame.first_line, frame.lines[0], frame.lines.at(-1)]).toEqual([6, 'line 6;', 'line 15;']);
});

it('where the source has changed, is missing or holds what the scan has hidden, the lines that the scan has kept are shown', () => {
  for (const source of [undefined, 'short', lines.with(9, 'other').join('\n')]) {
    expect(frameOf(finding, source)).toEqual({ first_line: 10, lines: ['line 10;', 'line 11;'], stale: false });
  }
});
