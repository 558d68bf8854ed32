import type { CostsWire } from '../../core/runs/costs.ts';
import type { Colors } from '../print.ts';
import { plainLine } from './plain.ts';
import { counted } from './summary.ts';

const shownRows = 10;

/** The slowest rules and files of a scan, ten of each. */
export function renderCosts({ slowest_rules: rules, slowest_files: files, files_measured: measured }: CostsWire, colors: Colors): string {
  if (measured === 0) return `${colors.dim('No rule had to look at a file: the results of all were known (--no-cache measures them)')}\n`;
  return (
    table(
      colors.bold('Slowest rules'),
      rules.map((rule) => {
        const stopped = rule.stopped === 0 ? '' : `; ran out of its budget ${counted(rule.stopped, 'time')}`;
        return row(rule.ms, `${rule.rule_id}: ${placesOf(rule)}${stopped}`);
      }),
    ) +
    table(
      colors.bold('Slowest files'),
      files.map((file) => {
        const rule = file.slowest_rule === undefined ? '' : `, ${file.slowest_rule} ${milliseconds(file.slowest_rule_ms ?? 0)}`;
        const setup = file.setup_ms < 1 ? '' : `, making rules ready ${milliseconds(file.setup_ms)}`;
        const stopped = file.stopped.length === 0 ? '' : `; out of budget: ${file.stopped.join(', ')}`;
        return row(file.ms, `${file.path}: parsing ${milliseconds(file.parse_ms)}${setup}${rule}${stopped}`);
      }),
    )
  );
}

/** Where the time of a rule went: files by themselves, and parts of the project across their files. */
function placesOf(rule: CostsWire['slowest_rules'][number]): string {
  const most = rule.slowest_file === undefined ? '' : `, most in ${rule.slowest_file} (${milliseconds(rule.slowest_file_ms ?? 0)})`;
  const alone = rule.files === 0 ? [] : [`tried in ${counted(rule.files, 'file')}${most}`];
  const across = rule.parts === 0 ? [] : [`followed across files in ${counted(rule.parts, 'part')} (${milliseconds(rule.parts_ms)})`];
  return [...alone, ...across].join('; ');
}

function table(title: string, rows: readonly string[]): string {
  return rows.length === 0 ? '' : `${title}\n${rows.slice(0, shownRows).join('')}`;
}

function row(ms: number, text: string): string {
  return `  ${milliseconds(ms).padStart(10)}  ${plainLine(text)}\n`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}
