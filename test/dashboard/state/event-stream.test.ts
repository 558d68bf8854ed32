import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { readEvents, type ServerEvent } from '../../../dashboard/state/event-stream.ts';

describe('server-sent events', () => {
  it('are read with their names and joined data lines', async () => {
    const events = await collect([': working\n\nevent: progress\ndata: {"done":1}\n\nevent: result\ndata: a\ndata: b\n\n']);
    expect(events).toEqual([
      { event: 'progress', id: '', data: '{"done":1}' },
      { event: 'result', id: '', data: 'a\nb' },
    ]);
  });

  it('are the same wherever the bytes are cut, with every kind of line end', async () => {
    const text = 'event: progress\r\ndata: {"message":"Zürich → 🙂"}\r\n\r\nevent: result\ndata: {}\n\ndata: last\r\r\n';
    const whole = await collect([text]);
    expect(whole.map(({ event }) => event)).toEqual(['progress', 'result', 'message']);
    const bytes = new TextEncoder().encode(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((left, right) => left - right), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.slice(at[index], end));
        expect(await collectBytes(pieces)).toEqual(whole);
      }),
    );
  });

  it('say where a later connection goes on', async () => {
    expect(await collect(['id: 7\nevent: scan_progress\ndata: {}\n\n'])).toEqual([{ event: 'scan_progress', id: '7', data: '{}' }]);
  });

  it('that are cut off in the middle are not told', async () => {
    expect(await collect(['event: result\ndata: {"half":'])).toEqual([]);
  });
});

function collect(pieces: readonly string[]): Promise<ServerEvent[]> {
  return collectBytes(pieces.map((piece) => new TextEncoder().encode(piece)));
}

async function collectBytes(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<ServerEvent[]> {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}
