import type { RuleProblem } from '../model.ts';
import type { YamlPath, YamlText } from './yaml-text.ts';

/** A value of a rule file that is being read: where it stands, and where its problems go. */
export interface Part {
  readonly value: unknown;
  readonly path: YamlPath;
  readonly origin: Origin;
}

/** The rule a part belongs to. `problems` grows while the rule is read. */
export interface Origin {
  readonly file: string;
  readonly yaml: YamlText;
  readonly ruleId?: string;
  readonly problems: RuleProblem[];
}

/** Records a problem at this part; returns undefined so that a reader can `return refuse(…)`. */
export function refuse(part: Part, message: string): undefined {
  const { file, yaml, ruleId, problems } = part.origin;
  const field = part.path.findLast((segment) => typeof segment === 'string');
  problems.push({
    file,
    line: yaml.lineOf(part.path),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(typeof field === 'string' ? { field } : {}),
    message,
  });
  return undefined;
}

/** The part at a key of a mapping; undefined when the mapping has no such key. */
export function at(part: Part, key: string): Part | undefined {
  if (!isRecord(part.value) || !Object.hasOwn(part.value, key)) return undefined;
  return { value: part.value[key], path: [...part.path, key], origin: part.origin };
}

/** The elements of a list; a single value counts as a list of one. */
export function elements(part: Part): readonly Part[] {
  if (!Array.isArray(part.value)) return [part];
  return part.value.map((value: unknown, index) => ({ value, path: [...part.path, index], origin: part.origin }));
}

/** The keys of a mapping with their parts; none when it is not a mapping. */
export function entries(part: Part): readonly (readonly [string, Part])[] {
  if (!isRecord(part.value)) return [];
  return Object.entries(part.value).map(([key, value]) => [key, { value, path: [...part.path, key], origin: part.origin }]);
}

/** Text at a key, undefined when absent; another type is a problem. Numbers and booleans are taken as their text. */
export function textAt(part: Part, key: string): string | undefined {
  const field = at(part, key);
  if (field === undefined || field.value === null) return undefined;
  return textOf(field);
}

/** The part as text; a mapping or list is a problem. */
export function textOf(part: Part): string | undefined {
  if (typeof part.value === 'string') return part.value;
  if (typeof part.value === 'number' || typeof part.value === 'boolean') return String(part.value);
  return refuse(part, 'Text was expected here');
}

/** A list of texts at a key (or one text); empty when absent. */
export function textsAt(part: Part, key: string): readonly string[] {
  const field = at(part, key);
  if (field === undefined || field.value === null) return [];
  return elements(field).flatMap((element) => textOf(element) ?? []);
}

/** A finite number at a key; another type is a problem. */
export function numberAt(part: Part, key: string): number | undefined {
  const field = at(part, key);
  if (field === undefined) return undefined;
  if (typeof field.value === 'number' && Number.isFinite(field.value)) return field.value;
  return refuse(field, 'A number was expected here');
}

/** True when the key holds `true` (or Semgrep's `only`); anything but a boolean is a problem. */
export function flagAt(part: Part, key: string): boolean {
  const field = at(part, key);
  if (field === undefined) return false;
  if (typeof field.value === 'boolean') return field.value;
  if (field.value === 'only') return true;
  refuse(field, 'true or false was expected here');
  return false;
}

/** A mapping with string keys. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reports each key that is not in `known`; the rest of the mapping is still used. */
export function reportUnknown(part: Part, known: ReadonlySet<string>): void {
  for (const [key, field] of entries(part)) {
    if (!known.has(key)) refuse(field, `The field ${JSON.stringify(key)} is not known here and is ignored`);
  }
}
