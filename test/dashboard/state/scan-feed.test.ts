import { expect, it } from 'vitest';
import type { Answer } from '../../../dashboard/state/api.ts';
import type { ServerEvent } from '../../../dashboard/state/event-stream.ts';
import { followScan } from '../../../dashboard/state/scan-feed.ts';

const sent = (seq: number): ServerEvent => ({ event: 'scan_progress', id: String(seq), data: JSON.stringify({ seq }) });
const end: ServerEvent = { event: 'end', id: '', data: '{}' };
const refusal = (status: number) => ({ kind: 'refused', status, detail: 'no' }) as const;

/** A connection that carries these and then ends, or breaks. */
function connection(events: readonly ServerEvent[], breaks = false): Answer<AsyncIterable<ServerEvent>> {
  async function* carry(): AsyncGenerator<ServerEvent> {
    yield* events;
    if (breaks) throw new TypeError('network error');
  }
  return { kind: 'ok', value: carry() };
}

async function follow(connections: readonly Answer<AsyncIterable<ServerEvent>>[]) {
  const told = { asked: [] as string[], taken: [] as number[], rests: 0, connected: [] as boolean[] };
  const refused = await followScan({
    open: (after) => {
      told.asked.push(after);
      return Promise.resolve(connections[told.asked.length - 1] ?? refusal(404));
    },
    take: ({ seq }) => told.taken.push(seq),
    connected: (is) => told.connected.push(is),
    rest: () => {
      told.rests += 1;
      return Promise.resolve();
    },
    signal: new AbortController().signal,
  });
  return { ...told, refused };
}

it('goes on behind the last event after a connection ended, broke or could not be had, and takes each event once', async () => {
  const told = await follow([
    connection([sent(1), sent(2)]),
    refusal(0),
    refusal(503),
    connection([sent(2), sent(3)], true),
    connection([sent(4), end, sent(5)]),
  ]);
  expect(told.asked).toEqual(['', '2', '2', '2', '3']);
  expect(told.taken).toEqual([1, 2, 3, 4]);
  expect(told.rests).toBe(4);
  expect(told.connected.at(-1)).toBe(true);
  expect(told.refused).toBeUndefined();
});

it('gives up where no later try can help, and opens anew where the stream tells of a failure', async () => {
  expect((await follow([refusal(404)])).refused?.status).toBe(404);
  const told = await follow([connection([sent(1), { event: 'error', id: '', data: '{}' }]), connection([end])]);
  expect([told.asked, told.taken]).toEqual([['', '1'], [1]]);
});
