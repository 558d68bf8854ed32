import { describe, expect, it } from 'vitest';
import { changedLines, everyLine, touchesChange } from '../../../../core/scan/changes/changed-lines.ts';
import type { Finding, Span } from '../../../../core/scan/model.ts';
import { fc } from '../../../support/property.ts';

const lines = (...each: readonly string[]) => each.join('\n');

describe('the lines that changed between two texts', () => {
  it('are those that were added or rewritten', () => {
    expect(changedLines(lines('a', 'b', 'c'), lines('a', 'x', 'c'))).toEqual([{ first: 1, end: 2 }]);
    expect(changedLines(lines('a', 'c'), lines('a', 'b1', 'b2', 'c', 'd'))).toEqual([
      { first: 1, end: 3 },
      { first: 4, end: 5 },
    ]);
  });

  it('are none where the texts are the same, lines were only taken away, or lines end in another way', () => {
    expect(changedLines('a\nb\n', 'a\nb\n')).toEqual([]);
    expect(changedLines(lines('a', 'b', 'c'), lines('a', 'c'))).toEqual([]);
    expect(changedLines('a\nb\nc\n', 'a\r\nb\r\nc\r\n')).toEqual([]);
  });

  it('are found where the same line stands often', () => {
    expect(changedLines(lines('{', '}', '{', '}'), lines('{', '}', '{', 'x', '}'))).toEqual([{ first: 3, end: 4 }]);
  });

  it('are all of a text that has nothing in common with the one before, however long', () => {
    const old = Array.from({ length: 9000 }, (_unused, index) => `old ${index}`).join('\n');
    const now = Array.from({ length: 9000 }, (_unused, index) => `new ${index}`).join('\n');
    expect(changedLines(old, now)).toEqual([{ first: 0, end: 9000 }]);
  });

  it('leave lines that stand in the text before in the same order', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, (old, now) => {
        const changed = changedLines(old.join('\n'), now.join('\n'));
        const kept = now.filter((_line, index) => !changed.some(({ first, end }) => first <= index && index < end));
        let from = 0;
        for (const line of kept) {
          const at = old.indexOf(line, from);
          if (now.length > 0 && old.length > 0) expect(at).toBeGreaterThanOrEqual(from);
          from = at + 1;
        }
      }),
    );
  });
});

describe('a finding', () => {
  const on = (first: number, last = first): Span => ({ start: 0, end: 0, startLine: first, startColumn: 0, endLine: last, endColumn: 0 });
  const at = (span: Span, trace: Finding['trace'] = []) => ({ path: 'a.ts', span, trace }) as unknown as Finding;
  const changed = [{ first: 10, end: 12 }];
  const here = (path: string) => (path === 'a.ts' ? changed : []);

  it('touches a change when one of its lines is in it', () => {
    expect(touchesChange(at(on(11)), here)).toBe(true);
    expect(touchesChange(at(on(8, 10)), here)).toBe(true);
    expect(touchesChange(at(on(12)), here)).toBe(false);
    expect(touchesChange(at(on(8, 9)), here)).toBe(false);
    expect(touchesChange(at(on(8_000_000)), () => everyLine)).toBe(true);
  });

  it('touches a change when a step of its data flow does, in whatever file that is', () => {
    const step = (span: Span, path?: string) => ({ kind: 'source' as const, message: '', span, ...(path === undefined ? {} : { path }) });
    expect(touchesChange(at(on(30), [step(on(10))]), here)).toBe(true);
    expect(touchesChange(at(on(30), [step(on(10), 'b.ts')]), here)).toBe(false);
    expect(touchesChange(at(on(30), [step(on(3), 'b.ts')]), (path) => (path === 'b.ts' ? [{ first: 3, end: 4 }] : []))).toBe(true);
  });
});
