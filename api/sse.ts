import type { ServerResponse } from 'node:http';
import type { Context as KoaContext } from 'koa';
import type { ProgressEvent } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import { failureBody } from './errors.ts';

const heartbeatMs = 15_000;

/** What a stream runs: reports progress while it works and resolves with the result. */
export type StreamWork = (progress: (event: ProgressEvent) => void) => Promise<unknown>;

/**
 * Answers with server-sent events: `progress` while the work goes on, then one `result` or `error`. A refusal that comes before
 * the first progress is thrown instead, so that it gets its own status.
 */
export async function streamWork(context: KoaContext, work: StreamWork): Promise<void> {
  const { res } = context;
  const heartbeat = setInterval(() => {
    begin(context);
    write(res, ': working\n\n');
  }, heartbeatMs);
  try {
    const result = await work((event) => {
      begin(context);
      progress(res, event);
    });
    begin(context);
    send(res, 'result', result);
  } catch (thrown) {
    if (!res.headersSent) throw thrown;
    send(res, 'error', failureBody(context, toFailure(thrown)));
  } finally {
    clearInterval(heartbeat);
    if (res.headersSent) res.end();
  }
}

function begin(context: KoaContext): void {
  if (context.res.headersSent || context.res.destroyed) return;
  context.respond = false;
  context.res.writeHead(200, {
    ...headersOf(context.res),
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
}

function headersOf(response: ServerResponse): Record<string, string> {
  return Object.fromEntries(Object.entries(response.getHeaders()).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

/** A slow reader misses steps of the progress, never the result. */
function progress(response: ServerResponse, event: ProgressEvent): void {
  if (!response.writableNeedDrain) send(response, 'progress', event);
}

function send(response: ServerResponse, name: string, data: unknown): void {
  write(response, `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

function write(response: ServerResponse, text: string): void {
  if (!response.writableEnded && !response.destroyed) response.write(text);
}
