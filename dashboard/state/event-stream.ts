/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  /** Where a later connection goes on; empty for an event that has none. */
  readonly id: string;
  readonly data: string;
}

const lineEnd = /\r\n|\n|\r(?!$)/;

/** Reads server-sent events from a response body; pieces may be cut anywhere, also inside a character. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let block: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value === undefined ? '' : decoder.decode(value, { stream: true }))).split(lineEnd);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          block.push(line);
          continue;
        }
        const event = parseBlock(block);
        block = [];
        if (event !== undefined) yield event;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseBlock(lines: readonly string[]): ServerEvent | undefined {
  let event = 'message';
  let id = '';
  const data: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    if (field === 'id') id = value;
    if (field === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { event, id, data: data.join('\n') };
}
