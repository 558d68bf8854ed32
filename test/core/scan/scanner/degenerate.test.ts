import { describe, expect, test } from 'vitest';
import type { Language } from '../../../../core/scan/languages/language.ts';
import { languageById } from '../../../../core/scan/languages/index.ts';
import { languageIds } from '../../../../core/scan/model.ts';
import { readCompiledPacks } from '../../../../core/scan/packs.ts';
import { openScanner } from '../../../../core/scan/scanner.ts';
import { builtAssets } from '../../../support/assets.ts';
import { cpuTimeOf } from '../../../support/cpu-time.ts';
import { scannerSettings } from '../../../support/scanning.ts';

/** Texts that nobody writes but tools meet. `open`, `close`: of a comment. */
const texts: Readonly<Record<string, (open: string, close: string) => string>> = {
  '50,000 pairs of open brackets': () => '[('.repeat(50_000),
  '100,000 open braces': () => '{'.repeat(100_000),
  'one line of a megabyte': () => 'eval(a) + b, '.repeat(80_000),
  '50,000 nested ifs': () => 'if (a) {'.repeat(50_000),
  '50,000 elses': () => `if (a) { b() } ${'else if (a) { b() } '.repeat(50_000)}`,
  '50,000 pieces of a string': () => `x = ${'"a" + '.repeat(50_000)}"a"\n`,
  '20,000 strings without end': () => 'x = "\n'.repeat(20_000),
  '50,000 comments': (open, close) => `${open} eval(a) ${close}\n`.repeat(50_000),
  '50,000 comments without end': (open) => `${open} `.repeat(50_000),
  'a NUL after the head of the file': () => `${'x = 1\n'.repeat(2000)}\0eval(\0)\n`,
  'lone surrogates': () => 'x = "\uD800" + \uDFFF\n'.repeat(5000),
  'a chain of 50,000 calls': () => `x = a${'.b(c)'.repeat(50_000)}\n`,
  '100,000 signs': () => `x = ${'!-'.repeat(50_000)}a\n`,
  '20,000 attributes without end': () => '<a b="'.repeat(20_000),
  '20,000 interpolations without end': () => '"${#{'.repeat(20_000),
  '10,000 here documents without end': () => 'cat <<EOF\n'.repeat(10_000),
};

const kinds = Object.keys(texts);
/** Each language meets three of the texts, and each text several languages. */
const perLanguage = 3;
const cases = languageIds.flatMap((id, index) =>
  Array.from({ length: perLanguage }, (_, turn) => [id, kinds[(index * perLanguage + turn) % kinds.length] ?? ''] as const),
);
const mostMs = 15_000;

const scanner = await openScanner(scannerSettings(readCompiledPacks(builtAssets), { maxFileSize: 4_000_000 }), builtAssets);

describe('under all rules', () => {
  test.each(cases)('%s with %s is checked within its budget', (id, kind) => {
    const language = languageById(id);
    const [open, close] = commentOf(language);
    const text = `${id === 'php' ? '<?php\n' : ''}${texts[kind]?.(open, close) ?? ''}`;
    const path = pathOf(language);
    const time = cpuTimeOf(() => {
      const { findings, suppressed, skips } = scanner.check({ path, text });
      for (const { span } of [...findings, ...suppressed]) expect(span.start <= span.end && span.end <= text.length).toBe(true);
      expect(skips.filter(({ message, path: file }) => message === '' || file !== path)).toEqual([]);
      expect(skips.filter(({ reason }) => reason === 'rule-error')).toEqual([]);
    });
    expect(time).toBeLessThan(mostMs);
  });
});

function commentOf({ comment: { line, block } }: Language): readonly [string, string] {
  return block ?? [line ?? '#', ''];
}

function pathOf({ extensions, fileNames }: Language): string {
  const [extension] = extensions;
  return extension === undefined ? (fileNames[0] ?? 'a.txt') : `a.${extension}`;
}
