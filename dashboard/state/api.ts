import { readEvents } from './event-stream.ts';
import type { ProgressEvent } from '../wire.ts';

/** What the server answered: the value, or why not. `status` is 0 when the server could not be reached. */
export type Answer<T> = { readonly kind: 'ok'; readonly value: T } | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  /** The server's own sentence. */
  readonly detail: string;
}

/** The server's REST interface. Values have the types of the operations' outputs, which the server has already checked. */
export interface Api {
  get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>>;
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
  /** Posts and follows the progress events until the result. */
  stream<T>(path: string, options: StreamOptions): Promise<Answer<T>>;
}

export interface StreamOptions {
  readonly body: unknown;
  readonly signal: AbortSignal;
  readonly progress: (event: ProgressEvent) => void;
}

/** What the interface needs to know about the key: the present one, and whom to tell that a request with this one was refused. */
export interface KeyHolder {
  key(): string | undefined;
  refused(key: string | undefined): void;
}

const unreachable: Refusal = { kind: 'refused', status: 0, detail: 'The server does not answer. Check that it is still running.' };
const cutOff: Refusal = { kind: 'refused', status: 0, detail: 'The connection ended before the result arrived.' };

/** Binds the interface to the page's origin. */
export function openApi(keys: KeyHolder): Api {
  const send = (path: string, init: RequestInit) => ask(path, init, keys);
  return {
    get: async (path, signal) => readJson(await send(path, signal === undefined ? {} : { signal })),
    post: async (path, body) => readJson(await send(path, jsonBody(body))),
    stream: async (path, { body, signal, progress }) => {
      const response = await send(path, { ...jsonBody(body), signal });
      return 'kind' in response ? response : followStream(response, progress);
    },
  };
}

function jsonBody(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

async function ask(path: string, init: RequestInit, keys: KeyHolder): Promise<Response | Refusal> {
  const headers = new Headers(init.headers);
  const key = keys.key();
  if (key !== undefined) headers.set('X-API-Key', key);
  try {
    const response = await fetch(path, { ...init, headers, credentials: 'same-origin' });
    if (response.ok) return response;
    if (response.status === 401) keys.refused(key);
    return { kind: 'refused', status: response.status, detail: await readDetail(response) };
  } catch {
    return unreachable;
  }
}

async function readJson<T>(response: Response | Refusal): Promise<Answer<T>> {
  if ('kind' in response) return response;
  try {
    return { kind: 'ok', value: (await response.json()) as T };
  } catch {
    return cutOff;
  }
}

async function followStream<T>(response: Response, progress: (event: ProgressEvent) => void): Promise<Answer<T>> {
  if (response.body === null) return cutOff;
  try {
    for await (const { event, data } of readEvents(response.body)) {
      const value: unknown = JSON.parse(data);
      if (event === 'progress') progress(value as ProgressEvent);
      if (event === 'result') return { kind: 'ok', value: value as T };
      if (event === 'error') return { kind: 'refused', status: response.status, detail: detailOf(value) ?? 'The server could not finish.' };
    }
  } catch {
    return cutOff;
  }
  return cutOff;
}

async function readDetail(response: Response): Promise<string> {
  const wait = response.headers.get('Retry-After');
  const body: unknown = await response.json().catch(() => undefined);
  const detail = detailOf(body) ?? `The server answered ${response.status}.`;
  return response.status === 429 && wait !== null ? `${detail} (try again in ${wait} s)` : detail;
}

function detailOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('detail' in body)) return undefined;
  return typeof body.detail === 'string' ? body.detail : undefined;
}
