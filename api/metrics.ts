import type { Context as KoaContext, Middleware } from 'koa';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { mayRun } from '../core/kernel/operation.ts';
import { isLoopback } from './auth.ts';
import { callerOf, type Recognition } from './caller.ts';
import { Failure } from '../core/kernel/failure.ts';

/** What the server counts, in the format of Prometheus. */
export interface Metrics {
  /** Counts every answer by operation, method and status, with its time. */
  readonly count: Middleware;
  /** `GET /metrics`, for operators and for programs on this machine that come without a proxy. Throws `unauthenticated`, `forbidden`. */
  show(context: KoaContext, recognition: Recognition): Promise<void>;
}

/** Seconds; the last ones are scans of projects. */
const buckets = [0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** Metrics of one server, apart from any other in the process. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['operation', 'method', 'status'] as const;
  const requests = new Counter({ name: 'sentrik_http_requests_total', help: 'Answers', labelNames, registers: [registry] });
  const seconds = new Histogram({
    name: 'sentrik_http_request_seconds',
    help: 'Time to answer',
    labelNames: ['operation'] as const,
    buckets,
    registers: [registry],
  });
  return {
    count: async (context, next) => {
      const start = performance.now();
      await next();
      const { operation = 'other' } = context.state as { operation?: string };
      requests.inc({ operation, method: knownMethod(context.method), status: context.status });
      seconds.observe({ operation }, (performance.now() - start) / 1000);
    },
    show: async (context, recognition) => {
      await requireOperator(context, recognition);
      context.set('Content-Type', registry.contentType);
      context.set('Cache-Control', 'no-store');
      context.body = await registry.metrics();
    },
  };
}

/** A proxy on this machine speaks for others, and says so. */
async function requireOperator(context: KoaContext, recognition: Recognition): Promise<void> {
  const { isForwarded } = context.state as { isForwarded?: boolean };
  if (isLoopback(context.req.socket.remoteAddress ?? '') && isForwarded !== true) return;
  const caller = await callerOf(context, recognition, { surface: 'sentrik', isOnProject: true });
  if (caller.access === 'public') throw new Failure('unauthenticated', 'Invalid or missing API key');
  if (!mayRun({ access: 'operator', effect: 'read' }, caller) && caller.id !== 'api-key') throw new Failure('forbidden', 'Insufficient permissions');
}

const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Invented methods would each be a series of their own. */
function knownMethod(method: string): string {
  return methods.includes(method) ? method : 'other';
}
