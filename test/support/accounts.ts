import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Actor, Context } from '../../core/kernel/context.ts';
import { accountsOf, type Accounts } from '../../core/account/accounts.ts';
import { type FirstAdmin, makeFirstAdmin } from '../../core/account/first-start.ts';
import type { Blobs } from '../../core/kernel/blobs.ts';
import { Failure } from '../../core/kernel/failure.ts';
import { openPasswords } from '../../core/account/passwords.ts';
import type { Platform } from '../../core/kernel/platform.ts';
import type { Store, TenantId } from '../../core/kernel/store.ts';
import { memoryAudit } from '../../core/platform/audit.ts';
import { sharedResources } from '../../core/platform/shared.ts';
import { openStore } from '../../core/platform/store/open.ts';
import { testContext } from './context.ts';

/** An embedded database with the first administrator, and a clock that the test moves. */
export interface TestAccounts {
  readonly store: Store;
  readonly admin: FirstAdmin;
  readonly accounts: Accounts;
  readonly secret: Uint8Array;
  platformFor(tenant: TenantId | undefined): Platform;
  context(actor?: Actor): Context;
  /** Moves the clock. */
  wait(seconds: number): void;
  close(): Promise<void>;
}

const refuse = () => Promise.reject(new Failure('unavailable', 'This test has no contents'));

const none = () => {
  throw new Failure('unavailable', 'This test has no contents');
};

/** Accounts have nothing to do with contents. */
const noBlobs: Blobs = { write: refuse, read: refuse, readAll: refuse, has: refuse, list: none, remove: refuse, check: refuse };

const local: Actor = { id: 'local', via: 'local', access: 'operator' };

/** Passwords are hashed at a lower cost than in earnest unless a test is about that. */
export async function openTestAccounts(logN = 12): Promise<TestAccounts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sentrik-accounts-'));
  const store = await openStore({ folder });
  const secret = new TextEncoder().encode('a secret of the tests that is long enough');
  let now = Date.parse('2026-11-21T12:00:00Z');
  const shared = sharedResources();
  await shared.use('account.passwords', '', async () => openPasswords({ logN, r: 8, p: 1 }));
  const audit = memoryAudit();
  const clock = { now: () => new Date(now), elapsed: () => performance.now() };
  const context = (actor = local): Context => ({
    ...testContext({ actor }),
    clock,
    shared,
    audit,
    platform: { system: store, blobs: noBlobs, authSecret: secret },
  });
  const platformFor = (tenant: TenantId | undefined): Platform => {
    const own = tenant === undefined ? {} : { tenant: store.tenant(tenant) };
    return { system: store, blobs: noBlobs, authSecret: secret, ...own };
  };
  const admin = await makeFirstAdmin(context(), 'admin@example.org');
  if (admin === undefined) throw new Error('The database was not empty');
  return {
    ...{ store, admin, secret, platformFor, accounts: accountsOf(context()), context },
    wait: (seconds) => {
      now += seconds * 1000;
    },
    close: async () => {
      await store.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
