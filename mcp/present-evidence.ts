import type { z } from 'zod';
import { quoted, quotedPath } from '../core/kernel/quoted.ts';
import type { showControls } from '../core/compliance/controls.ops.ts';
import { type Compact, type Page, pageOf, textSize } from './budget.ts';
import { afterCursor, nextAfter } from './paging.ts';

type Assessment = z.output<typeof showControls.output>;
type Control = Assessment['controls'][number];

/** What stands open comes first, what nobody looked at last. */
const order: readonly Control['state'][] = ['not-satisfied', 'partial', 'satisfied', 'manual', 'not-evaluated', 'not-applicable'];
const maxReasons = 2;
const maxPlaces = 5;

/**
 * Controls with their state and what proves it: open findings by place, checks that ran and those that did not, declared evidence. One control
 * alone is told with all of its reasons, findings and checks. Holds places, ids and our own texts, never code.
 */
export function presentEvidence(result: Assessment, page: Page): Compact {
  const { framework, level, summary, scan, problems, controls } = result;
  const ordered = controls.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const rest = afterCursor(ordered, page.cursor, (control) => control.id);
  const counts = Object.fromEntries(Object.entries(summary.counts).filter(([, count]) => count !== undefined && count > 0));
  const head = {
    framework: framework.id,
    ...(framework.version === undefined ? {} : { version: framework.version }),
    ...(level === undefined ? {} : { level }),
    ...{ score: summary.score, coverage: summary.coverage, counts },
    scanned: { files: scan.files_scanned, rules: scan.rules_evaluated, skipped: scan.skipped.length },
    ...(problems.length === 0 ? {} : { problems: problems.length }),
    total: controls.length,
    note: 'Supports evidence; certifies nothing. What was not evaluated is not satisfied.',
  };
  const show = controls.length === 1 || page.detail === true ? wholeControl : shortControl;
  const { shown, isWhole } = pageOf(rest, page.maxTokens - textSize(head), (control) => textSize(show(control)));
  return { ...head, shown: shown.length, ...nextAfter(isWhole, shown.at(-1)?.id), controls: shown.map(show) };
}

function shortControl(control: Control): Compact {
  const places = control.findings.slice(0, maxPlaces).map(placeOf);
  const left = control.findings.length - places.length;
  return {
    ...{ id: control.id, state: control.state },
    why: control.reasons.slice(0, maxReasons),
    ...(places.length === 0 ? {} : { findings: [...places, ...(left > 0 ? [`and ${left} more`] : [])] }),
    ...(control.checks.length === 0 ? {} : { checks: countStates(control) }),
    ...(control.evidence.length === 0 ? {} : { evidence: control.evidence.map(evidenceLine) }),
  };
}

function wholeControl(control: Control): Compact {
  const { title, accepted, checks, documents } = control;
  return {
    ...shortControl(control),
    ...{ title, why: control.reasons, findings: control.findings.map(placeOf) },
    ...(accepted === 0 ? {} : { accepted }),
    checks: Object.fromEntries(checks.map(({ rule_id: rule, state, because }) => [rule, `${state}; ${because}`])),
    ...(documents.length === 0 ? {} : { documents: Object.fromEntries(documents.map(({ title: name, candidate = 'none found' }) => [name, candidate])) }),
  };
}

function placeOf({ rule_id: rule, file, line, fingerprint }: Control['findings'][number]): string {
  return `${quoted(rule)} ${quotedPath(file)}:${line} ${fingerprint}`;
}

function countStates({ checks }: Control): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of checks) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function evidenceLine({ where, reviewer, reviewed, flaw }: Control['evidence'][number]): string {
  return `${where}, ${reviewer} ${reviewed}${flaw === undefined ? '' : ` (does not count: ${flaw})`}`;
}
