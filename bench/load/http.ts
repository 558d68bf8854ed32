import http from 'node:http';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Somebody who sends requests: a key, and an address of its own where the system gives this machine more than one. */
export interface Sender {
  readonly url: URL;
  readonly key: string;
  readonly agent: http.Agent;
  readonly localAddress?: string;
}

export interface Sent {
  readonly status: number;
  readonly text: string;
  /** Seconds after which to come back, where the server says so. */
  readonly retryAfter: number;
}

const longestMs = 120_000;

/** The `index`th of several. Linux answers for all of 127.0.0.0/8, so that limits by address see several machines. */
export function senderOf(url: string, key: string, index: number): Sender {
  const address = os.platform() === 'linux' ? { localAddress: `127.0.${1 + Math.floor(index / 250)}.${1 + (index % 250)}` } : {};
  return { url: new URL(url), key, agent: new http.Agent({ keepAlive: true }), ...address };
}

/** Sends a request and reads its answer. Rejects when the connection breaks. */
export function send({ url, key, agent, localAddress }: Sender, method: string, path: string, body?: unknown): Promise<Sent> {
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = { authorization: `Bearer ${key}`, ...(bytes === undefined ? {} : { 'content-type': 'application/json', 'content-length': bytes.length }) };
  const from = localAddress === undefined ? {} : { localAddress };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: url.hostname, port: url.port, method, path, agent, headers, timeout: longestMs, ...from }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, retryAfter: Number(response.headers['retry-after'] ?? 0) }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer within two minutes')));
    request.on('error', reject);
    request.end(bytes);
  });
}

/** Reads, and comes back as often as the server asks for it. */
export async function patiently(sender: Sender, path: string): Promise<Sent> {
  for (;;) {
    const answer = await send(sender, 'GET', path);
    if (answer.status !== 429) return answer;
    await sleep(answer.retryAfter * 1000);
  }
}
