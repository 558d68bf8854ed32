import http from 'node:http';
import { Failure } from '../core/kernel/failure.ts';

/** A server that listens. */
export interface Listener {
  readonly address: { readonly address: string; readonly port: number };
  /** Takes no more requests, lets those under way finish for a few seconds, then ends them. */
  close(): Promise<void>;
}

/** Where to listen, and the option of the command line that says so. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly flag: string;
}

const graceMs = 5_000;

/** Connections that wait to be taken: one too many has to come back seconds later. The system may allow fewer. */
const backlog = 4096;

/** A client must send its headers in 10 s and its whole request in 30 minutes, as archives and pushes of 2 GiB take; idle connections end after 65 s, later than those of proxies. */
const timeouts = { headersTimeout: 10_000, requestTimeout: 1_800_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000, maxHeaderSize: 16_384 };

/** Listens on exactly this host and port; port 0 takes a free one. Throws `unavailable` with the reason when it cannot. */
export async function listen(handler: http.RequestListener, place: Place): Promise<Listener> {
  const { host, port } = place;
  const server = http.createServer(timeouts, handler);
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenFailure(error, place)));
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port, backlog }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Failure('internal', 'The server has no network address');
  return { address, close: () => closeServer(server) };
}

function closeServer(server: http.Server): Promise<void> {
  const force = setTimeout(() => server.closeAllConnections(), graceMs);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function listenFailure(error: Error, { host, port, flag }: Place): Failure {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is already in use; choose another one with ${flag}`,
    EACCES: `Port ${port} on ${host} may not be used by this account; choose one above 1023 with ${flag}`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; choose another one with --host`,
    ENOTFOUND: `The host name ${host} is unknown; choose another one with --host`,
  };
  return new Failure('unavailable', reasons[code] ?? `The server cannot listen on ${host} port ${port}`);
}
