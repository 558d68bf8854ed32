import { tokenChecks } from '../detectors/token-check.ts';
import type { FixSpec } from '../fix-spec.ts';
import type { Detector, Formula, LanguageId, Rule } from '../model.ts';
import type { RegexDetector } from '../regex-rule.ts';
import { translateRegex } from '../regex/dialect.ts';
import { compileTextRegex } from '../regex/text-regex.ts';
import {
  firstSentence,
  originOf,
  readConfidence,
  readControls,
  readCwe,
  readExamples,
  readFlowLanguages,
  readLanguages,
  readPaths,
  readSeverity,
} from './facts.ts';
import { readRegex } from './condition.ts';
import { extractKeys, readExtract } from './extract.ts';
import { joinLanguages, readJoin } from './join.ts';
import { formulaKeys, readFormula } from './formula.ts';
import type { RuleScope } from './load.ts';
import { readMatch } from './match-syntax.ts';
import { readOptions } from './options.ts';
import { at, flagAt, isRecord, numberAt, type Part, refuse, reportUnknown, textAt, textsAt } from './part.ts';
import { readTaint, type TaintScope } from './taint.ts';

const knownFields: ReadonlySet<string> = new Set([
  ...[
    'id',
    'title',
    'message',
    'severity',
    'languages',
    'mode',
    'metadata',
    'help',
    'tags',
    'secret',
    'examples',
    'paths',
    'fix',
    'fix-title',
    'fix-regex',
    'fix-imports',
    'fix-caution',
    'options',
    'match',
    'taint',
    'join',
  ],
  ...['regex', ...formulaKeys, 'pattern-sources', 'pattern-sinks', 'pattern-sanitizers', 'pattern-propagators', 'min-version', 'max-version', 'version'],
]);

/** Reads a rule in Semgrep's syntax with our extensions; undefined after reporting why it cannot be used. */
export function readNativeRule(part: Part, id: string, scope: RuleScope): Rule | undefined {
  if (modeOf(part) === 'extract') return readKnown(withDefaults(part), id, scope);
  reportUnknown(part, knownFields);
  return readKnown(part, id, scope);
}

/** Message and severity of a rule that only hands texts on are never shown, so they may be missing. */
function withDefaults(part: Part): Part {
  reportUnknown(part, new Set([...knownFields, ...extractKeys]));
  return { ...part, value: isRecord(part.value) ? { message: 'Holds code in another language', severity: 'info', ...part.value } : part.value };
}

function modeOf(part: Part): string {
  if (at(part, 'extract') !== undefined) return textAt(part, 'mode') ?? 'extract';
  return textAt(part, 'mode') ?? (at(part, 'taint') === undefined ? 'search' : 'taint');
}

function readKnown(part: Part, id: string, scope: RuleScope): Rule | undefined {
  const severity = readSeverity(part);
  const message = textAt(part, 'message');
  if (message === undefined) return refuse(part, 'The field message is needed');
  const looking = readLooking(part, id, scope);
  if (severity === undefined || looking === undefined) return undefined;
  const { languages, detector } = looking;
  const metadata = at(part, 'metadata');
  const fix = readFix(part);
  return {
    id,
    pack: scope.pack,
    title: textAt(part, 'title') ?? firstSentence(message),
    message: message.trim(),
    severity,
    confidence: readConfidence(metadata, 'medium'),
    languages,
    cwe: readCwe(metadata),
    controls: readControls(metadata),
    tags: [...new Set([...textsAt(part, 'tags'), ...(metadata === undefined ? [] : [...textsAt(metadata, 'tags'), ...textsAt(metadata, 'technology')])])],
    help: (textAt(part, 'help') ?? message).trim(),
    references: metadata === undefined ? [] : textsAt(metadata, 'references'),
    paths: readPaths(part),
    detector,
    ...readOptions(part),
    ...(fix === undefined ? {} : { fix }),
    examples: readExamples(part),
    secret: flagAt(part, 'secret'),
    trusted: scope.trusted,
    ...originOf(part, scope),
  };
}

interface Looking {
  readonly languages: readonly LanguageId[];
  readonly detector: Detector;
}

/** What the rule looks for, and in which languages. */
function readLooking(part: Part, id: string, scope: RuleScope): Looking | undefined {
  const mode = modeOf(part);
  if (mode === 'join') {
    const joined = readJoin(part, id, scope, (inner, innerId) => readNativeRule(inner, innerId, scope));
    return joined === undefined ? undefined : { languages: joinLanguages(joined), detector: joined };
  }
  const languages = mode === 'taint' ? readFlowLanguages(part) : readLanguages(part);
  if (languages.length === 0) return refuse(part, 'The field languages must name at least one supported language');
  const detector = readDetector(part, mode, { models: scope.models, languages });
  return detector === undefined ? undefined : { languages, detector };
}

function readDetector(part: Part, mode: string, scope: TaintScope): Detector | undefined {
  if (mode === 'taint') return readTaint(part, scope);
  if (mode === 'extract') return readExtraction(part);
  if (mode !== 'search') return refuse(at(part, 'mode') ?? part, `The mode ${JSON.stringify(mode)} is not supported`);
  if (at(part, 'regex') !== undefined) return readRegexDetector(part);
  return readLoneRegex(part) ?? readSearch(part);
}

function readExtraction(part: Part): Detector | undefined {
  const formula = readLookedFor(part);
  return formula === undefined ? undefined : readExtract(part, formula);
}

function readLookedFor(part: Part): Formula | undefined {
  const match = at(part, 'match');
  return match === undefined ? readFormula(part) : readMatch(match);
}

function readSearch(part: Part): Detector | undefined {
  const formula = readLookedFor(part);
  return formula === undefined ? undefined : { kind: 'search', formula };
}

/** A rule of nothing but a regex needs no parsed file. */
function readLoneRegex(part: Part): Detector | undefined {
  const field = at(part, 'pattern-regex');
  if (field === undefined || formulaKeys.filter((key) => at(part, key) !== undefined).length !== 1) return undefined;
  const regex = typeof field.value === 'string' && translateRegex(field.value).kind !== 'problem' ? field.value : undefined;
  return regex === undefined ? undefined : { kind: 'regex', regex, flags: 'm' };
}

/** Extension: `regex: {pattern, flags, entropy, group, unless, check, placeholders}`. */
function readRegexDetector(part: Part): Detector | undefined {
  const field = at(part, 'regex');
  const pattern = field === undefined ? undefined : at(field, 'pattern');
  if (field === undefined || pattern === undefined) return refuse(field ?? part, 'The field regex needs a pattern');
  reportUnknown(field, new Set(['pattern', 'flags', 'entropy', 'group', 'unless', 'check', 'placeholders']));
  const before = part.origin.problems.length;
  const regex = readRegex(pattern);
  const flags = textAt(field, 'flags') ?? 'm';
  if (!/^[ims]*$/.test(flags)) refuse(at(field, 'flags') ?? field, 'The flags may be i, m and s');
  const unless = at(field, 'unless');
  const except = unless === undefined ? undefined : readRegex(unless);
  const entropy = numberAt(field, 'entropy');
  const group = regex === undefined ? undefined : readGroup(field, regex);
  if (regex === undefined || part.origin.problems.length > before) return undefined;
  return {
    ...{ kind: 'regex', regex, flags },
    ...(entropy === undefined ? {} : { entropy }),
    ...(group === undefined ? {} : { group }),
    ...(except === undefined ? {} : { unless: except }),
    ...readTokenConditions(field),
  };
}

function readTokenConditions(field: Part): Pick<RegexDetector, 'check' | 'placeholders'> {
  const named = textAt(field, 'check');
  const check = tokenChecks.find((known) => known === named);
  if (named !== undefined && check === undefined) refuse(at(field, 'check') ?? field, `The check must be one of ${tokenChecks.join(', ')}`);
  const wanted = at(field, 'placeholders')?.value;
  if (wanted !== undefined && typeof wanted !== 'boolean') refuse(at(field, 'placeholders') ?? field, 'The field placeholders must be true or false');
  return { ...(check === undefined ? {} : { check }), ...(wanted === false ? { placeholders: false } : {}) };
}

function readGroup(field: Part, regex: string): number | undefined {
  const group = numberAt(field, 'group');
  return group === undefined || hasGroup(regex, group) ? group : refuse(at(field, 'group') ?? field, 'The regex has no group with this number');
}

function hasGroup(regex: string, group: number): boolean {
  const compiled = compileTextRegex({ regex: `${regex}|.`, flags: '', trusted: true });
  const hit = compiled.kind === 'compiled' ? compiled.regex.next('x', 0) : undefined;
  return hit !== undefined && Number.isInteger(group) && group >= 0 && group < hit.groups.length;
}

function readFix(part: Part): FixSpec | undefined {
  const named = textAt(part, 'fix-title');
  const imports = textsAt(part, 'fix-imports');
  const caution = textAt(part, 'fix-caution');
  const title = {
    ...(named === undefined ? {} : { title: named }),
    ...(imports.length === 0 ? {} : { imports }),
    ...(caution === undefined ? {} : { caution }),
  };
  const template = textAt(part, 'fix');
  if (template !== undefined) return { kind: 'template', template: template.replace(/\n$/, ''), ...title };
  const field = at(part, 'fix-regex');
  if (field === undefined) return undefined;
  const pattern = at(field, 'regex');
  const regex = pattern === undefined ? undefined : readRegex(pattern);
  const replacement = textAt(field, 'replacement');
  const count = numberAt(field, 'count');
  if (regex === undefined || replacement === undefined) return refuse(field, 'fix-regex needs regex and replacement');
  return { kind: 'regex', regex, replacement, ...(count === undefined ? {} : { count }), ...title };
}
