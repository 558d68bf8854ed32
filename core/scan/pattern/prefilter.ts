import { languageById } from '../languages/index.ts';
import type { Detector, Formula, LanguageId, Rule } from '../model.ts';
import { translateRegex } from '../regex/dialect.ts';
import { allOf, always, anyOf, type Prefilter } from './prefilter-formula.ts';
import { regexLiterals } from './regex-literals.ts';
import { structurePrefilter } from '../structure/prefilter.ts';
import { requiredNeighbours } from './required-neighbours.ts';
import { requiredLiterals, requiredOperators, requiredWords } from './required-words.ts';
import { readPrefilter } from './written-prefilter.ts';

/** Languages whose `==` and `!=` are tokens of their own that nothing else stands for. */
const withOperators: ReadonlySet<LanguageId> = new Set(['javascript', 'typescript', 'tsx', 'java', 'go', 'c', 'python']);
/** Those of them where nothing can stand between a call and the sign it is compared with. */
const withPlainOperands: ReadonlySet<LanguageId> = new Set(['java', 'go', 'c', 'python']);

/** What of a pattern besides its words is written in only one way. */
export interface FixedTokens {
  /** Comparisons with `==` and `!=`. */
  readonly operators: boolean;
  /** Parentheses of calls and dots of members. */
  readonly calls: boolean;
  /** Operands stand beside their operators. */
  readonly comparisons: boolean;
}

const noFixedTokens: FixedTokens = { operators: false, calls: false, comparisons: false };

/** What a text must contain for the rule to match; found without parsing. Never rules out a text that the rule matches. */
export function prefilterOf(rule: Rule): Prefilter {
  return rule.prefilter === undefined ? derivePrefilter(rule) : readPrefilter(rule.prefilter);
}

/** The same, worked out anew. */
export function derivePrefilter(rule: Rule): Prefilter {
  const isPattern = ['search', 'taint', 'extract'].includes(rule.detector.kind);
  if (isPattern && (rule.options?.generic_caseless === true || rule.languages.some((id) => languageById(id).pattern?.anyCase === true))) return always;
  const modulePaths = rule.languages.some((id) => languageById(id).pattern?.modulePaths === true);
  const anyCase = rule.languages.some((id) => languageById(id).pattern?.caselessIn !== undefined);
  const tokens = fixedTokens(rule.languages, rule.options);
  return detectorPrefilter(rule.detector, (formula) => (anyCase ? inAnyCase : identity)(formulaPrefilter(formula, modulePaths, tokens)));
}

/** What is fixed in all of these languages; with symbolic propagation a name stands for any expression, wherever that is written. */
export function fixedTokens(languages: readonly LanguageId[], options: Rule['options']): FixedTokens {
  const operators = languages.every((id) => withOperators.has(id));
  const calls = operators && options?.symbolic_propagation !== true;
  return { operators, calls, comparisons: calls && languages.every((id) => withPlainOperands.has(id)) };
}

function identity(prefilter: Prefilter): Prefilter {
  return prefilter;
}

const caselessText = /^[\x21-\x7e]{3,}$/;

/** Words may be written in any case, so that only their letters are looked for. */
export function inAnyCase(prefilter: Prefilter): Prefilter {
  if (prefilter.kind === 'word') return caselessText.test(prefilter.word) ? { kind: 'text', text: prefilter.word.toLowerCase() } : always;
  if (prefilter.kind === 'all') return allOf(prefilter.of.map(inAnyCase));
  return prefilter.kind === 'any' ? anyOf(prefilter.of.map(inAnyCase)) : prefilter;
}

function detectorPrefilter(detector: Detector, ofFormula: (formula: Formula) => Prefilter): Prefilter {
  switch (detector.kind) {
    case 'search':
    case 'extract':
      return ofFormula(detector.formula);
    case 'taint':
      return allOf([anyOf(detector.sources.map(({ formula }) => ofFormula(formula))), anyOf(detector.sinks.map(({ formula }) => ofFormula(formula)))]);
    case 'regex':
      return regexPrefilter(detector.regex, detector.flags);
    case 'required-pattern':
    case 'file-policy':
    case 'documentation-obligation':
    case 'join':
      return always;
  }
  return detector satisfies never;
}

/** The same for one formula; `modulePaths` as for `requiredWords`. */
export function formulaPrefilter(formula: Formula, modulePaths: boolean, tokens = noFixedTokens): Prefilter {
  switch (formula.kind) {
    case 'pattern':
      return allOf([
        ...requiredWords(formula.pattern, modulePaths).map((word) => ({ kind: 'word' as const, word })),
        ...requiredLiterals(formula.pattern).map((text) => ({ kind: 'text' as const, text })),
        ...(tokens.operators ? requiredOperators(formula.pattern).map((operator) => ({ kind: 'operator' as const, operator })) : []),
        ...(tokens.calls ? requiredNeighbours(formula.pattern, modulePaths, tokens.comparisons).map((each) => ({ kind: 'neighbour' as const, ...each })) : []),
      ]);
    case 'regex':
      return regexPrefilter(formula.regex, '');
    case 'any':
      return anyOf(formula.of.map((part) => formulaPrefilter(part, modulePaths, tokens)));
    case 'all':
      return allOf(formula.of.map((part) => formulaPrefilter(part, modulePaths, tokens)));
    case 'inside':
    case 'anywhere':
      return formulaPrefilter(formula.of, modulePaths, tokens);
    case 'structure':
      return structurePrefilter(formula.structure);
    case 'not':
    case 'query':
      return always;
  }
  return formula satisfies never;
}

function regexPrefilter(regex: string, flags: string): Prefilter {
  const translated = translateRegex(regex, flags);
  return translated.kind === 'problem' ? always : regexLiterals(translated.source);
}
