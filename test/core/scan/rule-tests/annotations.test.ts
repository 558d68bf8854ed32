import { describe, expect, it } from 'vitest';
import { readAnnotations } from '../../../../core/scan/rule-tests/annotations.ts';

describe('annotations', () => {
  it.each([
    '# ruleid: a',
    '// ruleid: a',
    '/* ruleid: a */',
    '<!-- ruleid: a -->',
    '-- ruleid: a',
    '; ruleid: a',
    '(* ruleid: a *)',
    '{/* ruleid: a */}',
    'call(); // ruleid: a',
    '  #ruleid:a',
  ])('are read from %s and speak about the next line', (comment) => {
    expect(readAnnotations(`x\n${comment}\ncode\n`)).toEqual([{ expectation: 'ruleid', ruleId: 'a', line: 2 }]);
  });

  it('name several rules, and stand above one another', () => {
    expect(readAnnotations('# ruleid: a, b.c-d\n# ok: e\n# todook: f\ncode')).toEqual([
      { expectation: 'ruleid', ruleId: 'a', line: 3 },
      { expectation: 'ruleid', ruleId: 'b.c-d', line: 3 },
      { expectation: 'ok', ruleId: 'e', line: 3 },
      { expectation: 'todook', ruleId: 'f', line: 3 },
    ]);
  });

  it('are not seen in code that only looks like them', () => {
    expect(readAnnotations('ok: true\nconst status = { ok: 1 };\nruleid: x\ny')).toEqual([]);
  });

  it('of other editions are passed over', () => {
    expect(readAnnotations('# proruleid: a\n# ruleid: b\ncode')).toEqual([{ expectation: 'ruleid', ruleId: 'b', line: 2 }]);
  });
});
