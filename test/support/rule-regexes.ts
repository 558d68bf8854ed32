import { createHash } from 'node:crypto';
import type { Condition, Formula, Rule } from '../../core/scan/model.ts';
import { translateRegex } from '../../core/scan/regex/dialect.ts';

/** A regex as it runs, with a key that changes with it. */
export interface RuleRegex {
  readonly ruleId: string;
  readonly source: string;
  readonly flags: string;
  readonly key: string;
  /** What it runs on: whole files, or what a metavariable stands for or another regex found. */
  readonly on: 'text' | 'metavariable';
}

/** Every regex of a rule, translated to JavaScript. */
export function regexesOf(rule: Rule): readonly RuleRegex[] {
  return sourcesOf(rule).map(({ regex, flags, on = 'text' }) => {
    const translated = translateRegex(regex, flags);
    if (translated.kind === 'problem') throw new Error(`${rule.id}: ${translated.message}`);
    const key = createHash('sha256').update(`${on} ${translated.flags}/${translated.source}`).digest('hex').slice(0, 16);
    return { ruleId: rule.id, source: translated.source, flags: translated.flags, key, on };
  });
}

interface Source {
  readonly regex: string;
  readonly flags: string;
  readonly on?: RuleRegex['on'];
}

function sourcesOf({ detector, fix }: Rule): readonly Source[] {
  const fixed = fix?.kind === 'regex' ? [{ regex: fix.regex, flags: 'm' }] : [];
  switch (detector.kind) {
    case 'regex':
      return [
        ...fixed,
        { regex: detector.regex, flags: detector.flags },
        ...(detector.unless === undefined ? [] : [{ regex: detector.unless, flags: detector.flags, on: 'metavariable' as const }]),
      ];
    case 'required-pattern':
    case 'documentation-obligation':
      return [...fixed, ...detector.patterns.map((regex) => ({ regex, flags: 'm' }))];
    case 'search':
    case 'extract':
      return [...fixed, ...inFormula(detector.formula)];
    case 'taint':
      return [
        ...fixed,
        ...[...detector.sources, ...detector.sinks, ...detector.sanitizers, ...detector.propagators].flatMap((spec) => inFormula(spec.formula)),
      ];
    case 'join':
      return [...fixed, ...detector.parts.flatMap((part) => sourcesOf(part.rule))];
    case 'file-policy': {
      const { pattern } = detector.parameters;
      return typeof pattern === 'string' ? [...fixed, { regex: pattern, flags: 'm' }] : fixed;
    }
    default:
      return detector satisfies never;
  }
}

const stringRegex = /["'`]=~\/(.*?)\/([a-z]*)["'`]/g;

function inFormula(formula: Formula): readonly Source[] {
  switch (formula.kind) {
    case 'pattern':
      return [...formula.pattern.matchAll(stringRegex)].map(([, regex = '', flags = '']) => ({ regex, flags }));
    case 'regex':
      return [{ regex: formula.regex, flags: 'm' }];
    case 'all':
      return [...formula.of.flatMap(inFormula), ...formula.where.flatMap(inCondition)];
    case 'any':
      return formula.of.flatMap(inFormula);
    case 'not':
    case 'inside':
    case 'anywhere':
      return inFormula(formula.of);
    case 'structure':
    case 'query':
      // No built-in rule is written this way; those of users run under a time guard.
      return [];
    default:
      return formula satisfies never;
  }
}

function inCondition(condition: Condition): readonly Source[] {
  if (condition.kind === 'metavariable-regex') return [{ regex: condition.regex, flags: '', on: 'metavariable' }];
  return condition.kind === 'metavariable-pattern' ? inFormula(condition.formula) : [];
}
