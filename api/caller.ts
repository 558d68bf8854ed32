import type { Context as KoaContext } from 'koa';
import type { Accounts } from '../core/account/accounts.ts';
import { sessionCookie } from '../core/account/cookies.ts';
import { type Principal, principalOf, toActor } from '../core/account/principal.ts';
import { tokenHolder } from '../core/account/purpose-tokens.ts';
import { isCsrfToken } from '../core/account/sign-ins.ts';
import type { Actor } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';
import type { PurposeKind } from '../core/kernel/purpose.ts';
import type { AnyOperation, Surface } from '../core/kernel/operation.ts';
import { type AccessPolicy, actorOf, keyIn, stranger } from './auth.ts';

/** Who may be recognised: holders of the server's key, and on a server with accounts those who have one. */
export interface Recognition {
  readonly policy: AccessPolicy;
  readonly accounts?: Accounts | undefined;
}

/** What a request is for. */
export interface Aim {
  readonly surface: Surface;
  /** Works on the project that the server was started in, which belongs to its main workspace. */
  readonly isOnProject: boolean;
  /** Tokens for one purpose that count here. */
  readonly accepts?: readonly PurposeKind[] | undefined;
}

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** What a route is for. */
export function aimOf(operation: Pick<AnyOperation, 'scope' | 'accepts'>, surface: Surface): Aim {
  return { surface, isOnProject: surface === 'sentrik' && operation.scope !== 'workspace', accepts: operation.accepts };
}

/**
 * Who sent a request: by its bearer token or X-API-Key, else by its cookie. The server's own key and the open mode count for Sentrik's surface only.
 * A wrong credential is nobody. Throws `forbidden` for a cookie without its CSRF token where something changes, and for a project of another workspace.
 */
export async function callerOf(context: KoaContext, recognition: Recognition, aim: Aim): Promise<Actor> {
  const state = context.state as { caller?: Promise<Actor> };
  state.caller ??= recognise(context, recognition, aim);
  return { ...(await state.caller), address: context.ip };
}

async function recognise(context: KoaContext, { policy, accounts }: Recognition, aim: Aim): Promise<Actor> {
  const { headers } = context.req;
  const own = aim.surface === 'sentrik' ? actorOf(policy, headers) : stranger;
  if (accounts === undefined || (policy.kind === 'key' && own.access !== 'public')) return own;
  const holder = await holderIn(context, accounts, aim.accepts ?? []);
  if (holder !== undefined && aim.isOnProject && !holder.isMain) throw foreignProject();
  if (holder !== undefined) return holder.actor;
  const principal = await principalIn(context, accounts);
  if (principal === undefined) return own;
  if (aim.isOnProject && !principal.isMain) throw foreignProject();
  return toActor(principal);
}

/** Auditors come by a link, so that their token may stand in the address. */
async function holderIn(context: KoaContext, accounts: Accounts, kinds: readonly PurposeKind[]): ReturnType<typeof tokenHolder> {
  const { token } = context.query;
  const value = keyIn(context.req.headers) ?? (kinds.includes('auditor') && typeof token === 'string' ? token : undefined);
  return value === undefined ? undefined : tokenHolder(accounts, value, kinds);
}

function foreignProject(): Failure {
  return new Failure('forbidden', 'This project belongs to another workspace');
}

async function principalIn(context: KoaContext, accounts: Accounts): Promise<Principal | undefined> {
  const value = keyIn(context.req.headers);
  if (value !== undefined) return principalOf(accounts, { kind: 'bearer', value });
  const cookie = context.cookies.get(sessionCookie);
  const principal = cookie === undefined ? undefined : await principalOf(accounts, { kind: 'cookie', value: cookie });
  if (principal?.signIn !== undefined && !safeMethods.includes(context.method)) requireCsrf(context, accounts, principal.signIn);
  return principal;
}

/** The cookie comes along with requests that another site's page causes; the header does not. */
function requireCsrf(context: KoaContext, accounts: Accounts, signIn: string): void {
  if (!isCsrfToken(accounts, signIn, context.get('X-CSRF-Token'))) {
    throw new Failure('forbidden', 'Changes with a cookie need its CSRF token in the header X-CSRF-Token');
  }
}
