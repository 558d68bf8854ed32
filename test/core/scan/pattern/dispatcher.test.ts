import { describe, expect, test } from 'vitest';
import { languageById } from '../../../../core/scan/languages/index.ts';
import type { LanguageId } from '../../../../core/scan/model.ts';
import { createDispatcher } from '../../../../core/scan/pattern/dispatcher.ts';
import { matchFormula } from '../../../../core/scan/pattern/evaluate.ts';
import { type Match, plainBinding } from '../../../../core/scan/pattern/match.ts';
import { fixedTokens, formulaPrefilter, inAnyCase } from '../../../../core/scan/pattern/prefilter.ts';
import { createWordScanner } from '../../../../core/scan/pattern/word-scanner.ts';
import { compile, openCode, pattern } from './support.ts';
import { codeByLanguage, patternsByLanguage } from './corpus.ts';

const languages = Object.keys(patternsByLanguage) as LanguageId[];

function plain(matches: readonly Match[]): unknown {
  return matches.map(({ node, start, end, bindings }) => ({
    node,
    start,
    end,
    bindings: [...bindings].map(([name, binding]) => [name, plainBinding(binding)]),
  }));
}

describe.each(languages)('over %s', (language) => {
  const patterns = patternsByLanguage[language] ?? [];
  const codes = codeByLanguage[language] ?? [];
  const isScript = language === 'javascript' || language === 'typescript' || language === 'tsx';
  const compiled = patterns.map((text) => compile(language, text));
  const prefilterOf = (text: string) => {
    const prefilter = formulaPrefilter(pattern(text), isScript, fixedTokens([language], undefined));
    return languageById(language).pattern?.caselessIn === undefined ? prefilter : inAnyCase(prefilter);
  };

  test('one pass finds what each formula finds alone', () => {
    const dispatcher = createDispatcher(compiled);
    for (const code of codes) {
      const together = dispatcher.matchAll(openCode(language, code));
      for (const [index, formula] of compiled.entries()) {
        expect({ pattern: patterns[index], code, matches: plain(together[index] ?? []) }).toEqual({
          pattern: patterns[index],
          code,
          matches: plain(matchFormula(formula, openCode(language, code))),
        });
      }
    }
  });

  test('the prefilter keeps every pattern that matches', () => {
    const scanner = createWordScanner(patterns.map((text) => prefilterOf(text)));
    for (const code of codes) {
      const staying = new Set(scanner.present(new TextEncoder().encode(code)));
      const file = openCode(language, code);
      const lost = compiled.flatMap((formula, index) => (matchFormula(formula, file).length > 0 && !staying.has(index) ? [patterns[index]] : []));
      expect({ code, lost }).toEqual({ code, lost: [] });
    }
  });

  // A text without a tree is one node.
  test.skipIf(languageById(language).grammar === undefined)('ranges of nodes partition the matches', () => {
    for (const code of codes) {
      const { count } = openCode(language, code).tree;
      const middle = count >> 1;
      for (const formula of compiled) {
        const parts = [
          ...matchFormula(formula, openCode(language, code), { from: 0, to: middle }),
          ...matchFormula(formula, openCode(language, code), { from: middle, to: count }),
        ];
        const whole = matchFormula(formula, openCode(language, code));
        expect(parts.length).toBe(whole.length);
      }
    }
  });
});

test('unwanted formulas are left out', () => {
  const dispatcher = createDispatcher([compile('javascript', 'a()'), compile('javascript', 'b()')]);
  expect(dispatcher.matchAll(openCode('javascript', 'a(); b()'), (index) => index === 1).map((matches) => matches.length)).toEqual([0, 1]);
});
