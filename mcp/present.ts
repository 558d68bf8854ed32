import type { z } from 'zod';
import { Failure } from '../core/kernel/failure.ts';
import { groupBy } from '../core/kernel/grouping.ts';
import type { sdkCheck, sdkContext, sdkRules } from '../core/scan/sdk.ops.ts';
import type { explainRule } from '../core/runs/explain.ops.ts';
import { severities } from '../core/scan/model.ts';
import { type Page, pageOf, textSize } from './budget.ts';

export type Compact = Readonly<Record<string, unknown>>;

type CheckResult = z.output<typeof sdkCheck.output>;
type ContextResult = z.output<typeof sdkContext.output>;
type RulesResult = z.output<typeof sdkRules.output>;
type RuleDetail = z.output<typeof explainRule.output>;
type Found = CheckResult['findings'][number];

const maxReasons = 5;

/**
 * Findings worst first, what their rules say told once per rule. Holds rule texts, places and fingerprints, never the code that was
 * checked. `ok`: no finding among `rules_applied` rules.
 */
export function presentCheck(result: CheckResult, page: Page): Compact {
  const ordered = result.findings.toSorted((a, b) => rank(a) - rank(b) || a.range.start_offset - b.range.start_offset);
  const rest = afterCursor(ordered, page.cursor, (finding) => finding.fingerprint);
  const head = {
    ok: result.compliant,
    total: ordered.length,
    rules_applied: result.rules_applied,
    ...(result.suppressed === 0 ? {} : { suppressed: result.suppressed }),
    ...(result.not_checked.length === 0 ? {} : { not_checked: result.not_checked.slice(0, maxReasons) }),
  };
  const show = page.detail === true ? detailedFinding : compactFinding;
  const told = new Set<string>();
  const { shown, isWhole } = pageOf(rest, page.maxTokens - textSize(head), (finding) => {
    const cost = textSize(show(finding)) + (told.has(finding.rule_id) ? 0 : textSize(compactRule(finding)) + textSize(finding.rule_id));
    told.add(finding.rule_id);
    return cost;
  });
  return {
    ...head,
    shown: shown.length,
    ...nextAfter(isWhole, shown.at(-1)?.fingerprint),
    rules: Object.fromEntries(shown.map((finding) => [finding.rule_id, compactRule(finding)])),
    findings: shown.map(show),
  };
}

/** The rules of a file by id, a page at a time. */
export function presentRules(result: RulesResult, page: Page): Compact {
  const rest = afterCursor(result.rules, page.cursor, (rule) => rule.id);
  const line = (rule: RulesResult['rules'][number]) => ({ sev: rule.severity, cwe: rule.cwe[0], name: rule.name, ...(rule.has_fix ? { fix: true } : {}) });
  const { shown, isWhole } = pageOf(rest, page.maxTokens, (rule) => textSize(rule.id) + textSize(line(rule)));
  return {
    filename: result.filename,
    total: result.total,
    shown: shown.length,
    ...nextAfter(isWhole, shown.at(-1)?.id),
    rules: Object.fromEntries(shown.map((rule) => [rule.id, line(rule)])),
  };
}

/** What to know before writing a file: its weaknesses with the rules that look for them. The `rules` tool pages through all. */
export function presentContext(result: ContextResult, page: Page): Compact {
  const head = { filename: result.filename, language: result.language, rules_total: result.rules_total, frameworks: result.frameworks };
  const { shown, isWhole } = pageOf(result.weaknesses, page.maxTokens - textSize(head), textSize);
  return {
    ...head,
    weaknesses: Object.fromEntries(shown.map(({ cwe, rules }) => [cwe, rules])),
    ...(isWhole ? {} : { omitted: result.weaknesses.length - shown.length }),
  };
}

/** A rule, or a finding with its rule; what does not fit is left out, the least needed part first, and named in `omitted`. Holds no code of the project. */
export function presentRule(result: RuleDetail, page: Page): Compact {
  const { id, name, pack, severity, confidence, cwe, languages, message, help, references, controls, examples, has_fix: hasFix } = result;
  const core: Record<string, unknown> = {
    ...{ id, name, pack, severity, confidence, cwe, languages, fix: hasFix, message, measured: result.measured.text },
    ...(result.enabled ? {} : { off: true }),
    ...(result.finding === undefined ? {} : { finding: explainedFinding(result.finding) }),
  };
  const extras: readonly (readonly [string, unknown])[] = [
    ['help', help],
    ['controls', controls],
    ['references', references],
    ['examples', examples],
    ...(result.placements.length === 0 ? [] : [['reasons', reasonsOf(result)] as const]),
  ];
  const omitted: string[] = [];
  let left = page.maxTokens - textSize(core);
  for (const [key, value] of extras) {
    left -= textSize(value);
    if (left >= 0) core[key] = value;
    else omitted.push(key);
  }
  return omitted.length === 0 ? core : { ...core, omitted };
}

/** Where a finding is and the way its data takes, as places; `stale` where the file no longer has it. */
function explainedFinding({ finding, code_frame: frame }: NonNullable<RuleDetail['finding']>): Compact {
  const { file } = finding.evidence;
  const way = finding.trace?.map((step) => `${step.kind} ${step.file ?? file}:${step.range.start_line}`);
  return { ...compactFinding(finding), ...(way === undefined ? {} : { way }), ...(frame?.stale === true ? { stale: true } : {}) };
}

/** A line for each framework and reason: which of its controls the rule supports evidence for, and why. */
function reasonsOf({ placements }: RuleDetail): readonly string[] {
  return [...groupBy(placements, ({ framework, because }) => `${framework}\n${because}`).values()].map((group) => {
    const { framework = '', because = '' } = group[0] ?? {};
    return `${framework} ${group.map(({ control }) => control).join(', ')}: ${because}`;
  });
}

function compactFinding(finding: Found): Compact {
  const { fingerprint, rule_id: rule, evidence, range, fix } = finding;
  const at = `${evidence.file}:${range.start_line}`;
  return { fp: fingerprint, rule, at, ...(fix === undefined ? {} : { fix: fixState(fix) }) };
}

function fixState({ verified, caution }: NonNullable<Found['fix']>): string {
  if (verified !== true) return 'unverified';
  return caution === undefined ? 'verified' : 'look first';
}

/** The same with the whole range (1-based lines and columns, end exclusive) and the fix as `[start, end, text]` in UTF-16 offsets. */
function detailedFinding(finding: Found): Compact {
  const { evidence, range, fix } = finding;
  const at = `${evidence.file}:${range.start_line}:${range.start_column}-${range.end_line}:${range.end_column}`;
  const edits = fix?.edits.map((edit) => [edit.start_offset, edit.end_offset, edit.text]);
  return { ...compactFinding(finding), at, ...(edits === undefined ? {} : { edits }) };
}

function compactRule(finding: Found): Compact {
  return { cwe: finding.cwe[0] ?? null, sev: finding.severity, msg: finding.title };
}

function rank(finding: Found): number {
  return severities.indexOf(finding.severity);
}

/** The items behind the one that the cursor names. Throws `invalid_input` when there is no such item any more. */
export function afterCursor<T>(items: readonly T[], cursor: string | undefined, idOf: (item: T) => string): readonly T[] {
  if (cursor === undefined) return items;
  const index = items.findIndex((item) => idOf(item) === cursor);
  if (index < 0) throw new Failure('invalid_input', 'cursor: the results changed since that page; call again without cursor');
  return items.slice(index + 1);
}

/** The cursor of the next page, when there is one. */
export function nextAfter(isWhole: boolean, last: string | undefined): { next?: string } {
  return isWhole || last === undefined ? {} : { next: last };
}
