import { fc } from '../support/property.ts';
import { describe, expect, it } from 'vitest';
import { pageOf, textSize } from '../../mcp/budget.ts';
import { presentRule } from '../../mcp/present.ts';

describe('a page', () => {
  it('is the longest beginning that fits, and always gets further', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 80 }), { minLength: 1 }), fc.integer({ min: 100, max: 600 }), (items, budget) => {
        const { shown, isWhole } = pageOf(items, budget, textSize);
        const cost = (count: number) => items.slice(0, count).reduce((sum, item) => sum + textSize(item), 0);
        expect(shown).toEqual(items.slice(0, shown.length));
        expect(shown.length).toBeGreaterThan(0);
        expect(isWhole).toBe(shown.length === items.length);
        expect(shown.length === 1 || cost(shown.length) <= budget).toBe(true);
      }),
    );
  });
});

describe('a rule that is too long for the answer', () => {
  const rule = {
    id: 'r',
    name: 'Rule',
    pack: 'p',
    severity: 'high' as const,
    confidence: 'high' as const,
    type: 'search',
    languages: ['python' as const],
    cwe: ['CWE-79'],
    has_fix: false,
    message: 'What is wrong.',
    help: 'How to do it right.',
    references: ['https://example.org/rule'],
    controls: { 'owasp-top-10-2021': ['A03:2021'] },
    placements: [],
    tags: [],
    examples: [{ bad: 'x'.repeat(3000) }],
    enabled: true,
    measured: { right: 0, wrong: 0, unsure: 0, repositories: 0, precision: null, clean: null, text: 'not measured' },
  };

  it('leaves out the examples first and says so', () => {
    const shown = presentRule(rule, { maxTokens: 400, cursor: undefined });
    expect(shown).toMatchObject({ id: 'r', help: 'How to do it right.', references: ['https://example.org/rule'], omitted: ['examples'] });
    expect(shown.examples).toBeUndefined();
    expect(textSize(shown)).toBeLessThanOrEqual(400);
    expect(presentRule(rule, { maxTokens: 5000, cursor: undefined }).omitted).toBeUndefined();
  });
});
