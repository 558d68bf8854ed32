import type { IncomingMessage, ServerResponse } from 'node:http';
import Koa, { type Middleware } from 'koa';
import type { Product } from '../core/boot.ts';
import type { Actor, Assets, Log } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import { assetServer } from './assets.ts';
import { actorOf, type AccessPolicy, requireLocalHost, requireSameOrigin } from './auth.ts';
import { type Binding, bindingsOf } from './bindings.ts';
import { errorRenderer } from './errors.ts';
import { rateLimiter } from './limits.ts';
import { routePages } from './pages.ts';
import { routeBindings } from './routes.ts';
import { securityHeaders } from './security.ts';
import { type RateLimit, surfaces } from './surfaces.ts';

/** A protocol of its own on one path, which reads the request itself. */
export interface Mount {
  readonly path: string;
  handle(request: IncomingMessage, response: ServerResponse, caller: Actor): Promise<void>;
}

export interface AppOptions {
  readonly product: Product;
  readonly operations: readonly AnyOperation[];
  readonly assets: Assets;
  readonly policy: AccessPolicy;
  readonly log: Log;
  /** Of Sentrik's /api operations; undefined switches it off. */
  readonly generalLimit: RateLimit | undefined;
  readonly mounts: readonly Mount[];
}

/** The HTTP application. Throws when two operations bind the same address. */
export function createApp(options: AppOptions): Koa {
  const { product, policy } = options;
  const bindings = bindingsOf(options.operations);
  const router = routeBindings(bindings, { product, policy, limiterOf: limiters(options.generalLimit) });
  routePages(router, bindings, assetServer(options.assets));
  const app = new Koa();
  app.on('error', (error: unknown) => options.log.error('response failed', { error }));
  app.use(securityHeaders());
  app.use(errorRenderer(options.log));
  app.use(async (context, next) => {
    requireLocalHost(policy, context.req.headers);
    await next();
  });
  for (const mount of options.mounts) app.use(mounted(mount, policy));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

/** One limiter per surface and kind of limit; Sentrik counts what stands under /api only, in one bucket. */
function limiters(generalLimit: RateLimit | undefined): (binding: Binding) => Middleware | undefined {
  const made = new Map<string, Middleware>();
  return ({ operation, surface, template }) => {
    if (operation.limit === 'none' || (surface === 'sentrik' && !template.startsWith('/api/'))) return undefined;
    const kind = surface === 'sentrik' ? 'general' : operation.limit;
    const limit = surface === 'sentrik' ? generalLimit : surfaces[surface].limits[kind];
    if (limit === undefined) return undefined;
    const key = `${surface} ${kind}`;
    const limiter = made.get(key) ?? rateLimiter(limit);
    made.set(key, limiter);
    return limiter;
  };
}

function mounted(mount: Mount, policy: AccessPolicy): Middleware {
  return async (context, next) => {
    if (context.path !== mount.path) {
      await next();
      return;
    }
    requireSameOrigin(policy, context.req.headers);
    const caller = actorOf(policy, context.req.headers);
    if (caller.access === 'public') throw new Failure('unauthenticated', 'Invalid or missing API key');
    context.respond = false;
    await mount.handle(context.req, context.res, caller);
  };
}
