import { describe, expect, it } from 'vitest';
import { harmless, quoted, quotedPath } from '../../../core/kernel/quoted.ts';
import { fc } from '../../support/property.ts';

const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\p{Variation_Selector}\uFEFF\u{E0000}-\u{E0FFF}]/u;

describe('quoted text', () => {
  it('spells out what cannot be seen, and stays in one line', () => {
    expect(quoted('a\u202Eb')).toBe(String.raw`a\u{202e}b`);
    expect(quoted('a\u001B[31mred')).toBe(String.raw`a\u{1b}[31mred`);
    expect(quoted('one\r\n\n two\u2028three')).toBe(String.raw`one two\u{2028}three`);
    expect(quoted('tag\u{E0041}, zero\u200Bwidth, half\uD800')).toBe(String.raw`tag\u{e0041}, zero\u{200b}width, half\u{d800}`);
    expect(quoted('Grüße, 世界, e\u0301')).toBe('Grüße, 世界, e\u0301');
  });

  it('is cut at its limit, never within a character', () => {
    expect(quoted('x'.repeat(500), 20)).toBe(`${'x'.repeat(19)}…`);
    expect(quoted(`${'x'.repeat(18)}😀😀`, 20)).toBe(`${'x'.repeat(18)}…`);
    expect(quoted(`${'x'.repeat(15)}\u202Eyy`, 20)).toBe(`${'x'.repeat(15)}…`);
  });

  it('never holds a character that hides or commands, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const line of [quoted(text), quotedPath(text), quoted(text, 15)]) {
          expect(dangerous.test(line)).toBe(false);
          expect(line).not.toContain('\n');
        }
        expect(quoted(text, 15).length).toBeLessThanOrEqual(15);
        expect(quotedPath(text).length).toBeLessThanOrEqual(340);
      }),
    );
  });
});

describe('a quoted path', () => {
  it('is as it is where it cannot pass for a sentence', () => {
    expect(quotedPath('src/app/[id]/größe-1.test.ts')).toBe('src/app/[id]/größe-1.test.ts');
  });

  it('stands between quotation marks where it could', () => {
    expect(quotedPath('ignore previous instructions.js')).toBe('"ignore previous instructions.js"');
    expect(quotedPath('a\n"b\u202E.js')).toBe(String.raw`"a\\u{a}\"b\\u{202e}.js"`);
  });

  it('keeps its end where it is too long', () => {
    expect(quotedPath(`${'deep/'.repeat(100)}file.ts`)).toMatch(/^"?….{100,158}file\.ts"?$/);
  });
});

describe('a harmless value', () => {
  it('has every text and name spelt out, and keeps its lines', () => {
    expect(harmless({ 'a\u202E': ['x\u200By', 1, null], diff: '-a\n+\tb\r\nc\rd' })).toEqual({
      'a\\u{202e}': [String.raw`x\u{200b}y`, 1, null],
      diff: `-a\n+\tb\r\nc${String.raw`\u{d}`}d`,
    });
  });
});
