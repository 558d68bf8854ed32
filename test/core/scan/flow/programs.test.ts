import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Grammars, openGrammars } from '../../../../core/scan/tree/grammar.ts';
import { builtAssets } from '../../../support/assets.ts';
import { checkTaint } from './taint-case.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await openGrammars(builtAssets);
});

/** Programs in a text file; each begins with a line of its name. */
function programsOf(language: string): (readonly [string, string])[] {
  const text = fs.readFileSync(path.resolve(import.meta.dirname, `programs/${language}.txt`), 'utf8');
  return text
    .split(/^===== /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const);
}

describe.each(['python', 'javascript', 'java', 'go'] as const)('tricky programs in %s', (language) => {
  const programs = programsOf(language);

  it('are there', () => {
    expect(programs.length).toBeGreaterThan(15);
  });

  it.each(programs)('%s', (_name, code) => {
    const { found, expected } = checkTaint(grammars.get(language), code);
    expect(found).toEqual(expected);
  });
});
