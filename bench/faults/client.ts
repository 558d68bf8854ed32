import { setTimeout as sleep } from 'node:timers/promises';

/** What is asked of the server. */
export interface Request {
  readonly url: string;
  readonly key?: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly form?: FormData;
}

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

/** `lost`: nobody knows whether the server has done it. */
export type Answer = Answered | { readonly kind: 'lost' };

const longestAnswer = 30_000;
const unavailable = 503;

/** Asks once. An answer that the server is unavailable is lost, too: it may come from the middle of a commit. */
export async function ask({ url, key, method, path, body, form }: Request): Promise<Answer> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(longestAnswer),
      ...(form === undefined ? {} : { body: form }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return response.status === unavailable ? { kind: 'lost' } : { kind: 'answered', status: response.status, body: parsed(text), text };
  } catch {
    return { kind: 'lost' };
  }
}

/** Asks again until there is an answer. Only for what may be done twice. Throws after a minute. */
export async function lastingAnswer(request: Request): Promise<Answered> {
  const end = performance.now() + 60_000;
  for (;;) {
    const answer = await ask(request);
    const isLimited = answer.kind === 'answered' && answer.status === 429;
    if (answer.kind === 'answered' && !isLimited) return answer;
    if (performance.now() > end) throw new Error(`${request.method} ${request.path} got no answer within a minute`);
    await sleep(isLimited ? 1000 : 50);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
