import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Context as KoaContext } from 'koa';
import type { ProgressEvent } from '../core/kernel/context.ts';
import { toFailure } from '../core/kernel/failure.ts';
import type { FollowedEvent } from '../core/kernel/operation.ts';
import { failureBody } from './errors.ts';

const heartbeatMs = 15_000;

/** What a stream runs: reports progress while it works and resolves with the result. */
export type StreamWork = (progress: (event: ProgressEvent) => void) => Promise<unknown>;

/**
 * Answers with server-sent events: `progress` while the work goes on, then one `result` or `error`. A refusal that comes before
 * the first progress is thrown instead, so that it gets its own status.
 */
export function streamWork(context: KoaContext, work: StreamWork): Promise<void> {
  const { res } = context;
  return stream(context, 'working', async () => {
    const result = await work((event) => {
      begin(context);
      progress(res, event);
    });
    begin(context);
    send(res, 'result', result);
  });
}

/** Whether the client asks for server-sent events rather than for JSON. */
export function wantsEvents(context: KoaContext): boolean {
  return context.accepts('json', 'text/event-stream') === 'text/event-stream';
}

/** Where a client that comes back left off: `after` of its Last-Event-ID, before the one in the address. */
export function resumePoint(context: KoaContext): { readonly after?: string } {
  const last = context.get('Last-Event-ID');
  return last === '' ? {} : { after: last };
}

/**
 * Answers with events as they come, each with its id, at the pace of the reader. A refusal that comes before the first event is thrown, so that it gets
 * its own status; a later one is the last event. Ends with the event `end` when the events do, and without it when the signal is aborted.
 */
export function streamEvents(context: KoaContext, events: AsyncIterable<FollowedEvent>, signal: AbortSignal): Promise<void> {
  const { res } = context;
  return stream(context, 'waiting', async () => {
    for await (const { id, event, data } of events) {
      begin(context);
      write(res, `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (res.writableNeedDrain) await once(res, 'drain', { signal }).catch(() => undefined);
      if (signal.aborted) break;
    }
    begin(context);
    // Without the last event the client comes back, to whoever serves it then.
    if (!signal.aborted) send(res, 'end', {});
  });
}

/** Says in a comment now and then what goes on, so that nobody in between takes the silence for an end; a failure after the first byte is an event. */
async function stream(context: KoaContext, doing: string, tell: () => Promise<void>): Promise<void> {
  const { res } = context;
  const heartbeat = setInterval(() => {
    begin(context);
    write(res, `: ${doing}\n\n`);
  }, heartbeatMs);
  try {
    await tell();
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
