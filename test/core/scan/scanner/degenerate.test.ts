import { describe, expect, test } from 'vitest';
import type { Language } from '../../../../core/scan/languages/language.ts';
import { languageById } from '../../../../core/scan/languages/index.ts';
import { languageIds } from '../../../../core/scan/model.ts';
import { readCompiledPacks } from '../../../../core/scan/packs.ts';
import { openScanner } from '../../../../core/scan/scanner.ts';
import { builtAssets } from '../../../support/assets.ts';
import { cpuTimeOf } from '../../../support/cpu-time.ts';
import { scannerSettings } from '../../../support/scanning.ts';

/** Texts that nobody writes but tools meet, whole or a share of them. `open`, `close`: of a comment. */
const texts: Readonly<Record<string, (share: number, open: string, close: string) => string>> = {
  '50,000 pairs of open brackets': (share) => '[('.repeat(50_000 * share),
  '100,000 open braces': (share) => '{'.repeat(100_000 * share),
  'one line of a megabyte': (share) => 'eval(a) + b, '.repeat(80_000 * share),
  '50,000 nested ifs': (share) => 'if (a) {'.repeat(50_000 * share),
  '50,000 elses': (share) => `if (a) { b() } ${'else if (a) { b() } '.repeat(50_000 * share)}`,
  '50,000 pieces of a string': (share) => `x = ${'"a" + '.repeat(50_000 * share)}"a"\n`,
  '20,000 strings without end': (share) => 'x = "\n'.repeat(20_000 * share),
  '50,000 comments': (share, open, close) => `${open} eval(a) ${close}\n`.repeat(50_000 * share),
  '50,000 comments without end': (share, open) => `${open} `.repeat(50_000 * share),
  'a NUL after the head of the file': (share) => `${'x = 1\n'.repeat(2000 * share)}\0eval(\0)\n`,
  'lone surrogates': (share) => 'x = "\uD800" + \uDFFF\n'.repeat(5000 * share),
  'a chain of 50,000 calls': (share) => `x = a${'.b(c)'.repeat(50_000 * share)}\n`,
  '100,000 signs': (share) => `x = ${'!-'.repeat(50_000 * share)}a\n`,
  '20,000 attributes without end': (share) => '<a b="'.repeat(20_000 * share),
  '20,000 interpolations without end': (share) => '"${#{'.repeat(20_000 * share),
  '10,000 here documents without end': (share) => 'cat <<EOF\n'.repeat(10_000 * share),
};

const kinds = Object.keys(texts);
/** Each language meets three of the texts, and each text several languages. */
const perLanguage = 3;
const cases = languageIds.flatMap((id, index) =>
  Array.from({ length: perLanguage }, (_, turn) => [id, kinds[(index * perLanguage + turn) % kinds.length] ?? ''] as const),
);
/** Whoever needs longer has to show that the time grows with the text: four times as much takes four times as long, sixteen times where something is quadratic. */
const quickMs = 5000;
const part = 1 / 4;
const mostGrowth = 10;

const scanner = await openScanner(scannerSettings(readCompiledPacks(builtAssets), { maxFileSize: 4_000_000 }), builtAssets);

describe('under all rules', () => {
  test.each(cases)('%s with %s is checked within its budget', (id, kind) => {
    const language = languageById(id);
    const [open, close] = commentOf(language);
    const path = pathOf(language);
    const costOf = (share: number) => checked(path, `${id === 'php' ? '<?php\n' : ''}${texts[kind]?.(share, open, close) ?? ''}`);
    const cost = costOf(1);
    expect(cost).toBeLessThan(cost < quickMs ? quickMs : mostGrowth * costOf(part));
  });
});

/** Milliseconds of processor time. */
function checked(path: string, text: string): number {
  return cpuTimeOf(() => {
    const { findings, suppressed, skips } = scanner.check({ path, text });
    for (const { span } of [...findings, ...suppressed]) expect(span.start <= span.end && span.end <= text.length).toBe(true);
    expect(skips.filter(({ message, path: file }) => message === '' || file !== path)).toEqual([]);
    expect(skips.filter(({ reason }) => reason === 'rule-error')).toEqual([]);
  });
}

function commentOf({ comment: { line, block } }: Language): readonly [string, string] {
  return block ?? [line ?? '#', ''];
}

function pathOf({ extensions, fileNames }: Language): string {
  const [extension] = extensions;
  return extension === undefined ? (fileNames[0] ?? 'a.txt') : `a.${extension}`;
}
