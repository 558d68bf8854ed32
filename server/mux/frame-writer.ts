import type { Writable } from 'node:stream';
import type { Message } from 'vscode-languageserver/node';

/** Writes messages framed by `Content-Length`. */
export interface FrameWriter {
  write(message: Message): void;
  /** Ends the stream after what was written. */
  end(): void;
}

export interface FrameWriterOptions {
  /** Bytes waiting to be taken by the other end above which `full` is called; `drained` when they are gone. */
  readonly limit: number;
  readonly full: () => void;
  readonly drained: () => void;
}

/** A writer that hands header and body to the system in one piece, and tells when the other end does not keep up. */
export function writeFrames(stream: Writable, { limit, full, drained }: FrameWriterOptions): FrameWriter {
  let isFull = false;
  stream.on('drain', () => {
    if (!isFull) return;
    isFull = false;
    drained();
  });
  // An other end that went away is noticed where its messages come from.
  stream.on('error', () => undefined);
  return {
    write(message) {
      if (!stream.writable) return;
      const body = JSON.stringify(message);
      stream.cork();
      stream.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`, 'latin1');
      stream.write(body, 'utf8');
      stream.uncork();
      if (isFull || stream.writableLength <= limit) return;
      isFull = true;
      full();
    },
    end: () => stream.end(),
  };
}
