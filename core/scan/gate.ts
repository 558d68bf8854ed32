import type { Config } from '../config/schema.ts';
import type { Finding, Severity } from './model.ts';

// CONTRACT from the lead for E3.
export interface GateResult {
  readonly passed: boolean;
  readonly failOn: readonly Severity[];
  readonly failing: readonly Finding[];
  readonly counts: Readonly<Record<Severity, number>>;
}

export function evaluateGate(_findings: readonly Finding[], _config: Config, _failOn?: readonly Severity[]): GateResult {
  throw new Error('not there yet');
}
