import { parseLanguage } from '../languages/index.ts';
import type { FixSpec } from '../fix-spec.ts';
import type { Rule, Severity } from '../model.ts';
import type { NodeRule, Rewriter, Structure } from '../structure/node-rule.ts';
import { firstSentence, originOf, readConfidence, readControls, readCwe, readExamples } from './facts.ts';
import type { RuleScope } from './load.ts';
import { readNodeRule, readRelation } from './node-rule.ts';
import { at, elements, entries, flagAt, isRecord, type Part, refuse, reportUnknown, textAt, textOf, textsAt } from './part.ts';
import { metavariableName, readTransforms, templateText } from './transforms.ts';

const knownFields: ReadonlySet<string> = new Set([
  ...['id', 'language', 'rule', 'constraints', 'utils', 'transform', 'rewriters', 'fix', 'message', 'severity', 'note', 'labels', 'files', 'ignores', 'url'],
  ...['metadata', 'title', 'help', 'tags', 'secret', 'examples'],
]);

const severities: Readonly<Record<string, Severity>> = { error: 'high', warning: 'medium', info: 'low', hint: 'info' };

/** Whether a rule is in ast-grep's syntax: it has a rule object. */
export function isAstGrepRule(part: Part): boolean {
  return at(part, 'rule') !== undefined && at(part, 'languages') === undefined;
}

/** Reads a rule in ast-grep's syntax; undefined after reporting why it cannot be used, or when it is off. */
export function readAstGrepRule(part: Part, id: string, scope: RuleScope): Rule | undefined {
  reportUnknown(part, knownFields);
  const named = textAt(part, 'language');
  const language = named === undefined ? undefined : parseLanguage(named);
  if (named === undefined) return refuse(part, 'The field language is needed');
  if (language === undefined) return refuse(at(part, 'language') ?? part, `The language ${JSON.stringify(named)} is not supported yet`);
  const severity = readSeverity(part);
  const structure = readStructure(part);
  if (severity === undefined || structure === undefined) return undefined;
  const message = templateText((textAt(part, 'message') ?? id).trim());
  const note = textAt(part, 'help') ?? textAt(part, 'note');
  const metadata = at(part, 'metadata');
  const fix = readFix(part);
  return {
    id,
    pack: scope.pack,
    title: textAt(part, 'title') ?? firstSentence(message),
    message,
    severity,
    confidence: readConfidence(metadata, 'medium'),
    languages: [language.id],
    cwe: readCwe(metadata),
    controls: readControls(metadata),
    tags: [...textsAt(part, 'tags'), ...(metadata === undefined ? [] : textsAt(metadata, 'tags'))],
    help: (note ?? message).trim(),
    references: textsAt(part, 'url'),
    paths: { include: readGlobs(part, 'files'), exclude: readGlobs(part, 'ignores') },
    detector: { kind: 'search', formula: { kind: 'structure', structure, line: part.origin.yaml.lineOf([...part.path, 'rule']) } },
    ...(fix === undefined ? {} : { fix }),
    examples: readExamples(part),
    secret: flagAt(part, 'secret'),
    trusted: scope.trusted,
    ...originOf(part, scope),
  };
}

/** `off` is no problem: the rule is simply not used. */
function readSeverity(part: Part): Severity | undefined {
  const word = textAt(part, 'severity') ?? 'hint';
  if (word === 'off') return undefined;
  const own: Severity | undefined = (['critical', 'high', 'medium', 'low'] as const).find((severity) => severity === word);
  return severities[word] ?? own ?? refuse(at(part, 'severity') ?? part, `The severity must be one of ${Object.keys(severities).join(', ')}, off`);
}

function readStructure(part: Part): Structure | undefined {
  const before = part.origin.problems.length;
  const field = at(part, 'rule');
  const rule = field === undefined ? undefined : readNodeRule(field);
  const utils = readRules(at(part, 'utils'), (name) => name);
  const constraints = readRules(at(part, 'constraints'), metavariableName);
  const transforms = readTransforms(at(part, 'transform'));
  const rewriters = readRewriters(at(part, 'rewriters'));
  const expansions = readExpansions(at(part, 'fix'));
  if (rule === undefined || transforms === undefined || part.origin.problems.length > before) return undefined;
  const fix = readFix(part);
  const template = fix?.kind === 'template' ? fix.template : '';
  return { rule, utils, constraints, transforms, rewriters, defaults: namesIn(template, [rule, utils, constraints]), ...expansions };
}

/** Metavariables of a fix that the rule has somewhere but need not bind: they are empty then. */
function namesIn(template: string, rules: unknown): readonly string[] {
  const written = templateText(JSON.stringify(rules));
  const names = template.match(/\$\.\.\.[A-Z_][A-Z0-9_]*|\$[A-Z_][A-Z0-9_]*/g) ?? [];
  return [...new Set(names)].filter((name) => written.includes(name));
}

function readRules(part: Part | undefined, nameOf: (written: string) => string): Record<string, NodeRule> {
  const rules: Record<string, NodeRule> = {};
  for (const [name, field] of part === undefined ? [] : entries(part)) {
    const rule = readNodeRule(field);
    if (rule !== undefined) rules[nameOf(name)] = rule;
  }
  return rules;
}

function readRewriters(part: Part | undefined): readonly Rewriter[] {
  return (part === undefined ? [] : elements(part)).flatMap((element): readonly Rewriter[] => {
    const id = textAt(element, 'id');
    const field = at(element, 'rule');
    const rule = field === undefined ? undefined : readNodeRule(field);
    const transforms = readTransforms(at(element, 'transform'));
    const fix = at(element, 'fix');
    const template = fix === undefined ? undefined : (textAt(isRecord(fix.value) ? fix : element, isRecord(fix.value) ? 'template' : 'fix') ?? '');
    if (id === undefined || rule === undefined || transforms === undefined || template === undefined)
      return refuse(element, 'A rewriter needs id, rule and fix') ?? [];
    return [{ id, rule, constraints: readRules(at(element, 'constraints'), metavariableName), transforms, template: templateText(template) }];
  });
}

function readFix(part: Part): FixSpec | undefined {
  const fix = at(part, 'fix');
  const [field] = fix === undefined ? [] : elements(fix);
  if (field === undefined) return undefined;
  if (!isRecord(field.value)) {
    const template = textOf(field);
    return template === undefined ? undefined : { kind: 'template', template: templateText(template.replace(/\n$/, '')) };
  }
  const template = textAt(field, 'template');
  const title = textAt(field, 'title');
  if (template === undefined) return refuse(field, 'A fix needs a template');
  return { kind: 'template', template: templateText(template.replace(/\n$/, '')), ...(title === undefined ? {} : { title }) };
}

/** A neighbour that is to go with the match is looked for in its direction. */
function readExpansions(fix: Part | undefined): Pick<Structure, 'expandStart' | 'expandEnd'> {
  const [field] = fix === undefined ? [] : elements(fix);
  if (field === undefined || !isRecord(field.value)) return {};
  const [start, end] = [at(field, 'expandStart'), at(field, 'expandEnd')];
  const expandStart = start === undefined ? undefined : readRelation(start, 'follows');
  const expandEnd = end === undefined ? undefined : readRelation(end, 'precedes');
  return { ...(expandStart === undefined ? {} : { expandStart }), ...(expandEnd === undefined ? {} : { expandEnd }) };
}

/** Globs, plain or as `{glob, caseInsensitive}`. */
function readGlobs(part: Part, key: string): readonly string[] {
  const field = at(part, key);
  return (field === undefined ? [] : elements(field)).flatMap((element) =>
    isRecord(element.value) ? (textAt(element, 'glob') ?? []) : (textOf(element) ?? []),
  );
}
