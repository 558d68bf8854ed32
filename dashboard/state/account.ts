import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Profile, Readiness, SignInAnswer } from '../wire.ts';
import type { Answer, Api } from './api.ts';

/** Whether the server has accounts, and who is signed in. */
export type Membership =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'signed-in'; readonly user: Profile };

export interface Account {
  readonly state: ReadonlySignal<Membership>;
  /** Finds out whether there is a platform and who is signed in. */
  find(): Promise<void>;
  signIn(email: string, password: string): Promise<Answer<SignInAnswer>>;
  signOut(): Promise<Answer<unknown>>;
}

interface AccountOptions {
  readonly api: Api;
  readonly membership: Signal<Membership>;
  /** Whether the cookies of a sign-in are there. */
  readonly hasCookie: () => boolean;
}

/** A sign-in that nobody has asked about yet. */
export function newMembership(): Signal<Membership> {
  return signal<Membership>({ kind: 'unknown' });
}

/** Notes that the server no longer knows who is there. */
export function forgetUser(membership: Signal<Membership>): void {
  if (membership.value.kind === 'signed-in') membership.value = { kind: 'signed-out' };
}

/** The sign-in of this browser. */
export function createAccount({ api, membership, hasCookie }: AccountOptions): Account {
  return {
    state: membership,
    async find() {
      const ready = await api.get<Readiness>('/v1/readyz');
      if (!isPlatform(ready)) membership.value = { kind: 'absent' };
      else if (hasCookie()) membership.value = await whoIsThere(api);
      else membership.value = { kind: 'signed-out' };
    },
    async signIn(email, password) {
      const answer = await api.post<SignInAnswer>('/api/session', { email, password });
      if (answer.kind === 'ok') membership.value = { kind: 'signed-in', user: answer.value.user };
      return answer;
    },
    async signOut() {
      const answer = await api.remove('/api/session');
      if (answer.kind === 'ok') membership.value = { kind: 'signed-out' };
      return answer;
    },
  };
}

/** A server that is not ready says which of its parts is missing, so it has some. */
function isPlatform(ready: Answer<Readiness>): boolean {
  return ready.kind === 'ok' ? ready.value.checks.store !== undefined : ready.status === 503;
}

async function whoIsThere(api: Api): Promise<Membership> {
  const user = await api.get<Profile>('/v1/auth/me');
  return user.kind === 'ok' ? { kind: 'signed-in', user: user.value } : { kind: 'signed-out' };
}
