import { quoted, quotedPath } from '../core/kernel/quoted.ts';
import { recordAudit } from '../core/kernel/audit-entry.ts';
import { countBySeverity, type FindingWire } from '../core/scan/finding-wire.ts';
import { shortFingerprint } from '../core/scan/fingerprint.ts';
import { severityRank } from '../core/scan/severities.ts';
import type { Desk } from './desk.ts';
import { capped } from './message.ts';
import type { Verdict } from './request.ts';

/** New findings to judge. */
export interface Found {
  readonly findings: readonly FindingWire[];
  readonly notes: readonly string[];
  /** Rounds are counted apart for each. */
  readonly scope: 'edit' | 'gate';
  /** First line of the message; severities such as `1 critical, 2 high`. */
  readonly heading: (count: number, severities: string) => string;
  /** Which of them block; the setting when absent. */
  readonly block?: readonly string[];
}

/** Blocks, tells or stays silent by severity. A finding that has held the agent up often enough in this session no longer does: then the user is told. */
export function verdictOn(desk: Desk, { findings, notes, scope, heading, block = desk.settings.block }: Found): Verdict {
  const { session, settings } = desk;
  const worst = findings.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const blocking = worst.filter((finding) => block.includes(finding.severity));
  const keyOf = ({ fingerprint }: FindingWire) => `${scope}:${fingerprint}`;
  const open = blocking.filter((finding) => session.roundsOf(keyOf(finding)) < settings.rounds);
  const given = blocking.length - open.length;
  const givenUp =
    given === 0 ? [] : [`Sentrik let the agent go on: ${given} ${given === 1 ? 'finding is' : 'findings are'} still there after ${settings.rounds} rounds`];
  const said = [...notes, ...givenUp];
  const note = said.length === 0 ? {} : { note: said.join('\n') };
  if (worst.length === 0) return { kind: 'pass', ...note };
  const text = capped(heading(worst.length, tally(worst)), [...worst.map(lineOf), ...givenUp], settings.max_tokens);
  // Where rounds cannot be counted, nothing may hold an agent up again and again.
  const isCounted = open.length > 0 && session.keep({ rounds: open.map(keyOf) });
  if (!isCounted && (scope === 'gate' || open.length === 0)) return { kind: 'tell', text, ...note };
  recordBlock(desk, scope, open);
  return { kind: 'block', text, ...note };
}

/** One line per finding, with what is ours first and what the project named capped. */
function lineOf({ rule_id: rule, severity, title, evidence, range, fingerprint, fix }: FindingWire): string {
  const repair = fix?.verified === true ? '; verified fix' : '';
  return `- ${severity} ${quoted(rule, 80)} ${quotedPath(evidence.file)}:${range.start_line} ${quoted(title, 120)} [${shortFingerprint(fingerprint)}${repair}]`;
}

function tally(findings: readonly FindingWire[]): string {
  return Object.entries(countBySeverity(findings))
    .flatMap(([severity, count]) => (count === 0 ? [] : [`${count} ${severity}`]))
    .join(', ');
}

function recordBlock({ context }: Desk, scope: string, findings: readonly FindingWire[]): void {
  const [first] = findings;
  recordAudit(context, {
    action: 'hook.block',
    outcome: 'refused',
    facts: {
      ...(first === undefined ? {} : { finding: { fingerprint: first.fingerprint, rule: first.rule_id, file: first.evidence.file } }),
      details: { check: scope, findings: findings.length, rules: [...new Set(findings.map((finding) => finding.rule_id))] },
    },
  });
}
