import { allOf, always, anyOf, type Prefilter } from '../pattern/prefilter-formula.ts';
import { regexLiterals } from '../pattern/regex-literals.ts';
import { translateRegex } from '../regex/dialect.ts';
import type { NodeRule, Structure } from './node-rule.ts';

const metavariables = /\$+[A-Z_][A-Z0-9_]*(?![a-z0-9_])|\$\$\$/g;
const wordShape = /[\w\u0080-\uffff]+/g;

/** What a text must contain for the structure to match. */
export function structurePrefilter({ rule, utils }: Structure): Prefilter {
  return prefilterOf(rule, utils, 0);
}

function prefilterOf(rule: NodeRule, utils: Structure['utils'], depth: number): Prefilter {
  const inner = (part: NodeRule) => prefilterOf(part, utils, depth + 1);
  if (depth > 30) return always;
  switch (rule.kind) {
    case 'pattern':
      return patternPrefilter(rule);
    case 'text': {
      const translated = translateRegex(rule.regex);
      return translated.kind === 'problem' ? always : regexLiterals(translated.source);
    }
    case 'relation':
      return inner(rule.of);
    case 'all':
      return allOf(rule.of.map(inner));
    case 'any':
      return anyOf(rule.of.map(inner));
    case 'matches': {
      const named = Object.hasOwn(utils, rule.name) ? utils[rule.name] : undefined;
      return named === undefined ? always : inner(named);
    }
    case 'node-kind':
    case 'nth-child':
    case 'range':
    case 'not':
      return always;
  }
  return rule satisfies never;
}

/** Tokens need not be there where the strictness passes over them, and of a context only the selected part counts. */
function patternPrefilter({ text, selector, strictness }: Extract<NodeRule, { kind: 'pattern' }>): Prefilter {
  if (selector !== undefined || (strictness !== 'cst' && strictness !== 'smart')) return always;
  const words = new Set(text.replaceAll(metavariables, ' ').match(wordShape) ?? []);
  return allOf([...words].map((word) => ({ kind: 'word' as const, word })));
}
