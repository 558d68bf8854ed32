import { createHash } from 'node:crypto';
import { Failure } from '../kernel/failure.ts';
import type { SystemStore } from '../kernel/store.ts';
import { type Accounts, timeAfter } from './accounts.ts';
import { lockOuts } from './tables.ts';

/** Who tries to sign in: an e-mail address, known or not, from a network address. */
export interface Attempt {
  readonly email: string;
  readonly address?: string | undefined;
}

interface Subject {
  readonly subject: string;
  /** Failures before the first wait. */
  readonly free: number;
}

const firstWait = 30;
const longestWait = 900;
/** Failures are forgotten after an hour without one. */
const memory = 3600;

/**
 * Counts an attempt as failed before its password is looked at, so that guesses at the same time count too. Throws `rate_limited` with
 * `retry_after` in seconds while the account or the address is locked: 30 s after 5 and 30 failures in a row, twice as long after each further one,
 * 15 minutes at most.
 */
export async function countAttempt({ system, clock }: Accounts, attempt: Attempt): Promise<void> {
  const subjects = subjectsOf(attempt);
  await system.transaction(async (store) => {
    const rows = store.rows(lockOuts);
    const known = await rows.find({ where: { subject: { in: subjects.map(({ subject }) => subject) } } });
    const now = clock.now().toISOString();
    const until =
      known
        .map(({ locked_until }) => locked_until ?? '')
        .sort()
        .at(-1) ?? '';
    if (until > now) throw lockedFailure(Date.parse(until) - Date.parse(now));
    const next = subjects.map(({ subject, free }) => {
      const before = known.find((row) => row.subject === subject && row.failed_at > timeAfter(clock, -memory));
      const failures = (before?.failures ?? 0) + 1;
      const wait = failures < free ? 0 : Math.min(longestWait, firstWait * 2 ** Math.min(failures - free, 10));
      return { subject, failures, failed_at: now, locked_until: wait === 0 ? null : timeAfter(clock, wait) };
    });
    await rows.upsert(next, { on: ['subject'], update: ['failures', 'failed_at', 'locked_until'] });
  });
}

/** Takes the attempt back, for the password was right: the account begins anew, the address has one failure fewer. */
export async function forgiveAttempt({ system }: Accounts, attempt: Attempt): Promise<void> {
  const [account, address] = subjectsOf(attempt);
  await system.transaction(async (store) => {
    await store.rows(lockOuts).remove({ subject: account?.subject ?? '' });
    if (address !== undefined) await takeBack(store, address.subject);
  });
}

/** Forgets failures that no attempt counts any more, and gives of how many accounts and addresses. */
export async function forgetFailures(system: SystemStore, now: Date): Promise<number> {
  return system.rows(lockOuts).remove({ failed_at: { below: new Date(now.getTime() - memory * 1000).toISOString() } });
}

async function takeBack(store: SystemStore, subject: string): Promise<void> {
  const row = await store.rows(lockOuts).first({ where: { subject } });
  if (row !== undefined) await store.rows(lockOuts).update({ subject }, { failures: Math.max(0, row.failures - 1), locked_until: null });
}

/** The account comes first. What was typed as an e-mail address may be a password, so it is kept as a hash. */
function subjectsOf({ email, address }: Attempt): readonly Subject[] {
  const account = { subject: `account ${createHash('sha256').update(email, 'utf8').digest('hex')}`, free: 5 };
  return address === undefined ? [account] : [account, { subject: `address ${address}`, free: 30 }];
}

function lockedFailure(milliseconds: number): Failure {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new Failure('rate_limited', `Too many failed sign-ins; try again in ${seconds} s`, { retry_after: seconds });
}
