import type { Context } from '../kernel/context.ts';
import { Failure } from '../kernel/failure.ts';
import { type Accounts, accountsOf, passwordsOf } from './accounts.ts';
import { type Attempt, countAttempt, forgiveAttempt } from './lock-out.ts';
import { type AccountRow, accounts as accountTable } from './tables.ts';
import { type Member, memberOf } from './workspaces.ts';

/** Somebody whose password was right, in the workspace that it joined first. */
export interface SignedIn extends Member {
  readonly account: AccountRow;
}

export interface PasswordGiven {
  /** In lower case. */
  readonly email: string;
  readonly password: string;
}

/**
 * Checks an e-mail address and password; one bucket of attempts for all ways to sign in. Throws `unauthenticated`, the same after the same time
 * whether the account is unknown, disabled or the password wrong, and `rate_limited` while locked.
 */
export async function checkPassword(context: Context, { email, password }: PasswordGiven): Promise<SignedIn> {
  const accounts = accountsOf(context);
  const attempt: Attempt = { email, address: context.actor.address };
  await countAttempt(accounts, attempt);
  const account = await accounts.system.rows(accountTable).first({ where: { email } });
  const passwords = await passwordsOf(context);
  const { isRight, isOutdated } = await passwords.verify(password, account?.password_hash ?? undefined);
  const member = account === undefined || account.is_disabled || !isRight ? undefined : await memberOf(accounts.system, account.id);
  if (account === undefined || member === undefined) throw new Failure('unauthenticated', 'Wrong e-mail address or password');
  await forgiveAttempt(accounts, attempt);
  if (isOutdated) await storeHash(accounts, account, await passwords.hash(password));
  return { account, ...member };
}

/** The hash may have been replaced meanwhile by a new password's; then that one stays. */
async function storeHash({ system }: Accounts, { id, password_hash }: AccountRow, hash: string): Promise<void> {
  await system.rows(accountTable).update({ id, password_hash }, { password_hash: hash });
}
