import { readEvents, type ServerEvent } from './event-stream.ts';
import type { ProgressEvent } from '../wire.ts';

/** What the server answered: the value, or why not. `status` is 0 when the server could not be reached. */
export type Answer<T> = { readonly kind: 'ok'; readonly value: T } | Refusal;

export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  /** The server's own sentence. */
  readonly detail: string;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter?: number;
}

/** The server's REST interface. Values have the types of the operations' outputs, which the server has already checked. */
export interface Api {
  get<T>(path: string, signal?: AbortSignal): Promise<Answer<T>>;
  /** A document as text; undefined for one that is not text. */
  text(path: string): Promise<Answer<string | undefined>>;
  post<T>(path: string, body: unknown): Promise<Answer<T>>;
  put<T>(path: string, body: unknown): Promise<Answer<T>>;
  /** DELETE; the value is undefined where the server says nothing. */
  remove<T>(path: string): Promise<Answer<T>>;
  /** Posts and follows the progress events until the result. */
  stream<T>(path: string, options: StreamOptions): Promise<Answer<T>>;
  /** Follows a stream of events behind the one with an id; the sequence ends where the connection does, whether or not the last event was sent. */
  events(path: string, options: EventOptions): Promise<Answer<AsyncIterable<ServerEvent>>>;
  /** Posts a form. */
  upload<T>(path: string, form: FormData, options: UploadOptions): Promise<Answer<T>>;
}

export interface StreamOptions {
  readonly body: unknown;
  readonly signal: AbortSignal;
  readonly progress: (event: ProgressEvent) => void;
}

export interface UploadOptions {
  readonly signal: AbortSignal;
  /** Told how much of the form has left, from 0 to 1. */
  readonly progress: (share: number) => void;
}

export interface EventOptions {
  readonly after: string;
  readonly signal: AbortSignal;
}

/** What proves who is asking, and whom to tell that it was refused. */
export interface Credentials {
  headers(path: string, method: string): Readonly<Record<string, string>>;
  refused(path: string, sent: Readonly<Record<string, string>>): void;
}

const unreachable: Refusal = { kind: 'refused', status: 0, detail: 'The server does not answer. Check that it is still running.' };
const cutOff: Refusal = { kind: 'refused', status: 0, detail: 'The connection ended before the result arrived.' };

/** Binds the interface to the page's origin. */
export function openApi(credentials: Credentials): Api {
  const send = (path: string, init: RequestInit) => ask(path, init, credentials);
  return {
    get: async (path, signal) => readJson(await send(path, signal === undefined ? {} : { signal })),
    text: async (path) => readText(await send(path, {})),
    post: async (path, body) => readJson(await send(path, jsonBody('POST', body))),
    put: async (path, body) => readJson(await send(path, jsonBody('PUT', body))),
    remove: async (path) => readJson(await send(path, { method: 'DELETE' })),
    stream: async (path, { body, signal, progress }) => {
      const response = await send(path, { ...jsonBody('POST', body), signal });
      return 'kind' in response ? response : followStream(response, progress);
    },
    events: async (path, { after, signal }) => {
      const resume = after === '' ? {} : { 'Last-Event-ID': after };
      const response = await send(path, { headers: { Accept: 'text/event-stream', ...resume }, signal });
      if ('kind' in response) return response;
      return response.body === null ? cutOff : { kind: 'ok', value: readEvents(response.body) };
    },
    upload: (path, form, options) => sendForm(path, { form, credentials, ...options }),
  };
}

function jsonBody(method: string, body: unknown): RequestInit {
  return { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}

async function ask(path: string, init: RequestInit, credentials: Credentials): Promise<Response | Refusal> {
  const proof = credentials.headers(path, init.method ?? 'GET');
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(proof)) headers.set(name, value);
  try {
    const response = await fetch(path, { ...init, headers, credentials: 'same-origin' });
    if (response.ok) return response;
    if (response.status === 401) credentials.refused(path, proof);
    return readRefusal(response.status, response.headers.get('Retry-After'), await response.json().catch(() => undefined));
  } catch {
    return unreachable;
  }
}

interface FormRequest extends UploadOptions {
  readonly form: FormData;
  readonly credentials: Credentials;
}

/** The older interface of browsers is the only one that tells how far an upload is. */
function sendForm<T>(path: string, { form, progress, signal, credentials }: FormRequest): Promise<Answer<T>> {
  const proof = credentials.headers(path, 'POST');
  const request = new XMLHttpRequest();
  request.open('POST', path);
  request.responseType = 'json';
  for (const [name, value] of Object.entries(proof)) request.setRequestHeader(name, value);
  request.upload.addEventListener('progress', ({ loaded, total }) => progress(total === 0 ? 0 : loaded / total));
  signal.addEventListener('abort', () => request.abort());
  return new Promise((resolve) => {
    request.addEventListener('error', () => resolve(unreachable));
    request.addEventListener('abort', () => resolve(unreachable));
    request.addEventListener('load', () => {
      const { status } = request;
      const response: unknown = request.response;
      if (status === 401) credentials.refused(path, proof);
      if (status >= 200 && status < 300) resolve({ kind: 'ok', value: response as T });
      else resolve(readRefusal(status, request.getResponseHeader('Retry-After'), response));
    });
    request.send(form);
  });
}

async function readJson<T>(response: Response | Refusal): Promise<Answer<T>> {
  if ('kind' in response) return response;
  try {
    return { kind: 'ok', value: (response.status === 204 ? undefined : await response.json()) as T };
  } catch {
    return cutOff;
  }
}

async function readText(response: Response | Refusal): Promise<Answer<string | undefined>> {
  if ('kind' in response) return response;
  const isText = response.headers.get('Content-Type')?.startsWith('text/') === true;
  try {
    return { kind: 'ok', value: isText ? await response.text() : undefined };
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

function readRefusal(status: number, wait: string | null, body: unknown): Refusal {
  const detail = detailOf(body) ?? `The server answered ${status}.`;
  const seconds = wait === null ? Number.NaN : Number(wait);
  const says = status === 429 && wait !== null && !detail.includes('try again in') ? `${detail} (try again in ${wait} s)` : detail;
  return { kind: 'refused', status, detail: says, ...(Number.isFinite(seconds) ? { retryAfter: seconds } : {}) };
}

/** The sentence in an error of either style, `{detail}` or `{error: {message}}`. */
function detailOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  if ('detail' in body && typeof body.detail === 'string') return body.detail;
  const error = 'error' in body ? body.error : undefined;
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : undefined;
}
