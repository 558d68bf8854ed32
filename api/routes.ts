import type { ServerResponse } from 'node:http';
import { Router } from '@koa/router';
import type { Context as KoaContext, Middleware } from 'koa';
import type { Product } from '../core/boot.ts';
import type { Actor, Context, ProgressEvent } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';
import { follow, mayRun, run } from '../core/kernel/operation.ts';
import { sendAnswer } from './answer.ts';
import { requireSameOrigin, stranger } from './auth.ts';
import { type Binding, routerPath } from './bindings.ts';
import { readBody } from './body.ts';
import { aimOf, callerOf, type Recognition } from './caller.ts';
import { inputOf } from './input.ts';
import { taggedLog } from './request-id.ts';
import type { ServerPlatform } from './server-platform.ts';
import { resumePoint, streamEvents, streamWork, wantsEvents } from './sse.ts';
import { surfaces } from './surfaces.ts';
import { readForm } from './uploads.ts';

/** What every route needs. */
export interface RouteOptions {
  readonly product: Product;
  readonly recognition: Recognition;
  readonly server?: ServerPlatform | undefined;
  /** Aborted when streams of events are to end. */
  readonly stopping: AbortSignal;
  /** The limiter of a binding; undefined where nothing is counted. */
  readonly limiterOf: (binding: Binding) => Middleware | undefined;
}

/** A router with one route per binding; policy hangs on the routes, never on path prefixes. */
export function routeBindings(bindings: readonly Binding[], options: RouteOptions): Router {
  const router = new Router({ sensitive: true });
  for (const binding of bindings) {
    const limiter = options.limiterOf(binding);
    const steps = [
      tagRoute(binding),
      ...(limiter === undefined ? [] : [limiter]),
      guard(binding, options.recognition),
      formOf(binding, options),
      readBody(binding.operation),
      handle(binding, options),
    ];
    router.register(routerPath(binding.template), [binding.method], steps);
  }
  return router;
}

function tagRoute({ surface, operation }: Binding): Middleware {
  return async (context, next) => {
    Object.assign(context.state, { surface, operation: operation.name, aim: aimOf(operation, surface) });
    await next();
  };
}

/** Refuses before the body is read what the operation would refuse after it. */
function guard({ operation, surface }: Binding, recognition: Recognition): Middleware {
  return async (context, next) => {
    if (operation.access !== 'public') {
      requireSameOrigin(recognition.policy, context.req.headers);
      const { access } = await callerOf(context, recognition, aimOf(operation, surface));
      if (access === 'public') throw new Failure('unauthenticated', missingText(surface));
    }
    await next();
  };
}

/** A caller that the operation will refuse gets its answer without its form being read. */
function formOf({ operation, surface }: Binding, { recognition, server }: RouteOptions): Middleware {
  const read = readForm(operation, server?.platformFor(undefined).sources);
  return async (context, next) => {
    const isTaken = operation.upload === undefined || mayRun(operation, await callerOf(context, recognition, aimOf(operation, surface)));
    await (isTaken ? read(context, next) : next());
  };
}

function missingText(surface: Binding['surface']): string {
  return surface === 'sentrik' ? 'Invalid or missing API key' : 'Sign in first: the token is missing, invalid or expired';
}

/** Public operations do not ask who calls, so that a stale cookie is in nobody's way. */
async function actorFor(context: KoaContext, { operation, surface }: Binding, { recognition }: RouteOptions): Promise<Actor> {
  if (operation.access === 'public') return { ...stranger, address: context.ip };
  return callerOf(context, recognition, aimOf(operation, surface));
}

function handle(binding: Binding, options: RouteOptions): Middleware {
  const { operation, surface } = binding;
  return async (context) => {
    const input = inputOf(context, operation, context.params as Record<string, string>);
    const actor = await actorFor(context, binding, options);
    const signal = abortOnClose(context.res);
    context.set('Cache-Control', 'no-store');
    if (operation.stream === true) {
      await streamWork(context, async (progress) =>
        surfaces[surface].success(await run(operation, contextFor(context, options, { actor, signal, progress }), input)),
      );
      return;
    }
    if (operation.follow !== undefined && wantsEvents(context)) {
      const until = AbortSignal.any([signal, options.stopping]);
      const events = follow(operation, contextFor(context, options, { actor, signal: until }), { ...input, ...resumePoint(context) });
      await streamEvents(context, events, until);
      return;
    }
    sendAnswer(context, operation, { surface, answer: await run(operation, contextFor(context, options, { actor, signal }), input) });
  };
}

interface Request {
  readonly actor: Actor;
  readonly signal: AbortSignal;
  readonly progress?: (event: ProgressEvent) => void;
}

function contextFor(context: KoaContext, { product, server }: RouteOptions, request: Request): Context {
  const platform = server?.platformFor(request.actor.workspace);
  const made = product.contextFor({ ...request, origin: `${context.protocol}://${context.host}`, ...(platform === undefined ? {} : { platform }) });
  return { ...made, log: taggedLog(made.log, context) };
}

/** Aborts when the client goes away before the answer is complete. */
function abortOnClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
