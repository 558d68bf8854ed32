import http from 'node:http';
import path from 'node:path';
import { type ApiOptions, startApi } from '../../api/main.ts';
import type { Log } from '../../core/kernel/context.ts';
import { silentLog } from '../../core/platform/log.ts';
import { makeProject, type TestProject } from './project.ts';
import { testState } from './state.ts';

export interface TestAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

export interface TestRequest {
  readonly headers?: http.OutgoingHttpHeaders;
  /** An object is sent as JSON; text and bytes as they are. */
  readonly body?: unknown;
}

/** A real server on a free port of 127.0.0.1 over a temporary project. */
export interface TestApi {
  readonly url: string;
  readonly port: number;
  readonly project: TestProject;
  /** Sends the path byte for byte: nothing normalises it. */
  send(method: string, target: string, request?: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}

export interface TestApiOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly log?: Log;
  /** A server with accounts. */
  readonly server?: ApiOptions['server'];
}

const assets = path.resolve(import.meta.dirname, '../../dist/assets');
const unlimited = { GUARD_RATE_LIMIT_ENABLED: 'false' };

/** Starts a server; without another environment its rate limit is off. */
export async function startTestApi({
  files = {},
  environment = unlimited,
  host = '127.0.0.1',
  log = silentLog,
  server,
}: TestApiOptions = {}): Promise<TestApi> {
  const project = makeProject(files);
  const options: ApiOptions = {
    root: project.root,
    assets,
    environment: { ...testState, ...environment },
    host,
    port: 0,
    log,
    ...(server === undefined ? {} : { server }),
  };
  const api = await startApi(options);
  const port = Number(new URL(api.url).port);
  return {
    url: api.url,
    port,
    project,
    send: (method, target, request = {}) => sendTo(port, method, target, request),
    close: async () => {
      await api.close();
      project.remove();
    },
  };
}

/** Sends to a port of 127.0.0.1, byte for byte. */
export function sendTo(port: number, method: string, target: string, { headers = {}, body }: TestRequest = {}): Promise<TestAnswer> {
  const isText = typeof body === 'string' || body instanceof Uint8Array;
  const bytes = body === undefined ? undefined : Buffer.from(isText ? body : JSON.stringify(body));
  const sent = { ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length }), ...headers };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path: target, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parseJson(text) });
      });
    });
    request.on('error', reject);
    request.end(bytes);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
