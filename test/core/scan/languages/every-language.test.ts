import { describe, expect, test } from 'vitest';
import { languageById, languageOf, languages } from '../../../../core/scan/languages/index.ts';
import { readAnnotations } from '../../../../core/scan/rule-tests/annotations.ts';
import { scannerOf } from '../../../support/scanning.ts';
import { type LanguageSample, languageSamples, sampleText } from './language-samples.ts';

const samples = Object.entries(languageSamples);

async function scannerFor({ alias, pattern }: LanguageSample) {
  return scannerOf(JSON.stringify({ id: 'bad', message: 'm', severity: 'low', languages: [alias], pattern }));
}

function embeddedLanguage(head: string): 'javascript' | 'ruby' | undefined {
  if (head.endsWith('<%\n')) return 'ruby';
  return head.startsWith('<script>') ? 'javascript' : undefined;
}

/** A comment of its own line in the language of the sample's line. */
function commentOf(sample: LanguageSample, text: string): string {
  const { line, block } = languageById(embeddedLanguage(sample.head ?? '') ?? languageOf(sample)?.id ?? 'generic').comment;
  return line === undefined ? `${block?.[0] ?? ''} ${text} ${block?.[1] ?? ''}\n` : `${line} ${text}\n`;
}

describe('every language', () => {
  test('has a sample here', () => {
    expect(Object.keys(languageSamples).toSorted()).toEqual(
      languages
        .map(({ id }) => id)
        .filter((id) => id !== 'generic')
        .toSorted(),
    );
  });

  test.each(samples)('%s is known by its path, and a lone pattern in a rule that names it by an alias finds its place', async (id, sample) => {
    expect(languageOf(sample)?.id).toBe(id);
    const scanner = await scannerFor(sample);
    const { findings, skips } = scanner.check({ path: sample.path, text: sampleText(sample) });
    expect(findings.map(({ snippet }) => snippet)).toEqual([sample.line]);
    expect(skips).toEqual([]);
    expect(
      scanner.check({ path: sample.path, text: sampleText({ ...sample, line: sample.line.replaceAll('bad', 'fine').replace('USER', 'CMD') }) }).findings,
    ).toEqual([]);
  });

  test.each(samples)('%s: a comment suppresses a finding, and one that names a rule to be found is read', async (_id, sample) => {
    const scanner = await scannerFor(sample);
    const text = sampleText(sample, commentOf(sample, 'sentrik-ignore bad: known and harmless'));
    const { findings, suppressed } = scanner.check({ path: sample.path, text });
    expect({ found: findings.length, suppressed: suppressed.length }).toEqual({ found: 0, suppressed: 1 });
    const annotated = sampleText(sample, commentOf(sample, 'ruleid: bad'));
    const line = annotated.split('\n').indexOf(sample.line);
    expect(readAnnotations(annotated)).toEqual([{ expectation: 'ruleid', ruleId: 'bad', line }]);
    expect(scanner.check({ path: sample.path, text: annotated }).findings.map(({ span }) => span.startLine)).toEqual([line]);
  });

  test.each(samples)('%s: what parses is checked in a file that does not parse, and the file is told', async (_id, sample) => {
    const scanner = await scannerFor(sample);
    const trail = `\n${sample.broken ?? ')]}( ((( @@@ ]]] ;;;; }}}} )))'}\n`;
    const { findings, skips } = scanner.check({ path: sample.path, text: sampleText(sample, '', trail.repeat(3)) });
    expect({ lines: findings.map(({ snippet }) => snippet), skips: skips.map(({ reason }) => reason) }).toEqual({
      lines: [sample.line],
      skips: ['parse-errors'],
    });
  });
});
