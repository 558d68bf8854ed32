import type { Config } from '../config/schema.ts';
import { countBySeverity } from './finding-wire.ts';
import type { Finding, Severity } from './model.ts';

export interface GateResult {
  readonly passed: boolean;
  readonly failing: readonly Finding[];
  /** Findings by severity, obligations apart. */
  readonly counts: Readonly<Record<Severity, number>>;
  readonly obligations: number;
  readonly failOn: readonly Severity[];
}

/**
 * Whether findings pass: none has a severity of `failOn` (default: the configuration's). Suppressed findings do not come in here.
 * Obligations never fail the gate unless `block_merge_on_obligations` is set.
 */
export function evaluateGate(findings: readonly Finding[], config: Config, failOn: readonly Severity[] = config.gate_fail_on): GateResult {
  const block = config.governance.gate.block_merge_on_obligations;
  const failing = findings.filter((finding) => (finding.obligation ? block : failOn.includes(finding.severity)));
  return {
    passed: failing.length === 0,
    failing,
    counts: countBySeverity(findings.filter((finding) => !finding.obligation)),
    obligations: findings.filter((finding) => finding.obligation).length,
    failOn,
  };
}
