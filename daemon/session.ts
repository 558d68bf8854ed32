import { Readable, Writable } from 'node:stream';
import type { Socket } from 'node:net';
import type { BootOptions, Product } from '../core/boot.ts';
import { processDisk } from '../cli/disk.ts';
import { printerOn } from '../cli/print.ts';
import { runProgram } from '../cli/program.ts';
import type { Shell } from '../cli/shell.ts';
import type { RunGreeting } from './greeting.ts';
import { messageGuard } from './message-guard.ts';
import type { SharedProducts } from './products.ts';
import { type FrameKind, readFrames, toFrames } from './wire.ts';

/** What every session works with. */
export interface SessionOptions {
  readonly products: SharedProducts;
  readonly assets: string;
  readonly worker: URL;
}

/** The longest message of an editor, and the most that a call may bring on standard input. */
const mostBytes = 64_000_000;
/** A frontend that takes nothing for so long is given up. */
const stalledMilliseconds = 300_000;

/** Runs a frontend's command as its own process would, with its streams on the socket, and ends the session with the exit code. Never throws. */
export async function runSession(socket: Socket, greeting: RunGreeting, { products, assets, worker }: SessionOptions): Promise<void> {
  const abort = new AbortController();
  const streams = openStreams(socket, greeting, abort);
  const { input, output, errors } = streams;
  const opened = new Set<Product>();
  const open = (options: BootOptions) => {
    const product = products.open(options);
    opened.add(product);
    return product;
  };
  const { cwd, environment, argv, out, err } = greeting;
  const shell: Shell = {
    ...{ cwd, environment, assets, worker, disk: processDisk, signal: abort.signal },
    print: printerOn({ out: terminal(output, out), err: terminal(errors, err) }, environment),
    readStandardInput: async () => Buffer.concat(await Readable.from(input).toArray()).toString('utf8'),
    host: { input, output, open },
  };
  try {
    const code = await runProgram(shell, argv);
    if (!socket.destroyed) socket.end(toFrames('exit', Buffer.from([code])));
  } catch {
    socket.destroy();
  } finally {
    await Promise.all([...opened].map((product) => product.close()));
  }
}

function terminal(stream: Writable, { isTerminal, columns }: RunGreeting['out']) {
  return { isTTY: isTerminal, columns, write: (text: string) => stream.write(text) };
}

/** The caller's three streams; its standard input is asked for when somebody reads it. */
function openStreams(socket: Socket, { frontend }: RunGreeting, abort: AbortController) {
  let isWanted = false;
  let hasEnded = false;
  const input = new Readable({
    read() {
      if (!isWanted && !socket.destroyed) socket.write(toFrames('want'));
      isWanted = true;
      socket.resume();
    },
  });
  const endInput = () => {
    if (!hasEnded) input.push(null);
    hasEnded = true;
  };
  const isAllowed = frontend === 'lsp' ? messageGuard(mostBytes) : byteGuard(frontend === 'call' ? mostBytes : Number.POSITIVE_INFINITY);
  const take = (kind: FrameKind, content: Buffer) => {
    if (kind === 'input' && !isAllowed(content)) socket.destroy();
    else if (kind === 'input' && !hasEnded && !input.push(content)) socket.pause();
    else if (kind === 'inputEnd') endInput();
    else if (kind === 'cancel') end();
  };
  const end = () => {
    abort.abort();
    endInput();
  };
  socket.once('close', end);
  readFrames(socket, take);
  return { input, output: framed(socket, 'out'), errors: framed(socket, 'err') };
}

function byteGuard(most: number): (chunk: Buffer) => boolean {
  let seen = 0;
  return ({ length }) => {
    seen += length;
    return seen <= most;
  };
}

/** Text goes on as soon as the frontend has taken what came before. */
function framed(socket: Socket, kind: FrameKind): Writable {
  return new Writable({
    decodeStrings: true,
    write(chunk: Buffer, _encoding, done) {
      if (socket.destroyed) return done();
      const timer = setTimeout(() => socket.destroy(), stalledMilliseconds);
      const finish = () => {
        clearTimeout(timer);
        done();
      };
      if (socket.write(toFrames(kind, chunk))) finish();
      else socket.once('drain', finish).once('close', finish);
    },
  });
}
