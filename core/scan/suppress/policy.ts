import type { Finding, RefusedSuppression, Severity, Suppression } from '../model.ts';
import { severityRank } from '../severities.ts';

/** What the settings want of suppressions. */
export interface SuppressionPolicy {
  /** Comments for other tools: they count, count with a reason only, or do not. */
  readonly foreign: 'honour' | 'with-reason' | 'ignore';
  /** Only what somebody other than who asked for it approved holds. */
  readonly needsApproval: boolean;
  /** The most severe findings that comments may suppress. */
  readonly inlineUpTo: Severity;
}

export const defaultPolicy: SuppressionPolicy = { foreign: 'honour', needsApproval: false, inlineUpTo: 'high' };

/** Why a suppression of a finding does not hold; `ignored`: as if it were not there. Undefined when it holds. `today` is an ISO date. */
export function refusalOf(
  suppression: Suppression,
  { severity }: Pick<Finding, 'severity'>,
  { policy, today }: { readonly policy: SuppressionPolicy; readonly today: string },
): RefusedSuppression['because'] | 'ignored' | undefined {
  const { by, expires, reason } = suppression;
  if (by === 'foreign' && (policy.foreign === 'ignore' || (policy.foreign === 'with-reason' && reason === ''))) return 'ignored';
  if (expires !== undefined && expires.slice(0, 10) < today.slice(0, 10)) return 'expired';
  if ((by === 'inline' || by === 'foreign') && !takesComment(severity, policy.inlineUpTo)) return 'too-severe';
  return policy.needsApproval && !isApproved(suppression) ? 'not-approved' : undefined;
}

/** Whether a comment may suppress a finding of this severity; one that is worse than `upTo` needs an entry. */
export function takesComment(severity: Severity, upTo: Severity): boolean {
  return severityRank(severity) >= severityRank(upTo);
}

/** Whether somebody approved it, who is not the one that asked for it; who did is then to be said. */
export function isApproved({ requestedBy, approvedBy }: Pick<Suppression, 'requestedBy' | 'approvedBy'>): boolean {
  if (requestedBy === undefined || approvedBy === undefined) return false;
  const [requester, approver] = [requestedBy, approvedBy].map((name) => name.trim().toLowerCase());
  return approver !== '' && requester !== '' && approver !== requester;
}
