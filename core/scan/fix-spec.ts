/** How a rule repairs: a template with metavariables, a regex replacement, or the published line actions. */
export type FixSpec = (
  | { readonly kind: 'template'; readonly template: string }
  | { readonly kind: 'regex'; readonly regex: string; readonly replacement: string; readonly count?: number }
  | { readonly kind: 'remove-line' | 'comment-out' }
) & {
  readonly title?: string;
  /** Import statements that the repaired text needs. */
  readonly imports?: readonly string[];
  /** See `Fix.caution`. */
  readonly caution?: string;
};
