import { lineIndex } from '../../kernel/text.ts';
import { type CodeFrame, cutFrame } from '../code-frame.ts';
import { namesRule, type Annotation } from './annotations.ts';

/** A line of a target where rule and annotation disagree; lines are 1-based. */
export interface Difference {
  readonly kind: 'missing' | 'unexpected';
  readonly line: number;
  readonly frame: CodeFrame;
}

/** What one rule did on one target, in 1-based lines. `todo`: differences that the annotations announce. */
export interface LineVerdict {
  readonly expected: readonly number[];
  readonly found: readonly number[];
  readonly differences: readonly Difference[];
  readonly todo: number;
}

const linesAround = 2;

/** Compares the 0-based lines of a rule's findings with what the annotations of the target say about this rule. */
export function compareLines(text: string, annotations: readonly Annotation[], rule: { readonly id: string; readonly lines: readonly number[] }): LineVerdict {
  const own = annotations.filter(({ ruleId }) => namesRule(ruleId, rule.id));
  const linesOf = (word: Annotation['expectation']) => new Set(own.filter(({ expectation }) => expectation === word).map(({ line }) => line));
  const [wanted, later, tolerated] = [linesOf('ruleid'), linesOf('todoruleid'), linesOf('todook')];
  const found = new Set(rule.lines);
  const missing = [...wanted].filter((line) => !found.has(line));
  const unexpected = [...found].filter((line) => !wanted.has(line) && !later.has(line) && !tolerated.has(line));
  const index = lineIndex(text);
  const difference = (kind: Difference['kind'], line: number): Difference => ({
    kind,
    line: line + 1,
    frame: cutFrame(text, index, { startLine: line, endLine: line }, linesAround),
  });
  return {
    expected: inOrder(wanted),
    found: inOrder(found),
    differences: [...missing.map((line) => difference('missing', line)), ...unexpected.map((line) => difference('unexpected', line))].sort(
      (a, b) => a.line - b.line,
    ),
    todo: [...later].filter((line) => !found.has(line)).length + [...tolerated].filter((line) => found.has(line)).length,
  };
}

/** The first place where two texts differ, as the lines around it; undefined when they are equal up to line ends and white space at the end. */
export function compareTexts(
  expected: string,
  actual: string,
): { readonly line: number; readonly expected: readonly string[]; readonly actual: readonly string[] } | undefined {
  const [wanted, got] = [linesIn(expected), linesIn(actual)];
  const first = wanted.findIndex((line, index) => line !== got[index]);
  const at = first < 0 && got.length > wanted.length ? wanted.length : first;
  if (at < 0) return undefined;
  const from = Math.max(0, at - 1);
  return { line: at + 1, expected: wanted.slice(from, at + 3), actual: got.slice(from, at + 3) };
}

function linesIn(text: string): readonly string[] {
  return text
    .trimEnd()
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd());
}

function inOrder(lines: ReadonlySet<number>): readonly number[] {
  return [...lines].map((line) => line + 1).sort((a, b) => a - b);
}
