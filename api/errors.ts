import type { Context as KoaContext, Middleware } from 'koa';
import { Failure, type FailureCode, failureStatus } from '../core/kernel/failure.ts';
import type { Log } from '../core/kernel/context.ts';
import type { Surface } from '../core/kernel/operation.ts';
import { taggedLog } from './request-id.ts';
import { surfaceOf, surfaces } from './surfaces.ts';

const httpFailures: Readonly<Record<number, readonly [FailureCode, string]>> = {
  400: ['bad_request', 'The request is malformed'],
  413: ['too_large', 'The request body is too large'],
  415: ['unsupported', 'The encoding of the request body is not supported'],
};

const emptyAnswers: Readonly<Record<number, Failure>> = {
  404: new Failure('not_found', 'Not found'),
  405: new Failure('method_not_allowed', 'Method not allowed'),
  501: new Failure('method_not_allowed', 'Method not allowed'),
};

/** Turns everything thrown, and answers without a body, into the error body of the surface. Unknown errors are logged, not shown. */
export function errorRenderer(log: Log): Middleware {
  return async (context, next) => {
    try {
      await next();
      const failure = context.body === undefined || context.body === null ? emptyAnswers[context.status] : undefined;
      if (failure !== undefined && context.respond !== false) sendFailure(context, failure);
    } catch (thrown) {
      sendFailure(context, failureOf(thrown, taggedLog(log, context)));
    }
  };
}

/** The body of a failure in the style of the route's surface, or of the surface the path belongs to. */
export function failureBody(context: KoaContext, failure: Failure): Readonly<Record<string, unknown>> {
  const surface = (context.state as { surface?: Surface }).surface ?? surfaceOf(context.path);
  return surfaces[surface].error(failure);
}

function sendFailure(context: KoaContext, failure: Failure): void {
  if (context.headerSent) {
    context.res.destroy();
    return;
  }
  const body = failureBody(context, failure);
  context.status = failureStatus[failure.code];
  context.body = body;
  context.set('Cache-Control', 'no-store');
  if (failure.code === 'unauthenticated') context.set('WWW-Authenticate', 'Bearer realm="sentrik"');
  if (typeof failure.details.retry_after === 'number') context.set('Retry-After', String(failure.details.retry_after));
  if (failure.code === 'too_large') context.set('Connection', 'close');
}

/** A Failure as it is; a library's 4xx error by its status with our own words; anything else is internal. */
function failureOf(thrown: unknown, log: Log): Failure {
  if (thrown instanceof Failure) return thrown;
  const status = thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 500;
  const known = httpFailures[status];
  if (known !== undefined) return new Failure(...known);
  log.error('request failed', { error: thrown });
  return new Failure('internal', 'Internal error');
}
