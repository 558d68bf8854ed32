import type { z } from 'zod';
import { quoted, quotedPath } from '../core/kernel/quoted.ts';
import type { checkGate } from '../core/runs/gate-check.ops.ts';
import type { sdkCheck } from '../core/scan/sdk.ops.ts';
import { type Compact, type Page, textSize } from './budget.ts';
import { findingPage } from './finding-lines.ts';

type CheckResult = z.output<typeof sdkCheck.output>;
type GateResult = z.output<typeof checkGate.output>;

const maxReasons = 5;
const shortHash = 12;
/** Files of a diff whose hash is told: those of more have to be checked one by one before a fix. */
const maxHashes = 20;

/**
 * Findings worst first, what their rules say told once per rule. `ok`: no finding among `rules_applied` rules, of those that the change since `since`
 * brings or touches; `unchanged` counts the others. `hash` is what `apply_fix` takes.
 */
export function presentCheck(result: CheckResult, page: Page): Compact {
  const { compliant, findings, unchanged, compared_with: since, rules_applied, suppressed } = result;
  const head = {
    ok: compliant,
    total: findings.length,
    ...(since === undefined ? {} : { since: quoted(since), unchanged }),
    rules_applied,
    ...(suppressed === 0 ? {} : { suppressed }),
    ...reasons('not_checked', result.not_checked),
    ...hashes(result),
  };
  const { shown, next, rules } = findingPage(findings, { ...page, maxTokens: page.maxTokens - textSize(head) }, result.advice);
  return { ...head, ...(next === undefined ? {} : { shown, next }), ...(findings.length === 0 ? {} : { findings: rules }) };
}

/** Whether the change passes, and the findings that fail it. Counts are of new findings. */
export function presentGate(result: GateResult, page: Page): Compact {
  const { passed, failing, total_findings: total, critical, high, medium, low, info, baseline, older, suppressed } = result;
  const counts = Object.fromEntries(Object.entries({ critical, high, medium, low, info }).filter(([, count]) => count > 0));
  const head = {
    passed,
    fail_on: result.fail_on.join(' '),
    failing: failing.length,
    total,
    ...counts,
    ...(baseline === undefined ? {} : { since: quoted(baseline), unchanged: older }),
    ...(suppressed === 0 ? {} : { suppressed }),
    files: result.files_scanned,
    ...reasons(
      'not_checked',
      result.skipped.map(({ message }) => message),
    ),
    ...reasons(
      'problems',
      result.problems.map(({ file, message }) => `${quotedPath(file)}: ${message}`),
    ),
  };
  const { shown, next, rules } = findingPage(failing, { ...page, maxTokens: page.maxTokens - textSize(head) });
  return { ...head, ...(next === undefined ? {} : { shown, next }), ...(failing.length === 0 ? {} : { findings: rules }) };
}

/** The first few of many sentences, and how many more there are. */
export function reasons(name: string, all: readonly string[]): Readonly<Record<string, readonly string[]>> {
  if (all.length === 0) return {};
  const told = all.slice(0, maxReasons).map((reason) => quoted(reason));
  return { [name]: all.length > maxReasons ? [...told, `and ${all.length - maxReasons} more`] : told };
}

/** Hashes of the files that have a fix: one for a single file, else by path. */
function hashes({ findings, files }: CheckResult): { readonly hash?: unknown } {
  const fixable = new Set(findings.filter(({ fix }) => fix !== undefined).map(({ evidence }) => evidence.file));
  const told = files.filter(({ path }) => fixable.has(path)).slice(0, maxHashes);
  const [only] = told;
  if (only === undefined) return {};
  if (files.length === 1) return { hash: only.content_hash.slice(0, shortHash) };
  return { hash: Object.fromEntries(told.map(({ path, content_hash: hash }) => [quotedPath(path), hash.slice(0, shortHash)])) };
}
