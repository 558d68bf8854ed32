import { type ExtractDetector, extractTransforms } from '../extract-rule.ts';
import { parseLanguage } from '../languages/index.ts';
import type { Formula } from '../model.ts';
import { readMetavariable } from './condition.ts';
import { at, flagAt, isRecord, type Part, refuse, reportUnknown, textAt, textsAt } from './part.ts';

/** Fields of a rule with `mode: extract` beside its pattern. */
export const extractKeys = ['extract', 'dest-language', 'dest-rules', 'rules', 'transform', 'reduce', 'json'] as const;

/**
 * Reads `extract: $X` with its fields beside it, or all of them in a mapping `extract: {metavariable, dest-language, …}`; undefined after
 * reporting what is wrong.
 */
export function readExtract(part: Part, formula: Formula): ExtractDetector | undefined {
  const field = at(part, 'extract');
  if (field === undefined) return refuse(part, 'A rule with mode extract needs extract: the metavariable with the text');
  const isMapping = isRecord(field.value);
  if (isMapping) reportUnknown(field, new Set(['metavariable', ...extractKeys]));
  const settings = isMapping ? field : part;
  const name = isMapping ? at(field, 'metavariable') : field;
  const metavariable = name === undefined ? refuse(field, 'extract needs metavariable') : readMetavariable(name);
  const language = readDestination(settings);
  const transform = readTransform(settings);
  const concat = readReduce(settings);
  if (metavariable === undefined || language === undefined || transform === undefined || concat === undefined) return undefined;
  if (!mentions(formula, metavariable)) return refuse(field, `No pattern of the rule binds ${metavariable}`);
  return { kind: 'extract', formula, metavariable, language, rules: readChoice(settings), transform, concat };
}

function readDestination(part: Part) {
  const name = textAt(part, 'dest-language');
  if (name === undefined) return refuse(part, 'A rule with mode extract needs dest-language');
  return parseLanguage(name)?.id ?? refuse(at(part, 'dest-language') ?? part, `The language ${JSON.stringify(name)} is not supported yet`);
}

function readTransform(part: Part): ExtractDetector['transform'] | undefined {
  const word = textAt(part, 'transform') ?? (flagAt(part, 'json') ? 'concat_json_string_array' : 'no_transform');
  const known = extractTransforms.find((transform) => transform === word);
  return known ?? refuse(at(part, 'transform') ?? part, `The transform must be one of ${extractTransforms.join(', ')}`);
}

function readReduce(part: Part): boolean | undefined {
  const word = textAt(part, 'reduce') ?? 'separate';
  return ['concat', 'separate'].includes(word) ? word === 'concat' : refuse(at(part, 'reduce') ?? part, 'reduce must be concat or separate');
}

/** `dest-rules: {include, exclude}`, called `rules` for a while. */
function readChoice(part: Part): ExtractDetector['rules'] {
  const field = at(part, 'dest-rules') ?? at(part, 'rules');
  if (field === undefined) return { include: [], exclude: [] };
  if (!isRecord(field.value)) refuse(field, 'A mapping with include or exclude was expected here');
  reportUnknown(field, new Set(['include', 'exclude']));
  return { include: textsAt(field, 'include'), exclude: textsAt(field, 'exclude') };
}

/** Groups of a regex bind `$1` and their names, so these count as well. */
function mentions(formula: Formula, metavariable: string): boolean {
  const name = metavariable.slice(1);
  const text = JSON.stringify(formula);
  return /^\d+$/.test(name) || text.includes(metavariable) || text.includes(`<${name}>`);
}
