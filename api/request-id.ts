import { randomUUID } from 'node:crypto';
import type { Context as KoaContext, Middleware } from 'koa';
import type { Log } from '../core/kernel/context.ts';

const usable = /^[A-Za-z0-9._:-]{1,64}$/;

/** Gives every request an id, its client's own where that is a plain word: in `X-Request-Id` of the answer and in the log. Logs each answer with its status and time. */
export function requestIds(log: Log): Middleware {
  return async (context, next) => {
    const given = context.get('X-Request-Id');
    const id = usable.test(given) ? given : randomUUID();
    Object.assign(context.state, { requestId: id });
    context.set('X-Request-Id', id);
    const start = performance.now();
    await next();
    const { operation } = context.state as { operation?: string };
    const { method, status } = context;
    // The path is left out: it may hold a secret, as the addresses of git uploads do.
    log.info('request', { request_id: id, method, status, ms: Math.round(performance.now() - start), ...(operation === undefined ? {} : { operation }) });
  };
}

/** A log whose lines name the request. */
export function taggedLog(log: Log, context: KoaContext): Log {
  const { requestId } = context.state as { requestId?: string };
  if (requestId === undefined) return log;
  const tagged = (fields: Readonly<Record<string, unknown>> = {}) => ({ ...fields, request_id: requestId });
  return {
    info: (message, fields) => log.info(message, tagged(fields)),
    warn: (message, fields) => log.warn(message, tagged(fields)),
    error: (message, fields) => log.error(message, tagged(fields)),
  };
}
