import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { Failure } from '../core/kernel/failure.ts';
import type { Binding } from './bindings.ts';
import { ownedPaths } from './surfaces.ts';

/** What of Sentri's older addresses is sent where. */
export interface RedirectOptions {
  readonly bindings: readonly Binding[];
  /** Counts redirects; undefined where nothing is counted. */
  readonly limiter: Middleware | undefined;
  /** Whether a request came to the port that speaks as Sentri. */
  readonly isSentri: (request: IncomingMessage) => boolean;
}

const older = /^\/api\/(?=.)(?!v1(?:\/|$)|docs\/?$)/;

/** On Sentri's port, before any route: everything below /api is sent to /api/v1, and the dashboard is not there, because its own addresses would be. */
export function redirectOnSentriPort({ limiter, isSentri }: RedirectOptions): Middleware {
  return async (context, next) => {
    const isHere = isSentri(context.req);
    if (isHere && /^\/dashboard(?:\/|$)/.test(context.path)) throw new Failure('not_found', 'The dashboard is served on the main port');
    if (isHere && older.test(context.path)) await redirect(context, limiter);
    else await next();
  };
}

/** Everywhere, after all routes: what stands below /api, no route knows by any method, and none of the other systems owns is sent to /api/v1. */
export function redirectUnknown({ bindings, limiter }: RedirectOptions): Middleware {
  const isOwned = ownedPaths(bindings);
  return async (context, next) => {
    const { matched = [] } = context as { matched?: readonly unknown[] };
    if (matched.length > 0 || !older.test(context.path) || isOwned(context.path)) await next();
    else await redirect(context, limiter);
  };
}

/** 308: the client repeats method, body and query at the new address. */
async function redirect(context: Parameters<Middleware>[0], limiter: Middleware | undefined): Promise<void> {
  Object.assign(context.state, { surface: 'sentri', operation: 'redirect' });
  const answer = async () => {
    context.status = 308;
    context.set('Location', `/api/v1${context.path.slice('/api'.length)}${context.search}`);
    context.set('Cache-Control', 'no-store');
    context.body = '';
  };
  await (limiter === undefined ? answer() : limiter(context, answer));
}
