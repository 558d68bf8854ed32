import type { Catalogue } from '../frameworks/catalogue.ts';
import { controlsFor, mergeControls } from '../frameworks/controls.ts';
import type { Pack, Rule, RuleProblem } from '../model.ts';
import { type Models, noModels, type TextFile } from './models.ts';
import { isAstGrepRule, readAstGrepRule } from './ast-grep-rule.ts';
import { readNativeRule } from './native-rule.ts';
import { at, elements, isRecord, type Part, refuse, textAt, textsAt } from './part.ts';
import { readPublishedRule } from './published-rule.ts';
import { readYaml } from './yaml-text.ts';

/** What a rule takes from where it stands. */
export interface RuleScope {
  readonly pack: string;
  /** Shipped and vetted with the product. */
  readonly trusted: boolean;
  readonly models: Models;
  /** The first rule of another file, named as in a rule file of the user; undefined when there is none. */
  readonly ruleAt?: ((place: string) => Part | undefined) | undefined;
}

export interface LoadDefaults {
  /** Pack of rules whose file names none; default `custom`. */
  readonly pack?: string;
  readonly trusted?: boolean;
  readonly models?: Models;
  readonly frameworks?: readonly Catalogue[];
  /** Reads a rule file of the project that a rule refers to, from the place of the file it stands in; undefined when there is none. */
  readonly readReference?: (place: string, from: string) => TextFile | undefined;
}

/** A pack's head, as its file states it. */
export interface PackHead {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly byDefault: boolean;
  readonly aliases?: readonly string[];
}

export interface LoadedRules {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
  /** Present when the file describes a pack: its head with these rules. */
  readonly pack?: Pack;
}

/** Paths of files that may be the head of a pack. */
export const headName = /(?:^|\/)pack\.ya?ml$/;
const maxRules = 5000;
const idShape = /^[A-Za-z0-9][A-Za-z0-9._:/()-]{0,199}$/;

/**
 * Reads a rule file in any of our syntaxes: one rule, a list, `rules:` (Semgrep), or a pack with `pack:` or `name, description, rules`.
 * Never throws: what cannot be used is a problem with file, line, rule and field, and the other rules load.
 */
export function loadRuleText(text: string, file: string, defaults: LoadDefaults = {}): LoadedRules {
  const reading = readYaml(text, file);
  if (reading.kind === 'problems') return { rules: [], problems: reading.problems };
  const problems: RuleProblem[] = [];
  const top: Part = { value: reading.yaml.value, path: [], origin: { file, yaml: reading.yaml, problems } };
  const list = ruleList(top);
  const pack = list === undefined ? undefined : readPackHead(top);
  const ruleAt = (place: string) => firstRule(defaults.readReference?.(place, file), problems);
  const scope = { pack: pack?.id ?? defaults.pack ?? 'custom', trusted: defaults.trusted ?? false, models: defaults.models ?? noModels, ruleAt };
  const seen = new Set<string>();
  const rules = (list ?? []).slice(0, maxRules).flatMap((part) => readRule(part, scope, seen) ?? []);
  if ((list?.length ?? 0) > maxRules) refuse(top, `Only the first ${maxRules} rules of a file are used`);
  const withControls = rules.map((rule) => ({ ...rule, controls: mergeControls(rule.controls, controlsFor(rule, defaults.frameworks ?? [])) }));
  return { rules: withControls, problems, ...(pack === undefined ? {} : { pack: { ...pack, source: 'custom', rules: withControls } }) };
}

/** Whether a file is the head of the pack in its folder: a pack.yaml without rules of its own. */
export function isFolderHead({ file, text }: TextFile): boolean {
  return headName.test(file) && !/^\s*["']?rules["']?\s*:/m.test(text);
}

/** Reads a pack's head from `pack.yaml` text of the product's own packs. */
export function readPackFile(text: string, file: string): { readonly pack?: PackHead; readonly problems: readonly RuleProblem[] } {
  const reading = readYaml(text, file);
  if (reading.kind === 'problems') return { problems: reading.problems };
  const problems: RuleProblem[] = [];
  const part: Part = { value: reading.yaml.value, path: [], origin: { file, yaml: reading.yaml, problems } };
  const pack = headOf(part);
  return { problems, ...(pack === undefined ? {} : { pack }) };
}

function firstRule(referred: TextFile | undefined, problems: RuleProblem[]): Part | undefined {
  if (referred === undefined) return undefined;
  const { text, file } = referred;
  const reading = readYaml(text, file);
  if (reading.kind === 'read') return ruleList({ value: reading.yaml.value, path: [], origin: { file, yaml: reading.yaml, problems } })?.[0];
  problems.push(...reading.problems);
  return undefined;
}

function ruleList(top: Part): readonly Part[] | undefined {
  if (Array.isArray(top.value)) return elements(top).flatMap((part) => (at(part, 'rules') === undefined ? part : (ruleList(part) ?? [])));
  if (!isRecord(top.value)) return refuse(top, 'Rules were expected: a rule, a list of rules, or a mapping with rules');
  const rules = at(top, 'rules');
  if (rules === undefined) return at(top, 'id') === undefined ? refuse(top, 'The file holds no rules') : [top];
  if (!Array.isArray(rules.value)) return refuse(rules, 'A list of rules was expected here');
  return elements(rules);
}

function readPackHead(top: Part): PackHead | undefined {
  if (at(top, 'rules') === undefined) return undefined;
  const pack = at(top, 'pack');
  if (pack !== undefined) return isRecord(pack.value) ? headOf(pack) : refuse(pack, 'A mapping with id and name was expected here');
  return at(top, 'name') === undefined ? undefined : headOf(top);
}

function headOf(part: Part): PackHead | undefined {
  const name = textAt(part, 'name');
  const id = textAt(part, 'id') ?? (name === undefined ? undefined : slug(name));
  if (id === undefined || id === '') return refuse(part, 'A pack needs an id or a name');
  return {
    id,
    name: name ?? id,
    version: textAt(part, 'version') ?? '1.0.0',
    description: (textAt(part, 'description') ?? '').replaceAll(/\s+/g, ' ').trim(),
    byDefault: at(part, 'by-default')?.value !== false,
    ...(at(part, 'aliases') === undefined ? {} : { aliases: textsAt(part, 'aliases') }),
  };
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100);
}

function readRule(part: Part, scope: RuleScope, seen: Set<string>): Rule | undefined {
  if (!isRecord(part.value)) return refuse(part, 'A rule is a mapping');
  const id = textAt(part, 'id');
  if (id === undefined) return refuse(part, 'A rule needs an id');
  if (!idShape.test(id)) return refuse(at(part, 'id') ?? part, 'A rule id may hold letters, digits and . _ : / ( ) - only');
  const own: Part = { ...part, origin: { ...part.origin, ruleId: id } };
  if (seen.has(id)) return refuse(own, 'Another rule of this file has the same id');
  seen.add(id);
  if (isAstGrepRule(own)) return readAstGrepRule(own, id, scope);
  return at(own, 'type') === undefined ? readNativeRule(own, id, scope) : readPublishedRule(own, id, scope);
}
