import type { z } from 'zod';
import type { whyNot } from '../../core/scan/why-not.ops.ts';
import type { Stream } from '../print.ts';
import { plainLine } from './plain.ts';
import { counted } from './summary.ts';

type Answer = z.output<typeof whyNot.output>;

/** The reason, then each clause with what it left at the line, or the parts of the data flow. */
export function renderWhyNot(answer: Answer, { colors }: Stream): string {
  const head = `${colors.bold(`${plainLine(answer.path)}:${answer.line}`)} ${plainLine(answer.rule_id)}: ${plainLine(answer.message)}\n`;
  const failed = answer.clauses.findIndex(({ passed }) => !passed);
  // What comes after has no match left to decide about.
  const asked = failed < 0 ? answer.clauses : answer.clauses.slice(0, failed + 1);
  const rest = answer.clauses.length - asked.length;
  const clauses = asked.map((clause) => {
    const mark = clause.passed ? colors.green('  holds ') : colors.red('  fails ');
    const bindings = Object.entries(clause.bindings).map(([name, text]) => `\n           ${colors.dim(`${name} = ${plainLine(text)}`)}`);
    const elsewhere = clause.lines.length === 0 ? '' : colors.dim(` (matches at ${clause.lines.join(', ')})`);
    return `${mark} ${clause.role}: ${plainLine(clause.clause)}${elsewhere}${bindings.join('')}\n`;
  });
  const places = [
    ['sources', answer.sources],
    ['sinks', answer.sinks],
    ['sanitizers that decide', answer.sanitizers],
    ['the data reaches', answer.reached],
  ] as const;
  const flows = places.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `  ${title}: line ${lines.join(', ')}\n`);
  const more = rest === 0 ? '' : `${colors.dim(`         ${counted(rest, 'more clause')} had nothing left to decide`)}\n`;
  return head + clauses.join('') + more + flows.join('');
}
