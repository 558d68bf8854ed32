import type { z } from 'zod';
import type { Context } from '../core/kernel/context.ts';
import { type Catalogue, readCatalogue, readFrameworkHeads } from '../core/scan/frameworks/catalogue.ts';
import type { explainRule } from '../core/runs/explain.ops.ts';
import { ruleScheme } from './protocol.ts';

type Explanation = z.output<typeof explainRule.output>;

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
export function rulePage(rule: Explanation): string {
  const parts = [
    `# ${rule.name}`,
    `\`${rule.id}\` · pack ${rule.pack} · severity ${rule.severity} · confidence ${rule.confidence}${rule.has_fix ? ' · has a fix' : ''}${rule.enabled ? '' : ' · off in this project'}`,
    rule.message,
    rule.help,
    ...(rule.cwe.length === 0 ? [] : [`Weakness: ${rule.cwe.map(weaknessLink).join(', ')}`]),
    `Measured precision: ${rule.measured.text}.`,
    evidenceTable(rule),
    ...rule.examples.flatMap(({ bad, good, fixed, language }) => [
      ...example('A finding', bad, language),
      ...example('After the fix', fixed, language),
      ...example('No finding', good, language),
    ]),
    rule.references.length === 0 ? '' : `## References\n\n${rule.references.map((reference) => `- ${reference}`).join('\n')}`,
  ];
  return `${parts.filter((part) => part.trim() !== '').join('\n\n')}\n`;
}

/** The controls that a rule supports evidence for, and why. */
function evidenceTable({ placements }: Explanation): string {
  if (placements.length === 0) return '';
  const rows = placements.map(({ framework_name: name, control, title, because }) => `| ${name} | ${control} | ${cell(title)} | ${cell(because)} |`);
  return `## Supports evidence for\n\n| Framework | Control | | Because |\n|---|---|---|---|\n${rows.join('\n')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** The catalogues of the frameworks, as far as there are any, each read once. */
export async function cataloguesOf({ shared, assets }: Context, ids: readonly string[]): Promise<readonly Catalogue[]> {
  const heads = await shared.use('frameworks', '', () => Promise.resolve(readFrameworkHeads(assets)));
  const known = heads.filter(({ id }) => ids.includes(id));
  return Promise.all(known.map(({ id }) => shared.use(`framework ${id}`, '', () => Promise.resolve(readCatalogue(assets, id)))));
}

/** CWE ids with their pages, and controls with their titles by framework, as one Markdown list. */
export function placement({ cwe, controls }: Placed, frameworks: readonly Catalogue[]): string {
  const lines = [
    ...(cwe.length === 0 ? [] : [`- Weakness: ${cwe.map(weaknessLink).join(', ')}`]),
    ...Object.entries(controls).map(([id, controlIds]) => controlLine(id, controlIds, frameworks)),
  ];
  return lines.join('\n');
}

interface Placed {
  readonly cwe: readonly string[];
  readonly controls: Readonly<Record<string, readonly string[]>>;
}

/** Frameworks and controls that are in no catalogue are named by their ids. */
function controlLine(id: string, controlIds: readonly string[], frameworks: readonly Catalogue[]): string {
  const framework = frameworks.find((candidate) => candidate.id === id);
  const titles = controlIds.map((controlId) => {
    const title = framework?.controls.find((control) => control.id === controlId)?.title;
    return title === undefined ? controlId : `${controlId} ${title}`;
  });
  return `- ${framework?.name ?? id}: ${titles.join(', ')}`;
}

/** A fenced block that its content cannot close. */
export function fence(content: string, language: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${language}\n${content.replace(/\n$/, '')}\n${mark}`;
}

/** A weakness with its page in the catalogue of weaknesses. */
export function weaknessLink(id: string): string {
  const number = weakness.exec(id)?.[1];
  return number === undefined ? id : `[${id}](https://cwe.mitre.org/data/definitions/${number}.html)`;
}

function example(title: string, code: string | undefined, language = ''): string[] {
  return code === undefined ? [] : [`## ${title}`, fence(code, language)];
}
