import type { RuleDetailWire } from '../core/scan/rule-wire.ts';
import { ruleScheme } from './protocol.ts';

const weakness = /^CWE-(\d+)$/;

/** The address of a rule's page. */
export function rulePageUri(ruleId: string): string {
  return `${ruleScheme}:/${encodeURIComponent(ruleId)}.md`;
}

/** The rule that a page is about; undefined when the address is no rule page. */
export function ruleOfPage(uri: string): string | undefined {
  const name = uri.startsWith(`${ruleScheme}:/`) ? uri.slice(`${ruleScheme}:/`.length).replace(/\.md$/, '') : '';
  try {
    return decodeURIComponent(name) || undefined;
  } catch {
    return undefined;
  }
}

/** A rule as a Markdown page: what is wrong, how to repair it, where it belongs, examples. */
export function rulePage(rule: RuleDetailWire): string {
  const parts = [
    `# ${rule.name}`,
    `\`${rule.id}\` · pack ${rule.pack} · severity ${rule.severity} · confidence ${rule.confidence}${rule.has_fix ? ' · has a fix' : ''}`,
    rule.message,
    rule.help,
    placement(rule),
    ...rule.examples.flatMap(({ bad, good, fixed, language }) => [
      ...example('Found', bad, language),
      ...example('After the fix', fixed, language),
      ...example('Not found', good, language),
    ]),
    rule.references.length === 0 ? '' : `## References\n\n${rule.references.map((reference) => `- ${reference}`).join('\n')}`,
  ];
  return `${parts.filter((part) => part.trim() !== '').join('\n\n')}\n`;
}

/** CWE ids with their pages, and controls by framework, as one Markdown list. */
export function placement({ cwe, controls }: { readonly cwe: readonly string[]; readonly controls: Readonly<Record<string, readonly string[]>> }): string {
  const lines = [
    ...(cwe.length === 0 ? [] : [`- Weakness: ${cwe.map(weaknessLink).join(', ')}`]),
    ...Object.entries(controls).map(([framework, ids]) => `- ${framework}: ${ids.join(', ')}`),
  ];
  return lines.join('\n');
}

/** A fenced block that its content cannot close. */
export function fence(content: string, language: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${content.replace(/\n$/, '')}\n${mark}`;
}

function weaknessLink(id: string): string {
  const number = weakness.exec(id)?.[1];
  return number === undefined ? id : `[${id}](https://cwe.mitre.org/data/definitions/${number}.html)`;
}

function example(title: string, code: string | undefined, language = ''): string[] {
  return code === undefined ? [] : [`## ${title}`, fence(code, language)];
}
