import type { z } from 'zod';
import type { explainRule } from '../../core/runs/explain.ops.ts';
import type { RuleSummaryWire } from '../../core/scan/rule-wire.ts';
import type { Stream } from '../print.ts';
import { renderFindings, severityText } from './findings.ts';
import { plain, plainLine, wrap } from './plain.ts';
import { table } from './table.ts';

type Explanation = z.output<typeof explainRule.output>;

const maxText = 100;

/** Rules as a table: severity, id, languages, weakness, whether a repair is known, title. */
export function ruleTable(rules: readonly RuleSummaryWire[], { columns }: Stream): string {
  const rows = rules.map((rule) => [rule.severity, rule.id, rule.languages.join(','), rule.cwe[0] ?? '', rule.has_fix ? 'yes' : '', rule.name]);
  return table(['SEVERITY', 'RULE', 'LANGUAGES', 'CWE', 'FIX', 'TITLE'], rows, Math.max(columns, maxText));
}

/** One rule with help, examples, measured precision and controls, after the finding that was asked for. */
export function rulePage(rule: Explanation, out: Stream): string {
  const { colors, columns } = out;
  const width = Math.min(maxText, columns);
  const facts = [
    `${severityText(rule.severity, colors)}, confidence ${rule.confidence}, pack ${plainLine(rule.pack)}${rule.enabled ? '' : ', off in this project'}`,
    `measured precision: ${rule.measured.text}`,
    `languages: ${rule.languages.join(', ')}`,
    ...(rule.cwe.length === 0 ? [] : [`weaknesses: ${rule.cwe.map(plainLine).join(', ')}`]),
    ...(rule.tags.length === 0 ? [] : [`tags: ${rule.tags.map(plainLine).join(', ')}`]),
  ];
  const help = plain(rule.help)
    .split(/\n\s*\n/)
    .map((paragraph) => wrap(paragraph, width).join('\n'))
    .filter((paragraph) => paragraph !== '');
  const sections = [
    `${colors.bold(plainLine(rule.name))}\n${colors.dim(plainLine(rule.id))}\n${facts.join('\n')}`,
    wrap(rule.message, width).join('\n'),
    ...help,
    ...examples(rule, colors),
    ...controls(rule, { colors, width }),
  ];
  const references = rule.references.map(plainLine).join('\n');
  return `${findingSection(rule, out)}${[...sections, ...(references === '' ? [] : [`${colors.bold('See also')}\n${references}`])].join('\n\n')}\n`;
}

function findingSection({ finding: now }: Explanation, { colors, columns }: Stream): string {
  if (now === undefined) return '';
  const { finding, code_frame: frame } = now;
  const isGone = frame?.stale === true ? `${colors.yellow('The file no longer has this finding.')}\n` : '';
  const frames = frame === undefined ? {} : { [finding.fingerprint]: frame };
  return `${isGone}${renderFindings({ findings: [finding], frames, colors, columns })}\n`;
}

/** A line for each framework and reason: which controls the rule supports evidence for, and why. */
function controls({ placements }: Explanation, { colors, width }: { readonly colors: Stream['colors']; readonly width: number }): string[] {
  if (placements.length === 0) return [];
  const groups = new Map<string, string[]>();
  for (const { framework_name: name, control, because } of placements) {
    const key = `${name}\n${because}`;
    groups.set(key, [...(groups.get(key) ?? []), control]);
  }
  const lines = [...groups].flatMap(([key, ids]) => {
    const [name = '', because = ''] = key.split('\n');
    return wrap(`${plainLine(name)}: ${ids.map(plainLine).join(', ')} (${plainLine(because)})`, width);
  });
  return [`${colors.bold('Supports evidence for')}\n${lines.join('\n')}`];
}

function examples({ examples: all }: Explanation, colors: Stream['colors']): string[] {
  return all.flatMap(({ bad, good, fixed }) => [
    ...(bad === undefined ? [] : [example(colors.red('Found'), bad)]),
    ...(fixed === undefined ? [] : [example(colors.green('Repaired'), fixed)]),
    ...(good === undefined ? [] : [example(colors.green('Not found'), good)]),
  ]);
}

function example(title: string, code: string): string {
  const lines = plain(code).trimEnd().split('\n');
  return `${title}\n${lines.map((line) => `    ${line}`.trimEnd()).join('\n')}`;
}
