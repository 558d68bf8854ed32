import type { z } from 'zod';
import type { testRules } from '../../core/scan/rule-tests.ops.ts';
import type { Stream } from '../print.ts';
import { renderFrame } from './frame.ts';
import { plainLine } from './plain.ts';
import { counted, listed, problemLine } from './summary.ts';

type Answer = z.output<typeof testRules.output>;
type Case = Answer['files'][number]['cases'][number];

const maxDifferences = 10;

/** Failed tests with the code around each difference, then counts, rules without a test, and rules that cannot be used. */
export function renderRuleTests(answer: Answer, stream: Stream, isLint: boolean): string {
  const { colors } = stream;
  const failed = answer.files.flatMap(({ file, cases }) => cases.filter((each) => !each.passed).map((each) => renderCase(file, each, stream)));
  const problems = listed('Not used', answer.problems.map(problemLine), colors);
  const untested = listed('Rules without a test', answer.untested, colors);
  const unusable = answer.problems.length === 0 ? '' : `, ${counted(answer.problems.length, 'problem')}`;
  const todo = answer.todo === 0 ? '' : `, ${answer.todo} todo`;
  const counts = isLint ? `${counted(answer.rules, 'rule')} read` : `${answer.passed} passed, ${answer.failed} failed${todo}, ${counted(answer.rules, 'rule')}`;
  return `${[...failed, problems, isLint ? '' : untested].filter((part) => part !== '').join('\n')}${(answer.ok ? colors.green : colors.red)(counts + unusable)}\n`;
}

function renderCase(file: string, each: Case, stream: Stream): string {
  const { colors } = stream;
  const where = each.subject.startsWith('example ') ? `${file}, ${each.subject}` : each.subject;
  const head = `${colors.red('failed')} ${colors.bold(plainLine(each.rule_id))} ${plainLine(where)}${each.message === undefined ? '' : `: ${plainLine(each.message)}`}\n`;
  const lines = each.kind === 'annotations' ? `  expected lines ${lineList(each.expected_lines)}, found ${lineList(each.found_lines)}\n` : '';
  const shown = each.differences.slice(0, maxDifferences).map((difference) => renderDifference(difference, stream));
  const left = each.differences.length - shown.length;
  return `${head}${lines}${shown.join('')}${left > 0 ? `  and ${counted(left, 'more difference')}\n` : ''}${renderFix(each, stream)}`;
}

function renderDifference({ kind, line, frame }: Case['differences'][number], { colors, columns }: Stream): string {
  const range = { start_line: line, start_column: 1, end_line: line, end_column: Number.MAX_SAFE_INTEGER, start_offset: 0, end_offset: 0 };
  const text = frame.lines[line - frame.first_line] ?? '';
  const place = { range: { ...range, start_column: text.length - text.trimStart().length + 1, end_column: text.trimEnd().length + 1 } };
  const title = kind === 'missing' ? colors.red(`  line ${line}: expected, not found`) : colors.yellow(`  line ${line}: found, not expected`);
  return `${title}\n${renderFrame(frame, place, { colors, columns })}`;
}

function renderFix({ fix }: Case, { colors }: Stream): string {
  if (fix === undefined) return '';
  const minus = fix.expected.map((line) => colors.red(`    - ${plainLine(line)}`));
  const plus = fix.actual.map((line) => colors.green(`    + ${plainLine(line)}`));
  return `  line ${fix.line}, expected (-) and actual (+) text after the fix\n${[...minus, ...plus].join('\n')}\n`;
}

function lineList(lines: readonly number[]): string {
  return lines.length === 0 ? 'none' : lines.join(', ');
}
