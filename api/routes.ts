import type { ServerResponse } from 'node:http';
import { Router } from '@koa/router';
import type { Middleware } from 'koa';
import type { Product } from '../core/boot.ts';
import { Failure } from '../core/kernel/failure.ts';
import { run } from '../core/kernel/operation.ts';
import { sendAnswer } from './answer.ts';
import { actorOf, type AccessPolicy, requireSameOrigin } from './auth.ts';
import { type Binding, routerPath } from './bindings.ts';
import { readBody } from './body.ts';
import { inputOf } from './input.ts';
import { streamWork } from './sse.ts';
import { surfaces } from './surfaces.ts';

/** What every route needs. */
export interface RouteOptions {
  readonly product: Product;
  readonly policy: AccessPolicy;
  /** The limiter of a binding; undefined where nothing is counted. */
  readonly limiterOf: (binding: Binding) => Middleware | undefined;
}

/** A router with one route per binding; policy hangs on the routes, never on path prefixes. */
export function routeBindings(bindings: readonly Binding[], options: RouteOptions): Router {
  const router = new Router({ sensitive: true });
  for (const binding of bindings) {
    const limiter = options.limiterOf(binding);
    const steps = [
      tagSurface(binding),
      ...(limiter === undefined ? [] : [limiter]),
      guard(binding, options.policy),
      readBody(binding.operation),
      handle(binding, options),
    ];
    router.register(routerPath(binding.template), [binding.method], steps);
  }
  return router;
}

function tagSurface(binding: Binding): Middleware {
  return async (context, next) => {
    context.state.surface = binding.surface;
    await next();
  };
}

/** Refuses before the body is read what the operation would refuse after it. */
function guard({ operation }: Binding, policy: AccessPolicy): Middleware {
  return async (context, next) => {
    if (operation.access !== 'public') {
      requireSameOrigin(policy, context.req.headers);
      if (actorOf(policy, context.req.headers).access === 'public') throw new Failure('unauthenticated', 'Invalid or missing API key');
    }
    await next();
  };
}

function handle({ operation, surface }: Binding, { product, policy }: RouteOptions): Middleware {
  return async (context) => {
    const input = inputOf(context, operation, context.params as Record<string, string>);
    const request = { actor: actorOf(policy, context.req.headers), signal: abortOnClose(context.res) };
    context.set('Cache-Control', 'no-store');
    if (operation.stream === true) {
      await streamWork(context, async (progress) => surfaces[surface].success(await run(operation, product.contextFor({ ...request, progress }), input)));
      return;
    }
    sendAnswer(context, operation, { surface, answer: await run(operation, product.contextFor(request), input) });
  };
}

/** Aborts when the client goes away before the answer is complete. */
function abortOnClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
