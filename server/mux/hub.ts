import type { Log } from '../../core/kernel/context.ts';
import type { Features } from './features.ts';
import type { GivingWay } from './giving-way.ts';
import type { Mirror } from './mirror.ts';
import type { Answered, Cancel, Peer } from './peer.ts';

export type SideName = 'own' | 'upstream';

/** One of the two servers behind the editor: Sentrik itself or the wrapped one. */
export interface Side {
  readonly name: SideName;
  readonly features: Features;
  ask(method: string, params: unknown, answered: Answered): Cancel;
  notify(method: string, params: unknown): void;
}

/** What the editor can do, as far as merging depends on it. */
export interface HostClient {
  readonly pullsDiagnostics: boolean;
  readonly takesPushedDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  /** Items of lists come back with the `data` they were given. */
  readonly keepsActionData: boolean;
  readonly markdownHover: boolean;
}

/** What every part of the multiplexer works with. */
export interface Hub {
  readonly host: Peer;
  readonly own: Side & Pick<GivingWay, 'isBehind'>;
  readonly upstream: Side;
  readonly mirror: Mirror;
  readonly client: HostClient;
  readonly log: Log;
}

/** The side by its name. */
export function sideOf(hub: Hub, name: SideName): Side {
  return name === 'own' ? hub.own : hub.upstream;
}
