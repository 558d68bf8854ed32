import type { FixSpec } from '../../core/scan/fix-spec.ts';
import type { Catalogue } from '../../core/scan/frameworks/catalogue.ts';
import type { MeasuredWire } from '../../core/scan/measured.ts';
import type { Example, Pack, Rule } from '../../core/scan/model.ts';
import { placementsIn } from '../../core/scan/rule-wire.ts';

/** What a page tells besides the rule itself. */
interface RuleFacts {
  readonly frameworks: readonly Catalogue[];
  readonly measured: MeasuredWire;
}

/** Markdown page of one built-in rule: what it finds, why, examples, fix, and which controls it supports evidence for and why. */
export function rulePage(rule: Rule, pack: Pack, { frameworks, measured }: RuleFacts): string {
  const facts = [
    `\`${rule.id}\``,
    `severity ${rule.severity}`,
    `confidence ${rule.confidence}`,
    rule.languages.join(', '),
    `[${pack.name}](README.md)`,
    pack.byDefault ? 'on by default' : 'off unless the configuration names its pack',
  ];
  const parts = [
    `# ${rule.title}`,
    facts.join(' · '),
    rule.message,
    `## Why, and what to do\n\n${rule.help}`,
    ...(rule.detector.kind === 'taint' ? ['The rule follows data: from where a value comes in, through calls and files, to where it does harm.'] : []),
    ...rule.examples.map((example, index) => exampleSection(rule, example, rule.examples.length === 1 ? '' : ` ${index + 1}`)),
    `## Fix\n\n${rule.fix === undefined ? 'The rule offers no fix of its own.' : fixText(rule.fix)}`,
    `## Measured precision\n\n${capital(measured.text)}.`,
    `## Weaknesses and controls\n\n${controlsText(rule, frameworks)}`,
    ...(rule.references.length === 0 ? [] : [`## Read more\n\n${rule.references.map((url) => `- <${url}>`).join('\n')}`]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function exampleSection(rule: Rule, example: Example, number: string): string {
  const language = example.language ?? rule.languages[0] ?? '';
  const where = example.path === undefined ? '' : ` (\`${example.path}\`)`;
  const lines = example.lines === undefined ? '' : `, found in line ${example.lines.join(', ')}`;
  return [
    ...(example.bad === undefined ? [] : [`## Bad${number}${where}${lines}\n\n${fenced(language, example.bad)}`]),
    ...(example.good === undefined ? [] : [`## Good${number}${where}\n\n${fenced(language, example.good)}`]),
    ...(example.fixed === undefined ? [] : [`## Bad${number} after the fix\n\n${fenced(language, example.fixed)}`]),
  ].join('\n\n');
}

/** A fence longer than any run of backticks in the code. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n$/, '')}\n${fence}`;
}

function fixText({ kind, title, caution }: FixSpec): string {
  const kinds = {
    template: 'The match is replaced',
    regex: 'A part of the match is replaced',
    'remove-line': 'The line is removed',
    'comment-out': 'The line is commented out',
  };
  const first = caution === undefined ? '' : `\n\nLook first: ${caution} It is made only on request.`;
  return `${kinds[kind]}${title === undefined ? '' : `: “${title}”`}.${first}`;
}

function controlsText(rule: Rule, frameworks: readonly Catalogue[]): string {
  const weaknesses = rule.cwe.map((id) => `[${id}](https://cwe.mitre.org/data/definitions/${id.slice(4)}.html)`).join(', ');
  const rows = evidenceRows(rule, frameworks);
  const table =
    rows.length === 0
      ? 'No control of a built-in framework names these weaknesses.'
      : `| Framework | Supports evidence for | Because |\n|---|---|---|\n${rows.join('\n')}`;
  return `${weaknesses === '' ? 'The rule is about hygiene; it names no weakness.' : `Weaknesses: ${weaknesses}.`}\n\n${table}`;
}

/** A row for each framework and reason. */
function evidenceRows(rule: Rule, frameworks: readonly Catalogue[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { framework_name: name, control, because } of placementsIn(rule, frameworks)) {
    const key = `${name} | ${because} |`;
    groups.set(key, [...(groups.get(key) ?? []), control]);
  }
  return [...groups].map(([key, controls]) => {
    const [name = '', because = ''] = key.split(' | ');
    return `| ${name} | ${controls.join(', ')} | ${because.replace(/ \|$/, '')} |`;
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
