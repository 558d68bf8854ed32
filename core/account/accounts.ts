import type { Clock, Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { platformOf } from '../kernel/platform.ts';
import type { SystemStore } from '../kernel/store.ts';
import { openPasswords, type Passwords } from './passwords.ts';

/** What everything about accounts stands on. */
export interface Accounts {
  readonly system: SystemStore;
  /** Signs tokens. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
}

/** The accounts of a server. Throws `unavailable` where the product runs without a database or nobody signs in. */
export function accountsOf(context: Context): Accounts {
  const { system, authSecret } = platformOf(context);
  if (authSecret === undefined) throw new Failure('unavailable', 'Nobody signs in here: the server has no secret for tokens');
  return { system, secret: authSecret, clock: context.clock };
}

/** The hasher that all requests share, so that its limit holds for the process. */
export function passwordsOf(context: Context): Promise<Passwords> {
  return context.shared.use('account.passwords', '', async () => openPasswords());
}

/** A moment as columns hold it, `seconds` from now. */
export function timeAfter(clock: Clock, seconds: number): string {
  return new Date(clock.now().getTime() + seconds * 1000).toISOString();
}
