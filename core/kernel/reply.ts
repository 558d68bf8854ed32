/** Answers that are not plain JSON: a document with its media type, a redirect, or JSON with cookies. */
export type Reply = DocumentReply | RedirectReply | CookieReply;

export interface DocumentReply {
  readonly kind: 'document';
  readonly mime: string;
  readonly body: string | Uint8Array;
  readonly name?: string;
}

export interface RedirectReply {
  readonly kind: 'redirect';
  readonly location: string;
}

/** For browsers: JSON that comes with cookies of this origin. */
export interface CookieReply {
  readonly kind: 'cookies';
  readonly cookies: readonly Cookie[];
  readonly result: unknown;
}

export interface Cookie {
  readonly name: string;
  /** Absent to remove it. */
  readonly value?: string;
  /** ISO date and time. */
  readonly expiresAt?: string;
  /** Scripts of the page may read it. */
  readonly isReadable?: boolean;
}

/** A document answered as is; `name` suggests a file name for the download. */
export function document(mime: string, body: string | Uint8Array, name?: string): DocumentReply {
  return name === undefined ? { kind: 'document', mime, body } : { kind: 'document', mime, body, name };
}

/**
 * A 302 to another page of the same origin.
 * @public
 */
export function redirect(location: string): RedirectReply {
  return { kind: 'redirect', location };
}

/**
 * JSON with cookies; frontends without a browser show the result alone.
 * @public
 */
export function withCookies(result: unknown, ...cookies: readonly Cookie[]): CookieReply {
  return { kind: 'cookies', cookies, result };
}

const replyKinds: readonly unknown[] = ['document', 'redirect', 'cookies'];

/** Tells such an answer from a plain result. */
export function isReply(value: unknown): value is Reply {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    ('mime' in value || 'location' in value || 'cookies' in value) &&
    replyKinds.includes(value.kind)
  );
}
