import type { Rule, Severity } from '../../scan/model.ts';
import { cweNumber, cwePage } from '../coverage.ts';
import { shorten } from '../markup.ts';

export type Level = 'error' | 'warning' | 'note' | 'none';

const levels: Readonly<Record<Severity, Level>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note', info: 'note' };
/** In the middle of GitHub's bands: critical from 9, high from 7, medium from 4, low above 0. Info has none. */
const securitySeverity: Readonly<Record<Severity, string | undefined>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.5', info: undefined };
const problemSeverity: Readonly<Record<Severity, string>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
  info: 'recommendation',
};
const maxTags = 20;
/** GitHub's limit for descriptions. */
const maxDescription = 1024;
const webAddress = /^https?:\/\/./;

export function levelOf(severity: Severity): Level {
  return levels[severity];
}

/** A rule as a reporting descriptor with all that GitHub shows: descriptions, help as text and Markdown, tags, precision, severity. */
export function ruleDescriptor(rule: Rule, taxonOf: (number: string) => number | undefined) {
  const help = rule.help.trim() === '' ? rule.message : rule.help.trim();
  const references = rule.references.filter((url) => webAddress.test(url));
  const weaknesses = rule.cwe.flatMap((id) => cweNumber(id) ?? []);
  const helpUri = references[0] ?? weaknesses.map(cwePage)[0];
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: shorten(sentence(rule.title), maxDescription) },
    fullDescription: { text: shorten(sentence(firstParagraph(help)), maxDescription) },
    help: { text: [help, ...references].join('\n\n'), markdown: markdownHelp(help, weaknesses, references) },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levelOf(rule.severity) },
    ...(weaknesses.length === 0 ? {} : { relationships: weaknesses.flatMap((number) => relationship(number, taxonOf(number))) }),
    properties: properties(rule, weaknesses),
  };
}

function properties(rule: Rule, weaknesses: readonly string[]) {
  const score = securitySeverity[rule.severity];
  const tags = [
    ...(score === undefined ? [] : ['security']),
    ...weaknesses.map((number) => `external/cwe/cwe-${number.padStart(3, '0')}`),
    rule.pack,
    ...rule.tags,
  ];
  return {
    tags: [...new Set(tags)].slice(0, maxTags),
    precision: rule.confidence,
    'problem.severity': problemSeverity[rule.severity],
    ...(score === undefined ? {} : { 'security-severity': score }),
    pack: rule.pack,
    ...(Object.keys(rule.controls).length === 0 ? {} : { controls: rule.controls }),
  };
}

function relationship(number: string, index: number | undefined) {
  return index === undefined ? [] : [{ target: taxonReference(number, index), kinds: ['relevant'] }];
}

/** A reference to a weakness in the log's only taxonomy. */
export function taxonReference(number: string, index: number) {
  return { id: number, index, toolComponent: { name: 'CWE', index: 0 } };
}

function markdownHelp(help: string, weaknesses: readonly string[], references: readonly string[]): string {
  const links = [...weaknesses.map((number) => `- [CWE-${number}](${cwePage(number)})`), ...references.map((url) => `- <${url}>`)];
  return links.length === 0 ? help : `${help}\n\n### See also\n\n${links.join('\n')}`;
}

function firstParagraph(text: string): string {
  return text.split(/\n\s*\n/)[0]?.replace(/\s+/g, ' ') ?? text;
}

/** Viewers expect descriptions to be sentences. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function pascalCase(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('');
}
