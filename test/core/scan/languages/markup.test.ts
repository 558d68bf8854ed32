import { describe, expect, test } from 'vitest';
import type { LanguageId } from '../../../../core/scan/model.ts';
import { found } from '../pattern/support.ts';

/** Language, pattern, code, the texts it matches. */
const rows: readonly (readonly [LanguageId, string, string, readonly string[]])[] = [
  ['html', '<iframe src="$U" ...>', '<p><iframe width="1" src="http://x"></iframe></p>', ['<iframe width="1" src="http://x">']],
  ['html', '<script src="=~/^http:/" ...>', '<script src="http://x"></script><script src="https://y"></script>', ['<script src="http://x">']],
  ['html', 'target="_blank"', '<a target="_blank" href="x">y</a>', ['target="_blank"']],
  ['css', 'color: red', 'a { color: red; margin: 0 }\nb { color: blue }', ['color: red']],
  ['css', 'background: url($X)', 'a { background: url("http://x") }', ['background: url("http://x")']],
  ['toml', 'debug = true', '[app]\ndebug = true\n[other]\ndebug = false\n', ['debug = true']],
  ['toml', 'version = "$V"', '[package]\nversion = "1.0"\n', ['version = "1.0"']],
];

describe('patterns in markup and settings', () => {
  test.each(rows)('%s: %s', (id, pattern, code, texts) => expect(found(id, pattern, code).map((text) => text.replace(/;$/, ''))).toEqual(texts));
});
