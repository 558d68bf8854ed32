import { describe, expect, it } from 'vitest';
import { addSuppression } from '../../../../core/scan/suppress/plan.ts';
import { parseSuppressions } from '../../../../core/scan/workspace/suppressions.ts';

const entry = { rule_id: 'js-*', file_glob: 'src/a.js', reason: 'a: "b" # c' };

describe('an entry is added to', () => {
  it.each([
    ['an empty file', ''],
    ['a file of comments', '# ours\n'],
    ['a mapping without entries', 'suppressions:\n'],
    ['an empty list', 'suppressions: []\n'],
    ['a list', '- rule_id: x # why\n  reason: y\n'],
    ['a mapping with entries', '# ours\nsuppressions:\n- rule_id: x # why\n  reason: y\n'],
  ])('%s, and what was there stays', (_name, text) => {
    const after = addSuppression(text, entry);
    const { entries, problems } = parseSuppressions(after, 'f.yaml');
    expect(problems).toEqual([]);
    expect(entries.at(-1)).toEqual(entry);
    expect(entries).toHaveLength(parseSuppressions(text, 'f.yaml').entries.length + 1);
    for (const comment of text.match(/#.*$/gm) ?? []) expect(after).toContain(comment);
  });
});

it.each(['{', 'suppressions: 3\n', 'text\n', 'suppressions: {a: 1}\n'])('a file that is no list of suppressions is refused: %s', (text) => {
  expect(() => addSuppression(text, entry)).toThrow('repair it first');
});
