import { groupBy } from '../../kernel/grouping.ts';
import { type JoinRow, reportedTable } from '../join-rule.ts';
import type { Finding, Rule } from '../model.ts';
import { interpolate } from '../pattern/interpolate.ts';
import type { RawResult } from '../scanner/check.ts';
import { joinTables } from './join-tables.ts';

/** What join rules find in a file; '' where it is about the whole scan. */
export type JoinResult = RawResult & { readonly path: string };

/** Joins the rows of all files of a scan: a finding for each reported place whose row is part of a combination that the rule describes. */
export function joinAll(rules: readonly Rule[], rows: readonly JoinRow[]): readonly JoinResult[] {
  const byPart = groupBy(rows.toSorted(byPlace), ({ part }) => part);
  return rules.flatMap((rule) => joinOne(rule, byPart));
}

function joinOne(rule: Rule, byPart: ReadonlyMap<string, readonly JoinRow[]>): readonly JoinResult[] {
  const { detector } = rule;
  const reported = detector.kind === 'join' ? reportedTable(detector.on) : undefined;
  if (detector.kind !== 'join' || reported === undefined) return [];
  const tables = new Map(detector.parts.map((part) => [part.name, byPart.get(part.rule.id) ?? []]));
  const { rows, cutOff } = joinTables(tables, detector.on, reported);
  const found = new Map<string, Finding>();
  for (const { row, values } of rows) {
    const { finding } = row;
    const place = finding === undefined ? '' : `${finding.path}\n${finding.span.start}:${finding.span.end}`;
    if (finding !== undefined && !found.has(place)) found.set(place, { ...finding, message: messageOf(rule, values) });
  }
  const byPath = groupBy(found.values(), ({ path }) => path);
  const results = [...byPath].map(([path, findings]): JoinResult => ({ path, findings, skips: [] }));
  if (!cutOff) return results;
  const message = `The rule ${rule.id} has more combinations of findings than are looked at; some may be missing`;
  return [...results, { path: '', findings: [], skips: [{ path: '', reason: 'budget', message }] }];
}

function messageOf(rule: Rule, values: Readonly<Record<string, string>>): string {
  return interpolate(rule.message, new Map(Object.entries(values).map(([name, text]) => [name, { start: 0, end: 0, nodes: [], text }])), '');
}

/** Threads answer in no order; the first of several combinations must not depend on it. */
function byPlace(a: JoinRow, b: JoinRow): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return (a.finding?.span.start ?? 0) - (b.finding?.span.start ?? 0);
}
