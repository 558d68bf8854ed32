import { groupBy } from '../core/kernel/grouping.ts';
import { quoted, quotedPath } from '../core/kernel/quoted.ts';
import type { FindingWire } from '../core/scan/finding-wire.ts';
import { shortFingerprint } from '../core/scan/fingerprint.ts';
import { severityRank } from '../core/scan/model.ts';
import { type Page, pageOf, textSize } from './budget.ts';
import { afterCursor, nextAfter } from './paging.ts';

/** Findings of one rule: what it says once, then a line for each place. */
export interface RuleLines {
  readonly is: string;
  /** What to do instead. */
  readonly do?: string;
  readonly at: readonly unknown[];
}

/** Findings by rule, worst first, and the cursor of the next page where there is one. */
export interface FindingPage {
  readonly shown: number;
  readonly next?: string;
  readonly rules: Readonly<Record<string, RuleLines>>;
}

/**
 * As many findings as fit, grouped by rule. A line is `path:line fingerprint`, then `from` the line its data comes from, then `fix` with what is known
 * of it. Holds rule texts and places, never the code that was checked.
 */
export function findingPage(findings: readonly FindingWire[], page: Page, advice: Advice = {}): FindingPage {
  const ordered = findings.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity) || byPlace(a, b));
  const rest = afterCursor(ordered, page.cursor, ({ fingerprint }) => fingerprint);
  const show: (finding: FindingWire) => unknown = page.detail === true ? detailed : findingLine;
  const told = new Set<string>();
  const { shown, isWhole } = pageOf(rest, page.maxTokens, (finding) => {
    const isTold = told.has(finding.rule_id);
    told.add(finding.rule_id);
    return textSize(show(finding)) + (isTold ? 0 : textSize({ [finding.rule_id]: { ...ruleLines(finding, advice), at: [] } }));
  });
  const rules = [...groupBy(shown, ({ rule_id: rule }) => rule)].flatMap(([rule, group]): [string, RuleLines][] => {
    const [first] = group;
    return first === undefined ? [] : [[quoted(rule), { ...ruleLines(first, advice), at: group.map((finding) => show(finding)) }]];
  });
  return { shown: shown.length, ...nextAfter(isWhole, shown.at(-1)?.fingerprint), rules: Object.fromEntries(rules) };
}

/** A finding as one line. */
export function findingLine(finding: FindingWire): string {
  const { fingerprint, evidence, range, fix, is_obligation: isObligation } = finding;
  const place = isObligation ? 'project' : `${quotedPath(evidence.file)}:${range.start_line}`;
  return [place, shortFingerprint(fingerprint), ...comesFrom(finding), ...(fix === undefined ? [] : [fixState(fix)])].join(' ');
}

/** Where the data of a flow comes in, unless that is where it ends. */
function comesFrom({ trace = [], evidence, range }: FindingWire): readonly string[] {
  const source = trace.find(({ kind }) => kind === 'source');
  if (source === undefined) return [];
  const { file = evidence.file, range: from } = source;
  if (file !== evidence.file) return [`from ${quotedPath(file)}:${from.start_line}`];
  return from.start_line === range.start_line ? [] : [`from :${from.start_line}`];
}

function fixState({ verified, caution }: NonNullable<FindingWire['fix']>): string {
  if (verified !== true) return 'fix:unverified';
  return caution === undefined ? 'fix' : 'fix:caution';
}

/** The same with the whole fingerprint and range (1-based lines and columns, end exclusive), and the fix as `[start, end, text]` in UTF-16 offsets. */
function detailed(finding: FindingWire): object {
  const { fingerprint, evidence, range, fix } = finding;
  const at = `${quotedPath(evidence.file)}:${range.start_line}:${range.start_column}-${range.end_line}:${range.end_column}`;
  const edits = fix?.edits.map((edit) => [edit.start_offset, edit.end_offset, edit.text]);
  return { fp: fingerprint, at, ...(fix === undefined ? {} : { fix: fixState(fix) }), ...(edits === undefined ? {} : { edits }) };
}

/** Sentences by rule id. */
export type Advice = Readonly<Record<string, string>>;

function ruleLines({ severity, cwe, title, rule_id: rule }: FindingWire, advice: Advice): Omit<RuleLines, 'at'> {
  const is = quoted([severity, ...cwe.slice(0, 1), title].join(' '));
  const instead = Object.hasOwn(advice, rule) ? advice[rule] : undefined;
  return instead === undefined ? { is } : { is, do: quoted(instead) };
}

function byPlace(a: FindingWire, b: FindingWire): number {
  if (a.evidence.file === b.evidence.file) return a.range.start_offset - b.range.start_offset;
  return a.evidence.file < b.evidence.file ? -1 : 1;
}
