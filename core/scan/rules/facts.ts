import { type Confidence, confidences, type Example, type LanguageId, type Severity, severities, type Rule } from '../model.ts';
import { flowTables } from '../languages/flow/index.ts';
import { parseLanguage } from '../languages/index.ts';
import type { Language } from '../languages/language.ts';
import { at, elements, entries, isRecord, type Part, refuse, reportUnknown, textAt, textOf, textsAt } from './part.ts';

/** What both rule syntaxes state in the same way; readers of single facts, each reporting its own problems. */

const semgrepSeverities: Readonly<Record<string, Severity>> = { ERROR: 'high', WARNING: 'medium', INFO: 'low', INVENTORY: 'info', EXPERIMENT: 'info' };
const cweNumber = /CWE[-_ ]?(\d{1,5})/i;

/** Our words in any case, or Semgrep's `ERROR`, `WARNING`, `INFO` (upper case: high, medium, low). */
export function readSeverity(rule: Part): Severity | undefined {
  const word = textAt(rule, 'severity');
  if (word === undefined) return refuse(rule, 'The field severity is needed');
  const known = semgrepSeverities[word] ?? severities.find((severity) => severity === word.toLowerCase());
  return known ?? refuse(at(rule, 'severity') ?? rule, `The severity must be one of ${severities.join(', ')}, ERROR, WARNING, INFO`);
}

/** `high`, `medium` or `low`; `fallback` when absent. */
export function readConfidence(part: Part | undefined, fallback: Confidence): Confidence {
  const word = part === undefined ? undefined : textAt(part, 'confidence');
  if (part === undefined || word === undefined) return fallback;
  const known = confidences.find((confidence) => confidence === word.toLowerCase());
  if (known === undefined) refuse(at(part, 'confidence') ?? part, `The confidence must be one of ${confidences.join(', ')}`);
  return known ?? fallback;
}

/** Languages that are supported; each other name is a problem. `regex` and `generic` mean any text file. */
export function readLanguages(rule: Part): readonly LanguageId[] {
  return readLanguagesThat(rule, () => undefined);
}

/** The languages in which values can be followed; each other one is a problem, and the rule runs in the rest. */
export function readFlowLanguages(rule: Part): readonly LanguageId[] {
  return readLanguagesThat(rule, ({ grammar, id }) =>
    grammar === undefined || flowTables[grammar] === undefined ? `Values are not followed in ${id}, so a taint rule cannot run there` : undefined,
  );
}

function readLanguagesThat(rule: Part, complaint: (language: Language) => string | undefined): readonly LanguageId[] {
  const field = at(rule, 'languages');
  if (field === undefined) return [];
  const found = elements(field).flatMap((element) => {
    const name = textOf(element);
    if (name === undefined) return [];
    const language = parseLanguage(name);
    const problem = language === undefined ? `The language ${JSON.stringify(name)} is not supported yet` : complaint(language);
    if (problem !== undefined) refuse(element, problem);
    return problem === undefined ? (language?.id ?? []) : [];
  });
  return [...new Set(found)];
}

/** `CWE-78`, `CWE-78: text`, a number, or a list of these, as `CWE-78`. */
export function readCwe(part: Part | undefined): readonly string[] {
  const field = part === undefined ? undefined : at(part, 'cwe');
  if (field === undefined) return [];
  const found = elements(field).flatMap((element) => {
    if (typeof element.value === 'number') return `CWE-${element.value}`;
    const number = cweNumber.exec(textOf(element) ?? '')?.[1];
    return number === undefined ? (refuse(element, 'A weakness such as CWE-78 was expected here') ?? []) : `CWE-${Number(number)}`;
  });
  return [...new Set(found)];
}

/** `controls: {<framework>: <id> | [<id>, …]}`. */
export function readControls(part: Part | undefined): Readonly<Record<string, readonly string[]>> {
  const field = part === undefined ? undefined : at(part, 'controls');
  if (field === undefined) return {};
  const controls: Record<string, readonly string[]> = {};
  for (const [framework, ids] of entries(field)) controls[framework] = elements(ids).flatMap((id) => textOf(id) ?? []);
  return controls;
}

/** Globs to include and exclude, from `paths: {include, exclude}`. */
export function readPaths(rule: Part): { readonly include: readonly string[]; readonly exclude: readonly string[] } {
  const field = at(rule, 'paths');
  return field === undefined ? { include: [], exclude: [] } : { include: textsAt(field, 'include'), exclude: textsAt(field, 'exclude') };
}

/** `examples`: texts with `bad`, `good` and `fixed`, an optional language and path, and the lines of the findings in `bad`. */
export function readExamples(rule: Part): readonly Example[] {
  const field = at(rule, 'examples');
  if (field === undefined) return [];
  return elements(field).flatMap((element) => {
    if (!isRecord(element.value)) return refuse(element, 'An example is a mapping with bad or good') ?? [];
    reportUnknown(element, new Set(['language', 'path', 'lines', ...exampleTexts]));
    const texts = exampleTexts.flatMap((key) => {
      const text = textAt(element, key);
      return text === undefined ? [] : [[key, text] as const];
    });
    const path = textAt(element, 'path');
    const lines = readExampleLines(element);
    const [language] = at(element, 'language') === undefined ? [] : readLanguages({ ...element, value: { languages: element.value.language } });
    return { ...Object.fromEntries(texts), ...(path === undefined ? {} : { path }), ...lines, ...(language === undefined ? {} : { language }) };
  });
}

/** `lines` of an example's bad code where findings begin, 1-based. */
function readExampleLines(example: Part): Pick<Example, 'lines'> {
  const field = at(example, 'lines');
  if (field === undefined) return {};
  const lines = elements(field).flatMap(({ value }) => (typeof value === 'number' && Number.isInteger(value) && value > 0 ? [value] : []));
  if (lines.length !== elements(field).length) refuse(field, 'Line numbers from 1 were expected here');
  return { lines };
}

const exampleTexts = ['bad', 'good', 'fixed'] as const;

/** Where a user's rule stands, for problems that show when it first runs; nothing for built-in rules. */
export function originOf(part: Part, scope: { readonly trusted: boolean }): Partial<Pick<Rule, 'origin'>> {
  const { file, yaml } = part.origin;
  return scope.trusted ? {} : { origin: { file, line: yaml.lineOf(part.path) } };
}

/** The first sentence of a text, at most 120 characters: a title where none is given. */
export function firstSentence(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  const sentence = /^.+?[.!?](?=\s|$)/.exec(flat)?.[0]?.replace(/\.$/, '') ?? flat;
  return sentence.length <= 120 ? sentence : `${sentence.slice(0, 117)}…`;
}
