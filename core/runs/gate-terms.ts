import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import type { Context } from '../kernel/context.ts';
import type { Finding, Suppression } from '../scan/model.ts';
import { withoutMarkers } from '../scan/suppress/new-comments.ts';
import { sourceText } from './report-input.ts';
import type { Scanned } from './scan-input.ts';

export const notCounted = z.object({
  rule_id: z.string(),
  file_path: z.string(),
  line: z.number().int(),
  because: z
    .enum(['incomplete', 'added', 'settings'])
    .meta({ description: 'The suppression lacks a reason, owner or last day; the change that the gate is about adds it; or it changes settings so' }),
  message: z.string(),
});

/** A finding that fails the gate although something says that it should not, and why that does not count. */
export interface NotCounted {
  readonly finding: Finding;
  readonly because: z.output<typeof notCounted>['because'];
  readonly message: string;
}

/** Suppressed findings that a gate counts all the same: by comments that the change itself adds, and by suppressions that lack what the settings want. */
export function notCountedIn(context: Context, scanned: Scanned): readonly NotCounted[] {
  const { workspace, result, compared } = scanned;
  const needs = workspace.config.governance.suppressions.gate_needs;
  const isAdded = addedComments(context, scanned);
  return (compared?.freshSuppressed ?? result.suppressed).flatMap((finding): NotCounted[] => {
    const { suppression } = finding;
    if (suppression === undefined) return [];
    if (isAdded(finding)) return [{ finding, because: 'added', message: 'the comment that suppresses it is part of this change; it holds for later ones' }];
    const missing = needs.filter((need) => !has(suppression, need));
    if (missing.length === 0) return [];
    const lacks = `its suppression has no ${missing.map((need) => needWords[need]).join(', no ')}`;
    return [{ finding, because: 'incomplete', message: `${lacks}; ${mending(suppression, missing)}` }];
  });
}

/** As it is answered. */
export function toNotCountedWire({ finding: { ruleId, path, span }, because, message }: NotCounted): z.output<typeof notCounted> {
  return { rule_id: ruleId, file_path: path, line: span.startLine + 1, because, message };
}

type Need = Config['governance']['suppressions']['gate_needs'][number];

const needWords: Readonly<Record<Need, string>> = { reason: 'reason', owner: 'owner', expires: 'last day' };

/** As a comment says them. */
const facts: Readonly<Record<Need, string>> = { reason: 'reason', owner: 'owner=NAME', expires: 'expires=YYYY-MM-DD' };

/** How a suppression gets what it lacks. */
function mending({ by, tool }: Suppression, missing: readonly Need[]): string {
  const entry = `add ${missing.join(' and ')} to its entry in`;
  switch (by) {
    case 'inline':
      return `add [${missing.map((need) => facts[need]).join(' ')}] to the comment`;
    case 'foreign':
      if (missing.every((need) => need === 'reason')) return 'add one to the comment';
      return `a comment for ${tool ?? 'another tool'} cannot say so: accept it with one for Sentrik or in .sentrik/suppressions.yaml`;
    case 'file':
      return `${entry} .sentrik/suppressions.yaml`;
    case 'config':
      return `${entry} the settings`;
    default:
      return by satisfies never;
  }
}

function has({ reason, owner, expires }: Suppression, need: Need): boolean {
  const value = { reason, owner, expires }[need];
  return value !== undefined && value.trim() !== '';
}

/** Whether the comment that suppresses a finding is on lines that the change brings: without them it is open. */
function addedComments(context: Context, scanned: Scanned): (finding: Finding) => boolean {
  const { workspace, compared } = scanned;
  const open = new Map<string, readonly Finding[] | undefined>();
  const openIn = (path: string): readonly Finding[] | undefined => {
    const text = sourceText(context, scanned, path);
    const lines = compared?.linesIn?.(path) ?? [];
    if (text === undefined || lines.length === 0) return [];
    const masked = withoutMarkers(text, lines);
    if (masked === text) return [];
    const { findings, suppressed } = workspace.scanner.check({ path, text: masked });
    return [...findings, ...suppressed.filter(({ suppression }) => !isComment(suppression))];
  };
  return (finding) => {
    if (!isComment(finding.suppression)) return false;
    if (!open.has(finding.path)) open.set(finding.path, openIn(finding.path));
    const there = open.get(finding.path) ?? [];
    // What data of another file does is not seen in one file alone: any comment that the change adds there may be the one.
    return there.some((each) => isSamePlace(each, finding)) || (isLinked(finding) && hasNewMarkers(context, scanned, finding.path));
  };
}

function isComment(suppression: Suppression | undefined): boolean {
  return suppression?.by === 'inline' || suppression?.by === 'foreign';
}

function isSamePlace(one: Finding, other: Finding): boolean {
  return one.ruleId === other.ruleId && one.span.start === other.span.start && one.span.end === other.span.end;
}

function isLinked({ path, trace = [] }: Finding): boolean {
  return trace.some((step) => step.path !== undefined && step.path !== path);
}

function hasNewMarkers(context: Context, scanned: Scanned, path: string): boolean {
  const text = sourceText(context, scanned, path) ?? '';
  return withoutMarkers(text, scanned.compared?.linesIn?.(path) ?? []) !== text;
}
