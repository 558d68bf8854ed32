import { describe, expect, test } from 'vitest';
import { addJsonLines } from '../../../../core/scan/extract/json-lines.ts';
import { addUnescaped, contentOf, escaped } from '../../../../core/scan/extract/quoted-text.ts';
import { buildText } from '../../../../core/scan/extract/text-map.ts';

function unquoted(outer: string, language?: 'python' | 'bash' | 'php') {
  const builder = buildText();
  const content = contentOf(outer, { start: 0, end: outer.length }, language);
  addUnescaped(outer, content, builder);
  return { ...builder.finish(), content };
}

describe('texts taken out of string literals', () => {
  test.each([
    ['"a\\nb"', 'a\nb'],
    [String.raw`'it\'s \\ \x41 \u0042 \u{43} \101'`, "it's \\ A B C A"],
    ['"""one\n"two" three"""', 'one\n"two" three'],
    [String.raw`r"\n stays"`, String.raw`\n stays`],
    ['f"text"', 'text'],
    [String.raw`"\d stays"`, String.raw`\d stays`],
    ['"line \\\ncontinued"', 'line continued'],
    ['bare words', 'bare words'],
    ['"not closed', '"not closed'],
  ])('%j is %j', (outer, text) => {
    expect(unquoted(outer).text).toBe(text);
  });

  test('languages differ in what single quotes escape', () => {
    expect(unquoted(String.raw`'a\n'`, 'bash').text).toBe(String.raw`a\n`);
    expect(unquoted(String.raw`'it\'s\n'`, 'php').text).toBe(String.raw`it's\n`);
    expect(unquoted(String.raw`'it\n'`, 'python').text).toBe('it\n');
  });

  test('every character leads back to the characters that stand for it', () => {
    const outer = String.raw`"one\ntwo\\three"`;
    const { text, map } = unquoted(outer);
    const at = (word: string) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length });
    const outerOf = (word: string) => {
      const { start, end } = map.toOuter(at(word));
      return outer.slice(start, end);
    };
    expect(outerOf('two')).toBe('two');
    expect(outerOf('e\nt')).toBe(String.raw`e\nt`);
    expect(outerOf('\\')).toBe(String.raw`\\`);
    expect(outerOf('two\\three')).toBe(String.raw`two\\three`);
    expect(map.toInner(outer.indexOf('three'))).toBe(text.indexOf('three'));
    expect(map.toInner(0)).toBe(0);
    expect(map.toInner(outer.length)).toBeUndefined();
  });

  test('a range over what was added or left out in between cannot be replaced', () => {
    const outer = '["a", "b\\n", "c"]';
    const builder = buildText();
    expect(addJsonLines(outer, { start: 0, end: outer.length }, builder)).toBe(true);
    const { text, map } = builder.finish();
    expect(text).toBe('a\nb\nc');
    expect(map.toWhole({ start: 0, end: 1 })).toEqual({ start: 2, end: 3 });
    expect(map.toWhole({ start: 2, end: 4 })).toEqual({ start: 7, end: 10 });
    expect(map.toWhole({ start: 0, end: 3 })).toBeUndefined();
    expect(map.toWhole({ start: 2, end: 5 })).toBeUndefined();
  });

  test.each(['[1, 2]', '{"a": "b"}', '[["a"]]', '[]', '"open'])('%s is no array of strings', (outer) => {
    expect(addJsonLines(outer, { start: 0, end: outer.length }, buildText())).toBe(false);
  });

  test('a text is written back as the string around it needs it', () => {
    expect(escaped('say "hi"\n', { quote: '"', escapes: 'all' })).toBe(String.raw`say \"hi\"\n`);
    expect(escaped('say "hi"', { quote: "'", escapes: 'all' })).toBe('say "hi"');
    expect(escaped("it's", { quote: "'", escapes: 'none' })).toBeUndefined();
    expect(escaped('two\nlines', { quote: "'", escapes: 'none' })).toBeUndefined();
    expect(escaped('"as it is"', { quote: '', escapes: 'none' })).toBe('"as it is"');
  });
});
