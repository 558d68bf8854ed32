import type { Actor } from './context.ts';
import { Failure } from './failure.ts';

/** What tokens for one purpose are for: starting tests of a project, or reading what auditors are shown. */
export type PurposeKind = 'trigger' | 'auditor';

/** What a token opens, and nothing else: operations that accept its kind, for its subject, within its scopes. */
export interface Purpose {
  readonly kind: PurposeKind;
  /** Id of the only thing it is for, such as a project. */
  readonly subject?: string;
  readonly scopes: readonly string[];
}

/**
 * Refuses a caller whose token is for something else than what it asks for: `not_found` for another subject, as if there were none, and `forbidden`
 * outside of its scopes. Callers with other credentials are not its concern.
 */
export function requirePurpose({ purpose }: Pick<Actor, 'purpose'>, wanted: { readonly subject?: string; readonly scope?: string }): void {
  if (purpose === undefined) return;
  if (purpose.subject !== wanted.subject) throw new Failure('not_found', 'There is no such thing');
  if (wanted.scope !== undefined && !purpose.scopes.includes(wanted.scope)) throw new Failure('forbidden', 'The token does not cover it');
}
