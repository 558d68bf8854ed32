import type { IncomingMessage, ServerResponse } from 'node:http';
import Koa, { type Middleware } from 'koa';
import type { Product } from '../core/boot.ts';
import type { TrustedProxies } from '../core/config/server.ts';
import type { Actor, Assets, Log } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';
import type { AnyOperation } from '../core/kernel/operation.ts';
import { assetServer } from './assets.ts';
import { type AccessPolicy, requireLocalHost, requireSameOrigin, stranger } from './auth.ts';
import { bindingsOf } from './bindings.ts';
import { openBuckets } from './buckets.ts';
import { callerOf, type Recognition } from './caller.ts';
import { errorRenderer } from './errors.ts';
import { gitPushes } from './git-http.ts';
import { openMetrics } from './metrics.ts';
import { clientAddresses } from './proxies.ts';
import { routePages } from './pages.ts';
import { redirectOnSentriPort, redirectUnknown } from './redirects.ts';
import { requestIds } from './request-id.ts';
import { routeBindings } from './routes.ts';
import { securityHeaders } from './security.ts';
import { drainable, endConnections, plannedShutdown, type Shutdown } from './shutdown.ts';
import { accountsIn, type ServerPlatform } from './server-platform.ts';
import type { RateLimit } from './surfaces.ts';

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
  /** Whether a request came to the port that speaks as Sentri; there is none without it. */
  readonly isSentri?: (request: IncomingMessage) => boolean;
  /** Whose word about the client's address counts; nobody's without it. */
  readonly trustedProxies?: TrustedProxies | undefined;
  /** How the server will end; not before its listener without it. */
  readonly shutdown?: Shutdown;
}

/** The HTTP application. Throws when two operations bind the same address. */
export function createApp(options: AppOptions): Koa {
  const { product, policy, trustedProxies, shutdown = plannedShutdown() } = options;
  const server = drainable(options.server, shutdown);
  const recognition = { policy, accounts: accountsIn(server, product.contextFor({ actor: stranger }).clock) };
  const bindings = bindingsOf(options.operations);
  const buckets = openBuckets(options.generalLimit, recognition);
  const redirects = { bindings, limiter: buckets.of('sentri', 'general'), isSentri: options.isSentri ?? (() => false) };
  const router = routeBindings(bindings, { product, recognition, server, stopping: shutdown.signal, limiterOf: (binding) => buckets.ofBinding(binding) });
  routePages(router, bindings, assetServer(options.assets));
  const app = new Koa({ proxy: trustedProxies !== undefined });
  app.on('error', (error: unknown) => options.log.error('response failed', { error }));
  const metrics = openMetrics();
  router.get('/metrics', (context) => metrics.show(context, recognition));
  app.use(clientAddresses(trustedProxies));
  app.use(requestIds(options.log));
  app.use(endConnections(shutdown));
  app.use(metrics.count);
  app.use(securityHeaders());
  app.use(errorRenderer(options.log));
  app.use(async (context, next) => {
    requireLocalHost(policy, context.req.headers);
    await next();
  });
  app.use(redirectOnSentriPort(redirects));
  for (const mount of options.mounts) app.use(mounted(mount, recognition));
  const pushes = pushesTo(options);
  if (pushes !== undefined) app.use(pushes);
  app.use(router.routes());
  app.use(router.allowedMethods());
  app.use(redirectUnknown(redirects));
  return app;
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
