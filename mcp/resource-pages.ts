import type { z } from 'zod';
import { quotedPath } from '../core/kernel/quoted.ts';
import type { showControls } from '../core/compliance/controls.ops.ts';
import type { explainRule } from '../core/runs/explain.ops.ts';

type RuleDetail = z.output<typeof explainRule.output>;
type Assessment = z.output<typeof showControls.output>;

/** A rule's help as Markdown. Rule texts only, never code of the project. */
export function rulePage(rule: RuleDetail): string {
  const controls = Object.entries(rule.controls).map(([framework, ids]) => `- ${framework}: ${ids.join(', ')}`);
  const good = rule.examples.flatMap(({ language = '', good: code, fixed = code }) => (fixed === undefined ? [] : [fenced(fixed, language)])).slice(0, 1);
  return joined([
    `# ${rule.name}`,
    `\`${rule.id}\` · ${rule.severity} · ${rule.cwe.join(', ')} · ${rule.languages.join(', ')}`,
    rule.message,
    rule.help,
    `Measured precision: ${rule.measured.text}.`,
    section('Good', good),
    section('Controls', controls),
    section(
      'References',
      rule.references.map((reference) => `- ${reference}`),
    ),
  ]);
}

/** A finding's place and the way of its data, before its rule. Places only, never the code that stands there. */
export function findingPage(detail: RuleDetail): string {
  const { finding: found } = detail;
  if (found === undefined) return rulePage(detail);
  const { finding } = found;
  const { file } = finding.evidence;
  const way = (finding.trace ?? []).map((step) => `1. ${step.kind}: ${placed(step.file ?? file, step.range.start_line)}`);
  const states = [
    ...(found.code_frame?.stale === true ? ['The file no longer has it.'] : []),
    ...(finding.fix === undefined ? [] : [`Its fix is ${finding.fix.verified === true ? 'verified' : 'not verified'}.`]),
  ];
  return joined([
    `# ${detail.name} at ${placed(file, finding.range.start_line)}`,
    `Fingerprint \`${finding.fingerprint}\``,
    states.join(' '),
    section('Data flow', way),
    rulePage(detail).replace(/^# /, '## '),
  ]);
}

/** The states of controls as the product's Markdown report tells them. */
export function frameworkPage({ document }: Assessment): string {
  return document?.content ?? '';
}

/** Names of files are the project's: on one line, in a code span. */
function placed(file: string, line: number): string {
  return `\`${quotedPath(file).replaceAll('`', String.raw`\u{60}`)}:${line}\``;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `## ${title}\n\n${lines.join('\n')}`;
}

function fenced(code: string, language: string): string {
  return `\`\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\``;
}

function joined(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
