import type { IncomingMessage, ServerResponse } from 'node:http';
import Koa, { type Context as KoaContext, type Middleware } from 'koa';
import type { Product } from '../core/boot.ts';
import type { Actor, Assets, Log } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import { assetServer } from './assets.ts';
import { type AccessPolicy, requireLocalHost, requireSameOrigin, stranger } from './auth.ts';
import { type Binding, bindingsOf } from './bindings.ts';
import { aimOf, callerOf, type Recognition } from './caller.ts';
import { errorRenderer } from './errors.ts';
import { gitPushes } from './git-http.ts';
import { rateLimiter } from './limits.ts';
import { openMetrics } from './metrics.ts';
import { routePages } from './pages.ts';
import { requestIds } from './request-id.ts';
import { routeBindings } from './routes.ts';
import { securityHeaders } from './security.ts';
import { accountsIn, type ServerPlatform } from './server-platform.ts';
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
  /** Absent where the product works on a project alone. */
  readonly server?: ServerPlatform | undefined;
  /** Of Sentrik's /api operations; undefined switches all limits off. */
  readonly generalLimit: RateLimit | undefined;
  readonly mounts: readonly Mount[];
}

/** The HTTP application. Throws when two operations bind the same address. */
export function createApp(options: AppOptions): Koa {
  const { product, policy, server } = options;
  const recognition = { policy, accounts: accountsIn(server, product.contextFor({ actor: stranger }).clock) };
  const bindings = bindingsOf(options.operations);
  const router = routeBindings(bindings, { product, recognition, server, limiterOf: limiters(options.generalLimit, recognition) });
  routePages(router, bindings, assetServer(options.assets));
  const app = new Koa();
  app.on('error', (error: unknown) => options.log.error('response failed', { error }));
  const metrics = openMetrics();
  router.get('/metrics', (context) => metrics.show(context, recognition));
  app.use(requestIds(options.log));
  app.use(metrics.count);
  app.use(securityHeaders());
  app.use(errorRenderer(options.log));
  app.use(async (context, next) => {
    requireLocalHost(policy, context.req.headers);
    await next();
  });
  for (const mount of options.mounts) app.use(mounted(mount, recognition));
  const pushes = pushesTo(options);
  if (pushes !== undefined) app.use(pushes);
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}

/** One limiter per surface and kind of limit; Sentrik counts what stands under /api in one bucket, sign-ins besides in another. */
function limiters(generalLimit: RateLimit | undefined, recognition: Recognition): (binding: Binding) => Middleware | undefined {
  const made = new Map<string, Middleware>();
  return ({ operation, surface, template }) => {
    if (generalLimit === undefined || operation.limit === 'none' || (surface === 'sentrik' && !template.startsWith('/api/'))) return undefined;
    const limit = surface === 'sentrik' ? generalLimit : (surfaces[surface].limits[operation.limit] ?? surfaces[surface].limits.general);
    if (limit === undefined) return undefined;
    const userOf = async (context: KoaContext) => (await callerOf(context, recognition, aimOf(operation, surface))).user;
    const key = `${surface} ${surface === 'sentrik' ? 'general' : operation.limit}`;
    const limiter = made.get(key) ?? rateLimiter(limit, { userOf });
    made.set(key, limiter);
    return limiter;
  };
}

/** Undefined where the server takes no sources in. */
function pushesTo({ product, server }: AppOptions): Middleware | undefined {
  const platform = server?.platformFor(undefined);
  return platform?.sources === undefined ? undefined : gitPushes({ product, platform, sources: platform.sources });
}

function mounted(mount: Mount, recognition: Recognition): Middleware {
  return async (context, next) => {
    if (context.path !== mount.path) {
      await next();
      return;
    }
    requireSameOrigin(recognition.policy, context.req.headers);
    const caller = await callerOf(context, recognition, { surface: 'sentrik', isOnProject: true });
    if (caller.access === 'public') throw new Failure('unauthenticated', 'Invalid or missing API key');
    context.respond = false;
    await mount.handle(context.req, context.res, caller);
  };
}
