import type { Readable } from 'node:stream';
import type { Id } from './message.ts';

/** What comes out of a stream of framed messages. */
export interface FrameReceiver {
  message(value: unknown): void;
  /** Bytes that are no message were left out; `id` when they look like the answer to that request. */
  broken(what: string, id: Id | undefined): void;
  closed(): void;
}

const headEnd = '\r\n\r\n';
const headName = 'content-length:';
const lengthOf = /^content-length:[ \t]*(\d+)[ \t]*\r\n/;
/** A field that may stand before the length. */
const contentType = /content-type:[^\r\n]*\r\n$/;
const idOf = /"id"\s*:\s*(\d+)/;
/** A header that does not end within this many bytes is none. */
const longestHead = 4096;
/** A message announced as longer than this is taken for a broken header. */
const longestBody = 2 ** 30;

/**
 * Reads messages framed by `Content-Length`, as the base protocol of LSP has them. Other than the protocol library's reader it finds its
 * way back after bytes that do not belong there (text printed by a server, a wrong length, broken JSON): it goes on at the next header.
 */
export function readFrames(stream: Readable, receiver: FrameReceiver): void {
  const reader = new FrameReader(receiver);
  stream.on('data', (chunk: Buffer) => reader.read(chunk));
  let isClosed = false;
  const close = () => {
    if (!isClosed) receiver.closed();
    isClosed = true;
  };
  for (const event of ['end', 'close', 'error'] as const) stream.once(event, close);
}

class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** Bytes of the body at the front; undefined while a header is looked for. */
  private expected: number | undefined;
  private readonly receiver: FrameReceiver;

  constructor(receiver: FrameReceiver) {
    this.receiver = receiver;
  }

  read(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.size > 0) {
      if (this.expected === undefined && !this.readHead()) return;
      if (this.expected === undefined) continue;
      if (this.size < this.expected) return;
      const body = this.take(this.expected);
      this.expected = undefined;
      this.deliver(body);
    }
  }

  /** Looks for the next header; false when more bytes are needed. */
  private readHead(): boolean {
    const head = findHead(this.all());
    if (head.skip > 0) this.receiver.broken(`${head.skip} bytes that belong to no message`, undefined);
    this.take(head.skip + head.length);
    this.expected = head.body;
    return head.body !== undefined || head.skip > 0;
  }

  /** A length that was too large swallowed the header of the next message: that is read again. */
  private deliver(body: Buffer): void {
    const message = parse(body);
    if (message !== undefined) {
      this.receiver.message(message.value);
      return;
    }
    const next = body.toString('latin1').toLowerCase().indexOf(headName);
    this.receiver.broken(`a message of ${next < 0 ? body.length : next} bytes that is no JSON`, idIn(body));
    if (next <= 0) return;
    this.chunks.unshift(body.subarray(next));
    this.size += body.length - next;
  }

  private all(): Buffer {
    const [first] = this.chunks;
    if (this.chunks.length === 1 && first !== undefined) return first;
    const all = Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }

  private take(bytes: number): Buffer {
    const all = this.all();
    this.chunks = all.length > bytes ? [all.subarray(bytes)] : [];
    this.size -= bytes;
    return all.subarray(0, bytes);
  }
}

interface Head {
  /** Bytes that belong to no message. */
  readonly skip: number;
  /** Bytes of the header after those; 0 when it is not complete. */
  readonly length: number;
  /** Bytes that follow it. */
  readonly body: number | undefined;
}

function findHead(bytes: Buffer): Head {
  const text = bytes.toString('latin1', 0, longestHead).toLowerCase();
  const name = text.indexOf(headName);
  if (name < 0) return { skip: endOfRubbish(bytes, text), length: 0, body: undefined };
  const begin = contentType.exec(text.slice(0, name))?.index ?? name;
  const end = text.indexOf(headEnd, name);
  if (end < 0) return { skip: begin > 0 || bytes.length < longestHead ? begin : headName.length, length: 0, body: undefined };
  const length = Number(lengthOf.exec(text.slice(name, end + 2))?.[1] ?? Number.NaN);
  if (!(length <= longestBody)) return { skip: name + headName.length, length: 0, body: undefined };
  return { skip: begin, length: end + headEnd.length - begin, body: length };
}

/** What cannot be the beginning of a header, when none was found: all but what may be a part of one. */
function endOfRubbish(bytes: Buffer, text: string): number {
  if (bytes.length < longestHead && text.startsWith('content-')) return 0;
  return Math.max(0, text.length - headName.length);
}

/** The message; undefined for bytes that are no JSON. */
function parse(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return undefined;
  }
}

/** The number of the request that a broken answer belongs to. */
function idIn(body: Buffer): Id | undefined {
  const text = body.toString('latin1', 0, longestHead);
  const id = text.includes('"method"') ? undefined : idOf.exec(text)?.[1];
  return id === undefined ? undefined : Number(id);
}
