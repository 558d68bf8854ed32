import type { Accounts } from '../core/account/accounts.ts';
import type { Clock } from '../core/kernel/context.ts';
import type { Platform } from '../core/kernel/platform.ts';
import type { TenantId } from '../core/kernel/store.ts';

/** What a server stands on besides its project: gives each caller the platform of its workspace. */
export interface ServerPlatform {
  platformFor(tenant: TenantId | undefined): Platform;
}

/** The accounts of a server; undefined where nobody signs in. */
export function accountsIn(server: ServerPlatform | undefined, clock: Clock): Accounts | undefined {
  const platform = server?.platformFor(undefined);
  return platform?.authSecret === undefined ? undefined : { system: platform.system, secret: platform.authSecret, clock };
}
