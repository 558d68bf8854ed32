import { parseLanguage } from '../languages/index.ts';
import type { Condition, Formula } from '../model.ts';
import { translateRegex } from '../regex/dialect.ts';
import { at, elements, type Part, refuse, textAt, textOf, textsAt } from './part.ts';

const metavariable = /^\$(?:[A-Z_][A-Z_0-9]*|\.\.\.[A-Z_][A-Z_0-9]*|\d+)$/;

/** Every regex of a formula is checked when it is read, so that a rule fails at load and not in the middle of a scan. */
export function readRegex(part: Part): string | undefined {
  const regex = textOf(part);
  if (regex === undefined) return undefined;
  const translated = translateRegex(regex);
  return translated.kind === 'problem' ? refuse(part, translated.message) : regex;
}

/** A name such as `$X`; anything else is a problem. */
export function readMetavariable(part: Part): string | undefined {
  const name = textOf(part);
  if (name === undefined || metavariable.test(name)) return name;
  return refuse(part, 'A metavariable such as $X was expected here');
}

/** The metavariables of one `focus-metavariable`; none after reporting what is wrong. */
export function readFocus(part: Part): readonly string[] {
  return elements(part).flatMap((element) => readMetavariable(element) ?? []);
}

/** A `metavariable-…` entry; `readNested` reads the formula of `metavariable-pattern`. */
export function readCondition(key: string, part: Part, readNested: (part: Part) => Formula | undefined): Condition | undefined {
  switch (key) {
    case 'metavariable-regex':
      return readRegexCondition(part);
    case 'metavariable-pattern':
      return readPatternCondition(part, readNested);
    case 'metavariable-comparison':
      return readComparison(part);
    case 'metavariable-type':
      return readType(part);
    case 'metavariable-analysis':
      return readAnalysis(part);
    default:
      return refuse(part, `The condition ${JSON.stringify(key)} is not supported`);
  }
}

function readRegexCondition(part: Part): Condition | undefined {
  const name = readName(part);
  const field = at(part, 'regex');
  if (field === undefined) return refuse(part, 'A regex is needed here');
  const regex = readRegex(field);
  return name === undefined || regex === undefined ? undefined : { kind: 'metavariable-regex', metavariable: name, regex };
}

function readPatternCondition(part: Part, readNested: (part: Part) => Formula | undefined): Condition | undefined {
  const name = readName(part);
  const formula = readNested(part);
  const languageName = textAt(part, 'language');
  const language = languageName === undefined ? undefined : parseLanguage(languageName)?.id;
  if (languageName !== undefined && language === undefined) return refuse(part, `The language ${JSON.stringify(languageName)} is not supported`);
  if (name === undefined || formula === undefined) return undefined;
  return { kind: 'metavariable-pattern', metavariable: name, formula, ...(language === undefined ? {} : { language }) };
}

function readComparison(part: Part): Condition | undefined {
  const field = at(part, 'metavariable');
  const name = field === undefined ? undefined : readMetavariable(field);
  const comparison = textAt(part, 'comparison');
  if (comparison === undefined) return refuse(part, 'A comparison is needed here');
  return { kind: 'metavariable-comparison', comparison, ...(name === undefined ? {} : { metavariable: name }) };
}

function readType(part: Part): Condition | undefined {
  const name = readName(part);
  const types = [...textsAt(part, 'type'), ...textsAt(part, 'types')];
  if (types.length === 0) return refuse(part, 'A type or types are needed here');
  return name === undefined ? undefined : { kind: 'metavariable-type', metavariable: name, types };
}

function readAnalysis(part: Part): Condition | undefined {
  const name = readName(part);
  const analyzer = textAt(part, 'analyzer');
  if (analyzer !== 'entropy' && analyzer !== 'redos') return refuse(part, 'The analyzer must be entropy or redos');
  return name === undefined ? undefined : { kind: 'metavariable-analysis', metavariable: name, analyzer };
}

function readName(part: Part): string | undefined {
  const field = at(part, 'metavariable');
  return field === undefined ? refuse(part, 'The field metavariable is needed here') : readMetavariable(field);
}
