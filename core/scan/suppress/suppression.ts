import type { Justification } from '../../config/schema.ts';

/** Tools whose comments are understood. */
export const foreignTools = ['bandit', 'flake8', 'semgrep', 'sonar', 'eslint', 'clang-tidy', 'gosec', 'checkov', 'gitleaks'] as const;
export type ForeignTool = (typeof foreignTools)[number];

/** What a comment or an entry said about a finding: why it is accepted, who answers for it, and until when. */
export interface Suppression {
  /** Our comment, a comment for another tool, the suppressions file, or the configuration. */
  readonly by: 'inline' | 'foreign' | 'file' | 'config';
  /** The tool that the comment is for, when it is not for us. */
  readonly tool?: ForeignTool;
  /** Comments for other tools may give none: ''. */
  readonly reason: string;
  readonly justification?: Justification;
  readonly owner?: string;
  readonly requestedBy?: string;
  readonly approvedBy?: string;
  /** ISO date after which it no longer holds. */
  readonly expires?: string;
  /** Place of the entry among those of the configuration and the suppressions file, in this order. */
  readonly entry?: number;
}

/** A suppression that does not hold, and why: its finding stays. */
export interface RefusedSuppression extends Suppression {
  readonly because: 'expired' | 'not-approved' | 'too-severe';
}

/** One of our comments with a reason, and whether any finding is at the place it speaks for. */
export interface SuppressionComment {
  /** 0-based line of the comment. */
  readonly line: number;
  readonly rules: readonly string[];
  readonly reason: string;
  readonly isUsed: boolean;
}
