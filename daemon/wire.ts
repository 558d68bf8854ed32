import type { Socket } from 'node:net';

/**
 * What frontend and daemon say to each other: a line of JSON from each side, then frames of one byte for the kind, four for the length (big-endian)
 * and the content.
 */
const codes = { input: 0x69, inputEnd: 0x64, cancel: 0x63, want: 0x77, out: 0x6f, err: 0x65, exit: 0x78 } as const;
/** `input`, `inputEnd` and `cancel` come from the frontend; `want` asks it for its standard input; `out` and `err` are text to write; `exit` ends it. */
export type FrameKind = keyof typeof codes;

const kinds: ReadonlyMap<number, FrameKind> = new Map([
  [codes.input, 'input'],
  [codes.inputEnd, 'inputEnd'],
  [codes.cancel, 'cancel'],
  [codes.want, 'want'],
  [codes.out, 'out'],
  [codes.err, 'err'],
  [codes.exit, 'exit'],
]);
const headBytes = 5;
/** Content is cut into frames of at most this many bytes; a longer one is refused. */
const maxContent = 256 * 1024;
/** The longest first line. */
export const maxLine = 64 * 1024;
const newline = 10;
const empty = Buffer.alloc(0);

/** Content as frames of one kind, one after another. */
export function toFrames(kind: FrameKind, content: Uint8Array = empty): Buffer {
  const parts: Uint8Array[] = [];
  for (let start = 0; start === 0 || start < content.length; start += maxContent) {
    const part = content.subarray(start, start + maxContent);
    const head = Buffer.alloc(headBytes);
    head.writeUInt8(codes[kind], 0);
    head.writeUInt32BE(part.length, 1);
    parts.push(head, part);
  }
  return Buffer.concat(parts);
}

/** Takes frames off a socket from now on; the socket is destroyed at the first byte that can be none. */
export function readFrames(socket: Socket, take: (kind: FrameKind, content: Buffer) => void): void {
  let rest: Buffer = empty;
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= headBytes) {
      const kind = kinds.get(rest.readUInt8(0));
      const length = rest.readUInt32BE(1);
      if (kind === undefined || length > maxContent) return void socket.destroy();
      if (rest.length < headBytes + length) return;
      const content = rest.subarray(headBytes, headBytes + length);
      rest = rest.subarray(headBytes + length);
      take(kind, content);
    }
  });
  socket.resume();
}

/** The first line that the other side says; undefined when it ends, says too much or takes longer than `milliseconds`. What follows stays in the socket. */
export function readLine(socket: Socket, milliseconds: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let known: Buffer = empty;
    const settle = (line: string | undefined) => {
      clearTimeout(timer);
      socket.off('data', take).off('close', close).pause();
      resolve(line);
    };
    const close = () => settle(undefined);
    const take = (chunk: Buffer) => {
      const end = chunk.indexOf(newline);
      known = Buffer.concat([known, end < 0 ? chunk : chunk.subarray(0, end)]);
      if (known.length > maxLine) return settle(undefined);
      if (end < 0) return;
      settle(known.toString('utf8'));
      if (end + 1 < chunk.length) socket.unshift(chunk.subarray(end + 1));
    };
    const timer = setTimeout(close, milliseconds);
    socket.on('data', take).on('close', close);
  });
}

/** Sends a first line. */
export function writeLine(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`);
}

/** A line as JSON; undefined when it is none. */
export function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
