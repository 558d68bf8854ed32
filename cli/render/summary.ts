import type { Severity } from '../../core/scan/model.ts';
import { refusedLines, suppressedBy, unusedLines } from '../../core/scan/suppress/summary-text.ts';
import type { SuppressionFacts } from '../../core/scan/suppression-wire.ts';
import { severities } from '../../core/scan/severities.ts';
import type { Colors } from '../print.ts';
import { severityText } from './findings.ts';
import { plainLine } from './plain.ts';

/** A rule or setting that could not be used. */
export interface Problem {
  readonly file: string;
  readonly line?: number | undefined;
  readonly rule_id?: string | undefined;
  readonly message: string;
}

export interface SummaryView {
  readonly colors: Colors;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly suppressed: number;
  /** By whom, what no longer holds, and what suppresses nothing; absent where nobody counted. */
  readonly suppressions?: SuppressionFacts | undefined;
  readonly skipped: readonly { readonly path: string; readonly message: string }[];
  readonly problems: readonly Problem[];
  readonly files: number;
  readonly lines: number;
  readonly milliseconds: number;
  readonly threads: number;
  /** Rules that were applied, and all rules; absent where it was not counted. */
  readonly rules?: { readonly evaluated: number; readonly total: number };
}

const maxListed = 20;
const nameWidth = 10;

/** Counts by severity, what was suppressed, what was not checked, and how long it took. */
export function renderSummary(view: SummaryView): string {
  const { suppressions } = view;
  const parts = [
    severityTable(view),
    ...(suppressions === undefined
      ? []
      : [
          listed('Suppressions that no longer hold', refusedLines(suppressions), view.colors),
          listed('Suppressions that suppress nothing', unusedLines(suppressions), view.colors),
        ]),
    listed('Not checked', notChecked(view.skipped), view.colors),
    listed('Not used', view.problems.map(problemLine), view.colors),
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n${timing(view)}`;
}

/** What concerns the whole project has no path and comes first, where a long list does not cut it off. */
function notChecked(skipped: SummaryView['skipped']): readonly string[] {
  const whole = skipped.flatMap(({ path, message }) => (path === '' ? message : []));
  return [...whole, ...skipped.flatMap(({ path, message }) => (path === '' ? [] : `${path}: ${message}`))];
}

/** `file:line (rule): message`. */
export function problemLine({ file, line, rule_id: rule, message }: Problem): string {
  return `${file}${line === undefined ? '' : `:${line}`}${rule === undefined ? '' : ` (${rule})`}: ${message}`;
}

/** A heading with its lines, at most 20; empty without lines. */
export function listed(title: string, lines: readonly string[], colors: Colors): string {
  if (lines.length === 0) return '';
  const left = lines.length - maxListed;
  const shown = [...lines.slice(0, maxListed).map(plainLine), ...(left > 0 ? [`and ${left} more`] : [])];
  return `${colors.yellow(`${title} (${lines.length})`)}\n${shown.map((line) => `  ${line}\n`).join('')}`;
}

/** `1 finding`, `2 findings`; thousands are set apart. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

function severityTable({ colors, counts, suppressed, suppressions, rules }: SummaryView): string {
  const total = severities.reduce((sum, severity) => sum + counts[severity], 0);
  const coverage = rules === undefined ? '' : ` (${rules.evaluated} of ${counted(rules.total, 'rule')})`;
  const rows = severities
    .map((severity) => `  ${severityText(severity, colors)}${' '.repeat(nameWidth - severity.length)}${String(counts[severity]).padStart(6)}\n`)
    .join('');
  const by = suppressions === undefined ? '' : suppressedBy(suppressions);
  const hidden =
    suppressed === 0
      ? ''
      : `  ${colors.dim('suppressed'.padEnd(nameWidth))}${String(suppressed).padStart(6)}${by === '' ? '' : `  ${colors.dim(`(${by})`)}`}\n`;
  if (total === 0) return `${colors.green('No findings')} among the rules that were applied${coverage}.\n${hidden}`;
  return `${colors.bold('Findings')}\n${rows}${hidden}`;
}

function timing({ colors, counts, files, lines, milliseconds, threads }: SummaryView): string {
  const total = severities.reduce((sum, severity) => sum + counts[severity], 0);
  const facts = [`${counted(total, 'finding')} in ${counted(files, 'file')}`, counted(lines, 'line'), duration(milliseconds), counted(threads, 'thread')];
  return `${colors.bold(facts.join(', '))}\n`;
}

function duration(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
