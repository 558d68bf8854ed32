import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '../core/kernel/context.ts';
import { Failure } from '../core/kernel/failure.ts';

/** Who may call: holders of a key (its SHA-256), or, on a loopback listener without a key, this machine's user. */
export type AccessPolicy = { readonly kind: 'key'; readonly hash: Buffer } | { readonly kind: 'open' };

export interface AccessDecision {
  readonly policy: AccessPolicy;
  /** A key made for this run because the listener is reachable from other machines and none was set. */
  readonly generatedKey?: string;
}

const keyHolder: Actor = { id: 'api-key', via: 'api-key', access: 'admin' };
const localUser: Actor = { id: 'local', via: 'anonymous', access: 'admin' };
/** Nobody known. */
export const stranger: Actor = { id: 'anonymous', via: 'anonymous', access: 'public' };

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const loopbackAddress = /^(127(\.\d{1,3}){3}|::1|\[::1\]|localhost|::ffff:127(\.\d{1,3}){3})$/i;
const bearer = /^Bearer ([^\s]+)$/i;

/** Open without a key only on a loopback host; a key set rules; any other host gets a key made for this run. */
export function decideAccess(host: string, key: string | undefined): AccessDecision {
  if (key !== undefined && key.trim() !== '') return { policy: { kind: 'key', hash: digest(key.trim()) } };
  if (isLoopback(host)) return { policy: { kind: 'open' } };
  const generatedKey = randomBytes(32).toString('base64url');
  return { policy: { kind: 'key', hash: digest(generatedKey) }, generatedKey };
}

/** Whether only this machine can reach the host name or address. */
export function isLoopback(host: string): boolean {
  return loopbackAddress.test(host);
}

/** Who sent these headers. A missing or wrong key is nobody: operations that need more refuse it. */
export function actorOf(policy: AccessPolicy, headers: IncomingHttpHeaders): Actor {
  if (policy.kind === 'open') return localUser;
  const given = keyIn(headers);
  return given !== undefined && timingSafeEqual(digest(given), policy.hash) ? keyHolder : stranger;
}

/** In open mode a request must name this machine as its host, so that a page of another site cannot reach it by rebinding its name. */
export function requireLocalHost(policy: AccessPolicy, headers: IncomingHttpHeaders): void {
  if (policy.kind === 'open' && !loopbackNames.has(hostName(headers.host ?? ''))) {
    throw new Failure('forbidden', 'Without an API key only requests to localhost are answered; set GUARD_API_KEY to use another host name');
  }
}

/** In open mode a page of another origin may neither read nor change anything. Programs send neither header and pass. */
export function requireSameOrigin(policy: AccessPolicy, headers: IncomingHttpHeaders): void {
  if (policy.kind !== 'open') return;
  const { origin, host = '' } = headers;
  const site = headers['sec-fetch-site'];
  const isForeign = origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`;
  if (isForeign || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
    throw new Failure('forbidden', 'Requests from pages of another origin are refused');
  }
}

/** The host name of a Host header, in lower case and without its port; the address in brackets for IPv6. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d{1,5}$/, '');
}

/** The key or token of X-API-Key or a bearer Authorization. */
export function keyIn(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['x-api-key'];
  if (typeof header === 'string' && header !== '') return header;
  return bearer.exec(headers.authorization ?? '')?.[1];
}

/** Hashes are compared, not keys: equal length, and the time tells nothing about the key. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
