import http from 'node:http';
import { z } from 'zod';
import type { Sender } from './http.ts';

/** A scan whose events are followed. */
export interface FollowedScan {
  readonly repository: string;
  readonly id: string;
}

/** What happened to a connection. */
export type StreamEnd =
  | { readonly kind: 'ended' }
  | { readonly kind: 'left' }
  | { readonly kind: 'limited' }
  | { readonly kind: 'broken'; readonly message: string };

export interface StreamUse {
  readonly scan: FollowedScan;
  /** The last event that was seen; 0 for none. */
  readonly after: number;
  readonly onEvent: (event: { readonly seq: number; readonly scan: string }) => void;
  /** Leaves when it is aborted. */
  readonly signal: AbortSignal;
}

const wire = z.object({ seq: z.number(), scan_id: z.string() });
const limited = 429;

/** Follows the events of a scan over one connection, from behind an event. */
export function followOnce({ url, key, localAddress }: Sender, { scan, after, onEvent, signal }: StreamUse): Promise<StreamEnd> {
  const path = `/v1/repositories/${scan.repository}/scans/${scan.id}/events`;
  const headers = { authorization: `Bearer ${key}`, accept: 'text/event-stream', ...(after === 0 ? {} : { 'last-event-id': String(after) }) };
  const from = localAddress === undefined ? {} : { localAddress };
  return new Promise((resolve) => {
    let isEnded = false;
    const request = http.get({ host: url.hostname, port: url.port, path, headers, agent: false, ...from }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        resolve(response.statusCode === limited ? { kind: 'limited' } : { kind: 'broken', message: `the stream answered ${response.statusCode}` });
        return;
      }
      let rest = '';
      const take = (event: Block) => {
        if (event.name === 'end') isEnded = true;
        else if (event.name === 'error') resolve({ kind: 'broken', message: `the stream told of a failure: ${event.data.slice(0, 200)}` });
        else if (event.name !== undefined) tell(event, onEvent);
      };
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) take(readBlock(block));
      });
      response.on('error', () => undefined);
      response.on('close', () => resolve(isEnded ? { kind: 'ended' } : whyClosed(signal)));
    });
    request.on('error', (error) => resolve(signal.aborted ? { kind: 'left' } : { kind: 'broken', message: error.message }));
    signal.addEventListener('abort', () => request.destroy(), { once: true });
  });
}

function whyClosed(signal: AbortSignal): StreamEnd {
  return signal.aborted ? { kind: 'left' } : { kind: 'broken', message: 'the stream closed without an end' };
}

interface Block {
  readonly name: string | undefined;
  readonly id: string;
  readonly data: string;
}

function readBlock(block: string): Block {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  return { name: field('event'), id: field('id') ?? '', data: field('data') ?? '' };
}

function tell({ id, data }: Block, onEvent: StreamUse['onEvent']): void {
  const { seq, scan_id: scan } = wire.parse(JSON.parse(data));
  onEvent({ seq: id === String(seq) ? seq : Number.NaN, scan });
}
