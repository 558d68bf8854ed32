import type { Socket } from 'node:net';
import type { Caller } from './client.ts';
import { type FrameKind, readFrames, toFrames } from './wire.ts';

/** The streams of a caller. */
type Ends = Pick<Caller, 'streams' | 'readInput' | 'signal'>;

const callMilliseconds = 30_000;
const cancelMilliseconds = 2000;
const cancelled = 130;

/**
 * Writes what the daemon says once it has said everything, and answers the exit code. Undefined when the daemon is lost before that or takes longer
 * than 30 seconds: then nothing was written.
 */
export function relayCall(socket: Socket, { streams, readInput, signal }: Ends): Promise<number | undefined> {
  return new Promise((resolve) => {
    const said: { readonly stream: NodeJS.WriteStream; readonly content: Buffer }[] = [];
    const settle = (code: number | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      // A reader that went away is no defect.
      for (const stream of [streams.stdout, streams.stderr]) stream.on('error', () => undefined);
      if (code !== undefined) for (const { stream, content } of said) stream.write(content);
      socket.destroy();
      resolve(code);
    };
    const cancel = () => {
      socket.write(toFrames('cancel'));
      setTimeout(settle, cancelMilliseconds, cancelled).unref();
    };
    const timer = setTimeout(settle, callMilliseconds, undefined);
    signal.addEventListener('abort', cancel);
    socket.on('close', () => settle(undefined));
    const send = async () => socket.write(Buffer.concat([toFrames('input', Buffer.from(await readInput())), toFrames('inputEnd')]));
    readFrames(socket, (kind, content) => {
      if (kind === 'want') void send();
      if (kind === 'out') said.push({ stream: streams.stdout, content });
      if (kind === 'err') said.push({ stream: streams.stderr, content });
      if (kind === 'exit') settle(content[0] ?? 0);
    });
  });
}

/** Passes everything on in both directions until the daemon says that the server has ended; 1 with a message when the daemon is lost before that. */
export function relayServer(socket: Socket, { streams, signal }: Ends): Promise<number> {
  const { stdin: input, stdout: out, stderr: err } = streams;
  return new Promise((resolve) => {
    const end = (code: number) => {
      input.removeAllListeners('data').removeAllListeners('end').destroy();
      socket.destroy();
      resolve(code);
    };
    const lost = () => {
      err.write('The Sentrik daemon ended; start this program again, or set SENTRIK_DAEMON=off to run without it.\n');
      end(1);
    };
    const write = (stream: NodeJS.WriteStream, content: Buffer) => {
      if (stream.write(content)) return;
      socket.pause();
      stream.once('drain', () => socket.resume());
    };
    socket.on('close', lost);
    out.on('error', () => socket.destroy());
    signal.addEventListener('abort', () => {
      socket.write(toFrames('cancel'));
      setTimeout(end, cancelMilliseconds, cancelled).unref();
    });
    const take: Readonly<Partial<Record<FrameKind, (content: Buffer) => void>>> = {
      want: () => sendInput(socket, input),
      out: (content) => write(out, content),
      err: (content) => write(err, content),
      exit(content) {
        socket.off('close', lost);
        end(content[0] ?? 0);
      },
    };
    readFrames(socket, (kind, content) => take[kind]?.(content));
  });
}

function sendInput(socket: Socket, input: NodeJS.ReadStream): void {
  input.on('data', (chunk: Buffer) => {
    if (socket.write(toFrames('input', chunk))) return;
    input.pause();
    socket.once('drain', () => input.resume());
  });
  input.on('end', () => socket.write(toFrames('inputEnd')));
}
