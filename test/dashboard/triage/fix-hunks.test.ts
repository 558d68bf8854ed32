import { expect, it } from 'vitest';
import { fixHunks } from '../../../core/scan/fix-hunks.ts';
import { hunksOf } from '../../../dashboard/triage/fix-hunks.ts';

const lines = Array.from({ length: 20 }, (_unused, index) => `line ${index + 1};`);

function edit(text: string, from: string, put: string) {
  const start = text.indexOf(from);
  return { start_offset: start, end_offset: start + from.length, text: put };
}

it.each(['\n', '\r\n'])('shows the lines that a fix changes as the project page does, lines ended by %j', (end) => {
  const text = `${lines.join(end)}${end}`;
  for (const edits of [
    [edit(text, 'line 1;', 'first;')],
    [edit(text, 'line 20;', 'last;')],
    [edit(text, 'line 9;', `nine;${end}more;`), edit(text, `line 10;${end}`, '')],
    [edit(text, 'line 18;', 'b;'), edit(text, 'line 3;', 'a;')],
    [{ start_offset: 0, end_offset: 0, text: `import x;${end}` }],
  ]) {
    const expected = fixHunks(
      text,
      edits.map(({ start_offset: from, end_offset: to, text: put }) => ({ start: from, end: to, text: put })),
    );
    expect(hunksOf(text, edits)).toEqual(expected.map(({ firstLine, before, after }) => ({ first_line: firstLine, before, after })));
  }
});

it('shows nothing of a fix that does not fit the text', () => {
  expect(hunksOf('short', [{ start_offset: 3, end_offset: 90, text: '' }])).toBeUndefined();
  const overlapping = [
    { start_offset: 0, end_offset: 4, text: 'a' },
    { start_offset: 2, end_offset: 5, text: 'b' },
  ];
  expect(hunksOf('some text', overlapping)).toBeUndefined();
});
